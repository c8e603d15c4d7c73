"""What these tests need of an editor's browser, and a storage of files."""

import pytest
from django.core.files.base import ContentFile

from archive.sources import files
from tests.admin.conftest import sign_in

__all__ = ["sign_in"]


@pytest.fixture
def storage(settings, tmp_path):
    """A storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def take(content, name):
    """Take a file in, as the form of a source does."""
    return files.take_in(ContentFile(content, name), name)
