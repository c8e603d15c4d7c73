"""Scripts written into every text, name, heading, file and address: Chromium runs none on any page that shows them."""

import pytest

pytestmark = pytest.mark.looks
