"""What an import would do, all of it: the rows of a sheet, counted, and what stands in the way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain

from archive.spreadsheets.planning.base import Kind, PlannedRow, Problem
from archive.spreadsheets.planning.rows import PlannedRows, SomeRows

# So many rows are named in a warning.
_FIRST_ROWS = 5


@dataclass
class Plan:
    """What an import would do, row by row; nothing has been written.

    `rows` is any iterable of PlannedRow that can be walked more than once; it may be larger than memory.
    """

    type: str
    sheet: object
    rows: Iterable[PlannedRow] = field(default_factory=PlannedRows)
    source: object = None
    mapping: dict[str, str] = field(default_factory=dict)
    # Whether the source is cited for every value that a row gives and a citation can be about.
    cite: bool = False
    # What is done otherwise than the file says: {(column, value, sentence): [how many rows, the first of them]}.
    warnings: dict = field(default_factory=dict)
    # How many rows change at once what readers see.
    seen_at_once: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each kind."""
        kinds = getattr(self.rows, "kinds", None)
        found = Counter(row.kind for row in self.rows) if kinds is None else kinds
        return {kind.value: found[kind] for kind in Kind if kind != Kind.PROPOSED or found[kind]}

    @property
    def problems(self) -> list[Problem]:
        """All problems of all rows, in the order of the rows."""
        return [] if self.ok else list(chain.from_iterable(row.problems for row in self.rows))

    @property
    def ok(self) -> bool:
        """Whether every row can be taken."""
        refused = getattr(self.rows, "refused", None)
        return not (any(row.problems for row in self.rows) if refused is None else refused)

    def warn(self, column, value, sentence, number) -> None:
        """Note that a row is taken otherwise than it says."""
        said = self.warnings.setdefault((column, value, sentence), [0, []])
        said[0] += 1
        said[1] += [number] if len(said[1]) < _FIRST_ROWS else []

    def without_failed(self) -> "Plan":
        """The same without the rows that cannot be taken."""
        return self if self.ok else replace(self, rows=SomeRows(self.rows, lambda row: not row.problems))

    def of_kind(self, *kinds) -> SomeRows:
        """The rows of these kinds, taken from the plan as they are walked."""
        counted = getattr(self.rows, "kinds", None)
        count = None if counted is None else sum(counted[kind] for kind in set(kinds))
        return SomeRows(self.rows, lambda row: row.kind in kinds, count)
