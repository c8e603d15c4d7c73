"""A large upload on its way has no name anywhere, so that a process that is killed leaves nothing of it."""

import io
import os

import pytest
from django.core.files.uploadhandler import FileUploadHandler
from django.test import RequestFactory

CONTENT = b"As it was written.\n" * 200_000


class Looking(FileUploadHandler):
    """Notes what stands in the folder for temporary files while an upload comes in."""

    def __init__(self, folder):
        super().__init__()
        self.folder, self.seen = folder, []

    def receive_data_chunk(self, raw_data, start):
        self.seen += os.listdir(self.folder)
        return raw_data

    def file_complete(self, file_size):
        return None


@pytest.fixture
def sent(settings, tmp_path):
    """A request with a large file, and what was seen while it was read."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    file = io.BytesIO(CONTENT)
    file.name = "long.txt"
    request = RequestFactory().post("/", {"file": file})
    looking = Looking(tmp_path)
    request.upload_handlers.append(looking)
    return request, looking


def test_a_large_upload_comes_in_whole_and_leaves_no_name(sent, tmp_path):
    request, looking = sent
    found = request.FILES["file"]
    assert (found.name, found.size) == ("long.txt", len(CONTENT))
    assert b"".join(found.chunks()) == CONTENT
    assert looking.seen == []
    assert os.listdir(tmp_path) == []
    found.close()
