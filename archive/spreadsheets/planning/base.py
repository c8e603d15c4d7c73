"""A row on its way into the plan of an import: what it would do, and what stands in its way."""

from dataclasses import dataclass, field

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
    # It would change what readers see, and waits for a reviewer instead.
    PROPOSED = "proposed", gettext_lazy("will be proposed")
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

    `number` is the row's number as the editor sees it; `pk` and `revision` are those of the stored row that it matches;
    `choice` is the editor's decision about it (RowChoice; empty: as for the whole import). `given` are the canonical
    texts of cells that are stored so already, kept only where the source is to be cited for them too.
    """

    number: int
    kind: Kind = Kind.UNCHANGED
    slug: str = ""
    pk: int | None = None
    revision: int | None = None
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    choice: str = ""
    given: dict[str, str] = field(default_factory=dict)


def deed(row) -> Kind:
    """What a planned row does to the archive, or would do where it is only proposed."""
    if row.kind != Kind.PROPOSED:
        return row.kind
    if row.pk is None:
        return Kind.NEW
    return Kind.CHANGED if row.cells else Kind.UNCHANGED


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
