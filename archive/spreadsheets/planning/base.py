"""What a plan of an import is made of: rows, what each would do, and what stands in the way."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What an editor writes to empty a value; an empty cell leaves it alone.
ERASE = "∅"
_SHORT = 80


class Kind(TextChoices):
    """What a row of a sheet would do to the archive."""

    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")
    SKIPPED = "skipped", gettext_lazy("skipped")
    FAILED = "failed", gettext_lazy("failed")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: where, which value, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    sentence: str

    def __str__(self):
        where = _("%(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.row}
        if self.column:
            where = _("%(where)s, column %(column)s") % {"where": where, "column": self.column}
        value = self.value if len(self.value) <= _SHORT else self.value[: _SHORT - 1] + "…"
        named = not value or f"“{self.value}”" in self.sentence
        return f"{where}: {self.sentence}" if named else f"{where}: “{value}”. {self.sentence}"


@dataclass(slots=True)
class PlannedRow:
    """One row of the sheet: what it would do, and its changed cells as canonical texts, {column: (before, after)}.

    `number` is the row's number as the editor sees it; `pk` and `revision` are those of the stored row that it matches.
    """

    number: int
    kind: Kind = Kind.UNCHANGED
    slug: str = ""
    pk: int | None = None
    revision: int | None = None
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Plan:
    """What an import would do, row by row; nothing has been written."""

    type: str
    sheet: object
    rows: list[PlannedRow] = field(default_factory=list)
    source: object = None
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each kind."""
        found = Counter(row.kind for row in self.rows)
        return {kind.value: found[kind] for kind in Kind}

    @property
    def problems(self) -> list[Problem]:
        """All problems of all rows, in the order of the rows."""
        return [problem for row in self.rows for problem in row.problems]

    @property
    def ok(self) -> bool:
        """Whether every row can be taken."""
        return not any(row.problems for row in self.rows)

    def without_failed(self) -> "Plan":
        """The same without the rows that cannot be taken."""
        return replace(self, rows=[row for row in self.rows if not row.problems])

    def of_kind(self, *kinds) -> list[PlannedRow]:
        """The rows of these kinds."""
        return [row for row in self.rows if row.kind in kinds]


class Candidate:
    """A row on its way into the plan: what is written, what it means, and what is stored."""

    __slots__ = ("line", "number", "planned", "texts", "values")

    def __init__(self, number, texts):
        self.number = number
        # By column name: filled cells as written, and their canonical texts where they differ from what is stored.
        self.texts: dict[str, str] = texts
        self.values: dict[str, str] = {}
        self.line = None
        self.planned = PlannedRow(number)

    def value(self, name) -> str:
        """The canonical text of a column as it would be after the import."""
        if name in self.values:
            return self.values[name]
        return self.line.cells.get(name, "") if self.line else ""

    def refuse(self, sheet, column, sentence, value=None):
        """Note a problem of this row."""
        value = self.texts.get(column, "") if value is None else value
        self.planned.problems.append(Problem(sheet, self.number, column, value, str(sentence)))
        self.planned.kind = Kind.FAILED

    @property
    def failed(self) -> bool:
        """Whether anything stands in the way of this row."""
        return bool(self.planned.problems)
