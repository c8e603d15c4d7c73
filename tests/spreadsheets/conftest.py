"""Who imports in tests."""

import pytest

from tests.spreadsheets.people import somebody


@pytest.fixture
def contributor():
    """A user of this role."""
    return somebody("contributor")


@pytest.fixture
def editor():
    """A user of this role."""
    return somebody("editor")
