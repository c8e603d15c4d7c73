"""The rows of an import in their table: written in sets, read back as the rows of a plan."""

import json
from collections import Counter

from django.db.models import Count, Q

from archive.models import ImportBatch, ImportRow, RowChoice
from archive.models.sets import insert_values
from archive.spreadsheets.planning import Kind, PlannedRow, Problem
from archive.spreadsheets.planning.rows import RowSequence
from archive.spreadsheets.resources import batched

_NAMES = (
    "batch", "position", "type", "sheet", "number", "kind", "slug",
    "record_pk", "revision", "cells", "problems", "given", "choice",
)  # fmt: skip
_LONGEST = 255
# So many rows are in memory at once.
_PIECE = 500


def write_rows(batch, plans, chosen) -> int:
    """Store the rows of all plans in the order of storing; `chosen` are the choices made before, by `key_of`."""
    fields = [ImportRow._meta.get_field(name) for name in _NAMES]
    position = 0
    for plan in plans:
        sheet = plan.sheet.name[:_LONGEST]
        for some in batched(plan.rows, _PIECE):
            of_plan = ((position + n, plan.type, sheet, row) for n, row in enumerate(some))
            insert_values(ImportRow, fields, [_values(batch.pk, chosen, *said) for said in of_plan])
            position += len(some)
    return position


def key_of(type, sheet, number) -> tuple:
    """By what a row of a file is known again when the file is compared once more."""
    return type, sheet, float(number)


def _values(batch, chosen, position, type, sheet, row):
    choice = chosen.get(key_of(type, sheet, row.number), "") or row.choice
    return (
        batch, position, type, sheet, float(row.number), str(row.kind), row.slug[:_LONGEST],
        row.pk, row.revision, _encode(row.cells) if row.cells else "{}",
        _encode([(p.column, p.value, p.sentence) for p in row.problems]) if row.problems else "[]",
        _encode(row.given) if row.given else "{}", choice,
    )  # fmt: skip


# Made once: `json.dumps` makes a new one for each value.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def planned(row: ImportRow, choice="") -> PlannedRow:
    """A stored row as the plan said it, with what is to be done with it."""
    values = [getattr(row, name) for name in _READ]
    return _planned(values[:-1], row.sheet or row.type, choice)


_READ = ("position", "number", "kind", "slug", "record_pk", "revision", "cells", "problems", "given", "choice")


def _planned(values, sheet, choice):
    _position, number, kind, slug, pk, revision, cells, said, given = values
    number = int(number) if number.is_integer() else number
    cells = {column: tuple(texts) for column, texts in cells.items()}
    problems = [Problem(sheet, number, *one) for one in said]
    return PlannedRow(number, Kind(kind), slug, pk, revision, cells, problems, choice, given)


class StagedRows(RowSequence):
    """The rows of one type of an import that are to be written, read from the table as often as they are walked.

    Rows that are left out are not among them. What is done with each stands in its `choice`. Where the source is cited
    for what is stored already, the rows that only give that are among them too.
    """

    def __init__(self, batch: ImportBatch, type: str, cites=False):
        self.batch, self.name = batch, type
        self.rows = to_write(batch, cites).filter(type=type)
        counted = self.rows.order_by().values("kind").annotate(count=Count("pk"))
        self.kinds = Counter({Kind(row["kind"]): row["count"] for row in counted})
        # No row that cannot be taken is among them.
        self.refused = 0

    def __len__(self):
        return self.kinds.total()

    def __iter__(self):
        last, usual = -1, usual_choice(self.batch)
        rows = self.rows.order_by("position").values_list(*_READ)
        while some := list(rows.filter(position__gt=last)[:_PIECE]):
            for *values, choice in some:
                yield _planned(values, self.name, choice or usual)
            last = some[-1][0]


def to_write(batch, cites=False):
    """The stored rows that applying an import writes: new and changed ones that nobody has left out."""
    kinds = [Kind.NEW, Kind.CHANGED, Kind.PROPOSED, *([Kind.UNCHANGED] if cites else [])]
    rows = ImportRow.objects.filter(batch=batch, kind__in=kinds).exclude(choice=RowChoice.LEAVE_OUT)
    if batch.choice == RowChoice.LEAVE_OUT:
        # What is left out as a whole are values that differ from stored ones, where a row does not say otherwise.
        rows = rows.exclude(differing(), choice="")
    return rows


def differing() -> Q:
    """The condition that a stored row would change what is stored, at once or as a proposal."""
    return Q(kind=Kind.CHANGED) | Q(kind=Kind.PROPOSED, record_pk__isnull=False)


def usual_choice(batch) -> str:
    """What is done with the values of a row that does not say it and is not left out."""
    return RowChoice.ACCEPT if batch.choice == RowChoice.LEAVE_OUT else batch.choice
