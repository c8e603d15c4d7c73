"""Rows of a large sheet, kept in a file instead of memory."""

import json
import os
import tempfile
from collections.abc import Sequence
from itertools import islice

from archive.spreadsheets.reading.base import Row
from archive.spreadsheets.reading.tables import picked_row

# So many bytes of rows are in memory at once.
_PIECE = 256 * 1024


class RowFile:
    """Collects rows at the end of a file, one JSON line each, until the next one begins."""

    def __init__(self, file):
        self.file, self.count = file, 0
        self.start = self.end = file.tell()
        self.kept, self.width = None, 0

    def append(self, row):
        """Add a row."""
        line = json.dumps(row).encode() + b"\n"
        self.file.write(line)
        self.count += 1
        self.end += len(line)

    def picked(self, kept, width):
        """The same, to be read with only the kept of the headed columns."""
        self.kept, self.width = kept, width
        return self

    def place(self) -> dict:
        """Where the rows stand in the file, for `StoredRows`."""
        return {
            "start": self.start, "end": self.end, "count": self.count, "kept": self.kept, "width": self.width,
        }  # fmt: skip


class NewRows(RowFile):
    """Collects rows in a temporary file."""

    def __init__(self):
        # Closed when the last sheet that reads from it is gone.
        super().__init__(tempfile.TemporaryFile())  # noqa: SIM115

    def stored(self):
        """The rows, to be walked as often as needed."""
        self.file.flush()
        return StoredRows(self.file, **self.place())


class StoredRows(Sequence):
    """The rows between two places of a file that `RowFile` wrote; they may be walked by several at once."""

    def __init__(self, file, start, end, count, kept, width):
        self.file, self.start, self.end, self.count = file, start, end, count
        self.kept, self.width = kept, width

    def __len__(self):
        return self.count

    def __iter__(self):
        for lines in self._pieces():
            # One call for all rows of a piece.
            for row in json.loads(b"[" + b",".join(lines) + b"]"):
                row = Row(*row)
                yield row if self.kept is None else picked_row(row, self.kept, self.width)

    def __getitem__(self, place):
        if isinstance(place, slice):
            start, stop, step = place.indices(self.count)
            return list(islice(self, start, stop))[::step] if step > 0 else list(self)[place]
        if not -self.count <= place < self.count:
            raise IndexError(place)
        return next(islice(self, place % self.count, None))

    def _pieces(self):
        """The lines of one piece of the file after the other."""
        rest, place = b"", self.start
        while place < self.end:
            piece = os.pread(self.file.fileno(), min(_PIECE, self.end - place), place)
            if not piece:
                return
            place += len(piece)
            *lines, rest = (rest + piece).split(b"\n")
            if lines:
                yield lines
