"""Applies an import that was looked through: once, all of it or nothing, and not past what has changed since."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, RowChoice
from archive.review.rights import NotAllowed
from archive.spreadsheets.planning import Kind, Plan
from archive.spreadsheets.reading import Sheet
from archive.spreadsheets.staging.base import NotWaiting, claim, current, put_back
from archive.spreadsheets.staging.choosing import check_ready
from archive.spreadsheets.staging.rows import StagedRows, differing, usual_choice
from archive.spreadsheets.together import Plans, apply_together
from archive.writing import Stale

_NAMED = 50


def apply_staged(batch, *, by, why="", progress=None) -> None:
    """Write what the rows of an import say, all or nothing, once only, in this user's name.

    NotWaiting where it does not wait any more, NotReady where something stands in the way. Stale names the records
    that were changed since the comparison, NotAllowed what this person may not do: nothing is written, and the import
    waits again with that message.
    """
    check_ready(batch)
    claim(batch, BatchState.APPLYING, [BatchState.STAGED])
    carry_out(batch, by=by, why=why, progress=progress)


def carry_out(batch, *, by, why="", progress=None) -> None:
    """The same for an import that was put into the state of being applied before."""
    try:
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update(of=("self",)).defer("content").filter(pk=batch.pk).first()
            if locked is None or locked.state != BatchState.APPLYING:
                raise NotWaiting(current(batch))
            _write(locked, by, why, progress)
    except Stale as stale:
        put_back(batch, _stale_sentence(stale))
        raise
    except NotAllowed as refusal:
        put_back(batch, str(refusal))
        raise
    except NotWaiting:
        raise
    except BaseException:
        put_back(batch, _("Applying was broken off, and nothing was changed. It can be started again."))
        raise
    batch.refresh_from_db(fields=["state", "message", "counts", "applied_at"])


def _write(batch, by, reason, progress):
    plans = plans_of(batch)
    counts = counts_of(batch, plans)
    why = _("Imported from %(file)s") % {"file": batch.file_name} + (f": {reason}" if reason else "")
    apply_together(plans, by=by, why=why, batch=batch, choice=usual_choice(batch), progress=progress)
    # Also where there was nothing to write: the import has been confirmed, and is done.
    if counts.get(Kind.PROPOSED):
        # Of what was to be proposed, several rows may concern one record.
        counts[Kind.PROPOSED.value] = batch.counts[Kind.PROPOSED]
    batch.state, batch.counts, batch.message = BatchState.APPLIED, counts, ""
    batch.applied_at = batch.applied_at or timezone.now()
    batch.save(update_fields=["state", "counts", "message", "applied_at"])


def plans_of(batch) -> Plans:
    """The stored rows that are to be written as plans, sheet by sheet in the order of storing."""
    cites = bool(batch.mapping.get("cite"))
    plans = [
        Plan(
            sheet["type"],
            Sheet(sheet["name"], [], [], batch.file_name),
            rows=StagedRows(batch, sheet["type"], cites),
            source=batch.source,
            cite=cites,
        )
        for sheet in batch.findings.get("sheets", ())
    ]
    found = Plans(plans, len(batch.findings.get("drafts", ())), type=batch.type)
    # Drafts that only rows name which are left out are not made either.
    return found.without_failed() if found.drafts and leaves_out(batch) else found


def leaves_out(batch) -> bool:
    """Whether any row is left out."""
    as_a_whole = batch.choice == RowChoice.LEAVE_OUT and batch.rows.filter(differing(), choice="").exists()
    return as_a_whole or batch.rows.filter(choice=RowChoice.LEAVE_OUT).exists()


def counts_of(batch, plans) -> dict[str, int]:
    """How many rows of each kind are written, and how many are left out."""
    compared, written = dict.fromkeys(Kind.values, 0) | batch.counts, plans.counts
    done = {kind.value: written.get(kind, 0) for kind in (Kind.NEW, Kind.CHANGED, Kind.PROPOSED) if compared[kind]}
    left_out = sum(compared[kind] for kind in (*done, Kind.FAILED)) - sum(done.values())
    return compared | done | {"failed": 0, "left_out": left_out}


def _stale_sentence(stale):
    names = [f"“{record}”" for record in stale.records[:_NAMED]]
    more = len(stale.records) - len(names)
    return _(
        "Nothing was imported: since the comparison, these records have changed or gone: %(names)s. "
        "Compare the file again and look through what it would do now."
    ) % {"names": ", ".join(names) + (_(" and %(count)s more") % {"count": more} if more > 0 else "")}
