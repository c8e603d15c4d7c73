"""The rows of a plan: in memory while they are few, then in a temporary file, walked as often as needed."""

import os
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from archive.spreadsheets.planning.base import Kind, PlannedRow, Problem

# So many rows are in memory at once.
_PIECE = 250


class RowSequence(Sequence):
    """Rows that are walked in order; a place among them is reached by walking there."""

    def __getitem__(self, place):
        if isinstance(place, slice):
            return list(self)[place]
        if place < 0:
            place += len(self)
        found = next(islice(self, place, None), None) if place >= 0 else None
        if found is None:
            raise IndexError(place)
        return found

    def __eq__(self, other):
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None


class PlannedRows(RowSequence):
    """Collects planned rows; each is as it was when it was added."""

    def __init__(self, rows=()):
        # How many rows there are of each kind, and how many that have a problem.
        self.kinds: Counter = Counter()
        self.refused = 0
        self._last: list[PlannedRow] = []
        # Where in the file the pieces begin, and where the last one ends.
        self._file, self._places = None, [0]
        self.extend(rows)

    def append(self, row):
        """Add a row."""
        self.kinds[row.kind] += 1
        self.refused += bool(row.problems)
        self._last.append(row)
        if len(self._last) >= 2 * _PIECE:
            self._put_away(self._last[:_PIECE])
            del self._last[:_PIECE]

    def extend(self, rows):
        """Add rows."""
        for row in rows:
            self.append(row)

    def __len__(self):
        return self.kinds.total()

    def __iter__(self):
        for start, end in zip(self._places, self._places[1:], strict=False):
            yield from map(_row, pickle.loads(os.pread(self._file.fileno(), end - start, start)))  # noqa: S301
        yield from self._last

    def _put_away(self, rows):
        if self._file is None:
            # Closed when the rows are gone.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        piece = pickle.dumps(list(map(_data, rows)), pickle.HIGHEST_PROTOCOL)
        self._file.write(piece)
        self._places.append(self._places[-1] + len(piece))


class SomeRows(RowSequence):
    """Those of other rows that a condition holds for."""

    def __init__(self, rows, condition: Callable[[PlannedRow], bool], count=None):
        self.rows, self.condition, self._count = rows, condition, count

    def __iter__(self):
        return filter(self.condition, self.rows)

    def __len__(self):
        if self._count is None:
            self._count = sum(1 for _row in self)
        return self._count

    def __bool__(self):
        return any(True for _row in self)


def _data(row):
    problems = [(p.sheet, p.row, p.column, p.value, p.sentence) for p in row.problems]
    return (row.number, str(row.kind), row.slug, row.pk, row.revision, row.cells, problems, row.choice, row.given)


def _row(data):
    number, kind, slug, pk, revision, cells, problems, choice, given = data
    return PlannedRow(
        number, Kind(kind), slug, pk, revision, cells, [Problem(*problem) for problem in problems], choice, given
    )
