"""The bytes of a large file as it came, in a temporary file of the archive's own instead of memory."""

import os
import tempfile

_PIECE = 1024 * 1024
_HEAD = 64 * 1024


class FileContent:
    """Bytes that are read in pieces, as often as needed and by several at once; `bytes()` gives all of them."""

    def __init__(self, pieces):
        # Closed when the last sheet that was read from it is gone.
        self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self.size = 0
        for piece in pieces:
            self.file.write(piece)
            self.size += len(piece)

    def __len__(self):
        return self.size

    def __bytes__(self):
        return b"".join(self.pieces())

    def pieces(self):
        """The bytes, a megabyte at a time."""
        place = 0
        while piece := os.pread(self.file.fileno(), _PIECE, place):
            place += len(piece)
            yield piece

    @property
    def head(self) -> bytes:
        """The first bytes, which tell what kind of file it is."""
        return os.pread(self.file.fileno(), _HEAD, 0)

    def opened(self):
        """The file itself, to be read once from its beginning."""
        self.file.seek(0)
        return open(os.dup(self.file.fileno()), "rb")


def head_of(content) -> bytes:
    """The first bytes of a file; all of them where they are in memory."""
    return content if isinstance(content, bytes) else content.head
