"""Uploads on their way, in files without a name: they go with the process that takes them in, however it ends.

Django gives them names, and those of a process that was killed stay in the folder for temporary files.
"""

import tempfile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessFileHandler(FileUploadHandler):
    """Takes in what is too large to be held in memory."""

    def new_file(self, *args, **kwargs):
        """Begin a file."""
        super().new_file(*args, **kwargs)
        # Closed with the request.
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self.file = UploadedFile(file, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data, start):
        """The next piece of it."""
        self.file.write(raw_data)

    def file_complete(self, file_size):
        """The whole file, from its beginning."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self):
        """Whoever sent it has gone."""
        if hasattr(self, "file"):
            self.file.close()
