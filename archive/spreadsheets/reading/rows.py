"""Rows of a large sheet, kept in a file instead of memory."""

import json
import os
from collections.abc import Sequence
from itertools import islice

from archive.spreadsheets.reading.base import Row
from archive.spreadsheets.reading.tables import picked_row

_PIECE = 1024 * 1024


class RowFile:
    """Collects rows at the end of a file, one JSON line each, until the next one begins."""

    def __init__(self, file):
        self.file, self.count = file, 0
        self.start = self.end = file.tell()
        self.kept, self.width = None, 0

    def append(self, row):
        """Add a row."""
        self.file.write(json.dumps(row).encode() + b"\n")
        self.count += 1
        self.end = self.file.tell()

    def picked(self, kept, width):
        """The same, to be read with only the kept of the headed columns."""
        self.kept, self.width = kept, width
        return self

    def place(self) -> dict:
        """Where the rows stand in the file, for `StoredRows`."""
        return {
            "start": self.start, "end": self.end, "count": self.count, "kept": self.kept, "width": self.width,
        }  # fmt: skip


class StoredRows(Sequence):
    """The rows between two places of a file that `RowFile` wrote; they may be walked by several at once."""

    def __init__(self, file, start, end, count, kept, width):
        self.file, self.start, self.end, self.count = file, start, end, count
        self.kept, self.width = kept, width

    def __len__(self):
        return self.count

    def __iter__(self):
        for line in self._lines():
            row = Row(*json.loads(line))
            yield row if self.kept is None else picked_row(row, self.kept, self.width)

    def __getitem__(self, place):
        if isinstance(place, slice):
            start, stop, step = place.indices(self.count)
            return list(islice(self, start, stop))[::step] if step > 0 else list(self)[place]
        if not -self.count <= place < self.count:
            raise IndexError(place)
        return next(islice(self, place % self.count, None))

    def _lines(self):
        rest, place = b"", self.start
        while place < self.end:
            piece = os.pread(self.file.fileno(), min(_PIECE, self.end - place), place)
            if not piece:
                return
            place += len(piece)
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
