"""`python -m tests.attacks.scripts`: Chromium on every page that shows a text, all of which are scripts; none runs.

The suite opens fewer of these pages (tests/browser/test_scripts.py). Ends as pytest does: with 0 where nothing ran and
no page broke its policy.
"""

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ |= {"SCRIPTS": "all", "REQUIRE_BROWSER": "1"}
    os.environ.setdefault("TEST_DATABASE", "sqlite")
    sys.exit(pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/browser/test_scripts.py"]))
