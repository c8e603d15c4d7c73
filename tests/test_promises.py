"""The table of promises names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def named():
    """(file, test) of each test that the table names."""
    return NAMED.findall((ROOT / "tests" / "promises.md").read_text(encoding="utf-8"))


def test_every_test_that_is_said_to_keep_a_promise_is_there():
    missing = [
        f"{file}::{test}"
        for file, test in named()
        if not (ROOT / file).exists() or f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert len(named()) > 90
    assert not missing
