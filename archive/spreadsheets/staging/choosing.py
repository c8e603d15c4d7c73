"""What the editor sees of an import that waits, and decides about it."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, ImportRow, RowChoice
from archive.spreadsheets.mapping import UnknownName
from archive.spreadsheets.planning import Kind, Problem
from archive.spreadsheets.staging.base import NotReady, NotWaiting, current
from archive.spreadsheets.staging.files import check_choice
from archive.spreadsheets.staging.rows import differing, planned, to_write

_NAMED_ROWS = 10


class Findings(NamedTuple):
    """What a comparison found beside the rows: unknown names, (column, value, rows) that the mapping leaves out.

    `otherwise` tells what is done otherwise than rows say.
    """

    unknown: list["UnknownNameFound"]
    left_out: list[tuple[str, str, int]]
    otherwise: list["Otherwise"]


class Otherwise(NamedTuple):
    """A value that is not taken as it stands: in which column, why, in how many rows and which are the first."""

    type: str
    column: str
    value: str
    sentence: str
    count: int
    rows: list[float]


class UnknownNameFound(NamedTuple):
    """A name that no record has, or several: the first rows in which it stands, how many there are, (slug, form)s."""

    type: str
    name: str
    rows: list[float]
    count: int
    closest: list[tuple[str, str]]
    several: bool

    def __str__(self):
        return str(UnknownName(self.type, self.name, self.rows, self.closest, self.several))


class ProblemGroup(NamedTuple):
    """Problems that say the same of one column of a sheet: how many rows have it, and the first of them."""

    type: str
    column: str
    sentence: str
    count: int
    rows: list[float]


def rows_of(batch, *, kinds=(), search=""):
    """The rows of an import in the order of storing, of these kinds, with this text or row number anywhere in them."""
    rows = ImportRow.objects.filter(batch=batch).order_by("position")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    search = search.strip()
    if search:
        rows = rows.annotate(_cells=Cast("cells", TextField()), _problems=Cast("problems", TextField()))
        # SQLite knows the capitals of English letters only.
        found = Q()
        for form in sorted({search, search.lower(), search.upper(), search.title()}):
            # As the text stands in JSON.
            inside = json.dumps(form, ensure_ascii=False)[1:-1]
            found |= Q(slug__icontains=form) | Q(_cells__icontains=inside) | Q(_problems__icontains=inside)
        if search.isascii() and search.isdigit() and len(search) < 10:
            found |= Q(number__gte=int(search), number__lt=int(search) + 1)
        rows = rows.filter(found)
    return rows


def problems_of(batch) -> Iterator[Problem]:
    """All problems of all rows, row by row, as they come from the table."""
    for row in rows_of(batch, kinds=[Kind.FAILED]).iterator(chunk_size=2000):
        yield from planned(row).problems


def problem_groups(batch) -> list[ProblemGroup]:
    """The problems of all rows, those that say the same of one column together, the most frequent first."""
    return [ProblemGroup(*group) for group in batch.findings.get("groups", ())]


def findings(batch) -> Findings:
    """What the comparison found beside the rows."""
    unknown = [
        UnknownNameFound(**{**name, "closest": [tuple(known) for known in name["closest"]]})
        for name in batch.findings.get("unknown", ())
    ]
    left_out = [tuple(one) for one in batch.findings.get("left_out", ())]
    return Findings(unknown, left_out, [Otherwise(*one) for one in batch.findings.get("warnings", ())])


def choose(batch, choice, positions=None, *, kinds=()) -> int:
    """Decide about an import that waits, or about some of its rows, by position or kind; how many rows that concerns.

    An empty choice lets rows go with the import again. NotReady where testimony is wanted without a source, NotWaiting
    where the import does not wait any more.
    """
    if choice not in ["", *RowChoice.values] or (choice == "" and positions is None and not kinds):
        raise ValueError(choice)
    check_choice(choice, batch.source_id)
    # Taken in one statement with the state, so that nothing changes while it is being applied.
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.STAGED)
    if positions is None and not kinds:
        if not waiting.update(choice=choice):
            raise NotWaiting(current(batch))
        batch.choice = choice
        return batch.rows.filter(differing(), choice="").count()
    if not waiting.exists():
        raise NotWaiting(current(batch))
    rows = batch.rows.filter(batch__state=BatchState.STAGED)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return (rows if positions is None else rows.filter(position__in=list(positions))).update(choice=choice)


def in_the_way(batch):
    """The rows that cannot be taken and are not left out either: while there are any, nothing can be applied."""
    return rows_of(batch, kinds=[Kind.FAILED]).exclude(choice=RowChoice.LEAVE_OUT)


def given_to(batch) -> int:
    """How many rows applying the import would write as it stands."""
    return to_write(batch).count()


def check_ready(batch) -> None:
    """NotReady with a sentence where something stands in the way of applying."""
    check_choice(batch.choice, batch.source_id)
    if batch.source_id is None and batch.rows.filter(choice=RowChoice.TESTIMONY).exists():
        check_choice(RowChoice.TESTIMONY, None)
    failed = in_the_way(batch)
    count = failed.count()
    if count:
        numbers = [f"{row.number:g}" for row in failed[:_NAMED_ROWS]]
        raise NotReady(
            _("%(count)s rows cannot be taken (%(rows)s): repair them, or leave them out.")
            % {"count": count, "rows": ", ".join(numbers) + (" …" if count > len(numbers) else "")}
        )
