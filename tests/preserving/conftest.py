"""What tests of backups share."""

import pytest

from tests.preserving import world


@pytest.fixture
def storage(settings, tmp_path):
    """A storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def filled(storage, db):
    """An archive with everything in it."""
    world.fill()
