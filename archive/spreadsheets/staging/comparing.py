"""Compares a file with the archive, and keeps every row with what it would do."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, RowChoice
from archive.spreadsheets.mapping import Mapping
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.resources import ARCHIVE
from archive.spreadsheets.staging.base import WAITING, NotWaiting, claim, current, put_back
from archive.spreadsheets.staging.looking import read_sheet, read_sheets
from archive.spreadsheets.staging.rows import key_of, write_rows
from archive.spreadsheets.together import prepare, prepare_all

# So much of what was found beside the rows is kept for the page.
_MOST_NAMES, _MOST_ROWS, _MOST_LEFT_OUT, _MOST_GROUPS = 2_000, 50, 500, 200
_SHORT, _FIRST_ROWS, _MOST_SENTENCES = 200, 5, 5_000

# In place of a user: the one who brought the file.
USER = object()


def stage(batch, *, by=USER, progress=None) -> None:
    """Compare the file with the archive as its mapping, source and choice say, and keep the rows: it waits, staged.

    It is compared with the rights of the user `by`, of the one who brought the file where nobody is named. Rows of an
    earlier comparison are replaced; the choices made for them stay. UnreadableFile where the headings or
    the mapping do not fit: the import waits as uploaded, with that sentence. NotWaiting where it is in other hands.
    """
    claim(batch, BatchState.PLANNING, WAITING)
    compare(batch, by=by, progress=progress)


def compare(batch, *, by=USER, progress=None) -> None:
    """The same for an import that was put into the state of being compared before."""
    try:
        plans = _plans(batch, batch.user if by is USER else by, progress)
        _keep(batch, plans)
    except UnreadableFile as refusal:
        put_back(batch, str(refusal))
        raise
    except NotWaiting:
        raise
    except BaseException:
        put_back(batch, _("The comparison was broken off, and nothing was changed. It can be started again."))
        raise


def _plans(batch, by, progress):
    options = {"source": batch.source, "progress": progress, "by": by}
    if batch.type == ARCHIVE:
        return prepare_all(read_sheets(batch), date_order=batch.mapping.get("date_order") or None, **options)
    return prepare(batch.type, read_sheet(batch), mapping=Mapping.of(batch.mapping), **options)


def _keep(batch, plans):
    """Store the rows and what else was found, in one transaction."""
    found, counts = _findings(plans), plans.counts
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).defer("content").filter(pk=batch.pk).first()
        if locked is None or locked.state != BatchState.PLANNING:
            raise NotWaiting(current(batch))
        chosen = _chosen(batch)
        batch.rows.all().delete()
        write_rows(batch, plans.plans, chosen)
        if batch.mapping.get("leave_out_failed"):
            batch.rows.filter(kind=Kind.FAILED).update(choice=RowChoice.LEAVE_OUT)
        batch.state, batch.message, batch.counts, batch.findings = BatchState.STAGED, "", counts, found
        batch.save(update_fields=["state", "message", "counts", "findings"])


def _chosen(batch):
    """The choices made for single rows, by what a row is known again by."""
    rows = batch.rows.exclude(choice="").values_list("type", "sheet", "number", "choice")
    return {key_of(type, sheet, number): choice for type, sheet, number, choice in rows}


def _findings(plans):
    """What is to be known beside the rows, as plain data of bounded size."""
    names = sorted(plans.unknown, key=lambda name: -len(name.rows))[:_MOST_NAMES]
    return {
        "unknown": [
            {
                "type": n.type, "name": n.name, "rows": n.rows[:_MOST_ROWS], "count": len(n.rows),
                "closest": n.closest, "several": n.several,
            }
            for n in names
        ],
        "left_out": [[c, value[:_SHORT], rows] for (c, value), rows in plans.left_out.most_common(_MOST_LEFT_OUT)],
        "drafts": [plan.type for plan in plans.plans[: plans.drafts]],
        "sheets": [{"type": p.type, "name": p.sheet.name, "counts": p.counts} for p in plans.plans],
        "groups": _groups(plans),
        "warnings": [[p.type, *said, *told] for p in plans.plans for said, told in p.warnings.items()][:_MOST_GROUPS],
        "seen_at_once": sum(p.seen_at_once for p in plans.plans),
    }  # fmt: skip


def _groups(plans):
    """The problems of all rows, those that say the same of one column together: how many, and the first rows."""
    counts, rows = Counter(), {}
    for plan in plans.plans:
        for problem in _problems(plan):
            said = problem.sentence.replace(f"“{problem.value}”", "“…”") if problem.value else problem.sentence
            key = plan.type, problem.column, said[: _SHORT * 2]
            if key in rows or len(rows) < _MOST_SENTENCES:
                counts[key] += 1
                rows.setdefault(key, [])
                rows[key] += [problem.row] if len(rows[key]) < _FIRST_ROWS else []
    return [[*key, count, rows[key]] for key, count in counts.most_common(_MOST_GROUPS)]


def _problems(plan):
    return () if plan.ok else (problem for row in plan.rows for problem in row.problems)
