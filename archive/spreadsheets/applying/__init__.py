"""Applies plans: all of them in one change, written in sets, or nothing."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, RowChoice
from archive.spreadsheets.applying.batches import new_batch
from archive.spreadsheets.applying.checking import look_again
from archive.spreadsheets.applying.choosing import Chosen
from archive.spreadsheets.applying.progress import Steps
from archive.spreadsheets.applying.writer import Writer
from archive.spreadsheets.unswept import unswept
from archive.writing import Stale, change


def apply(plan, *, by, why="", choice=RowChoice.ACCEPT) -> ImportBatch | None:
    """Write what one plan says; see `apply_plans`."""
    return apply_plans([plan], type=plan.type, by=by, why=why, choice=choice)


def apply_plans(plans, *, type, by, why="", batch=None, choice=RowChoice.ACCEPT, progress=None) -> ImportBatch | None:
    """Write what plans say, in their order, all or nothing, as one import by this user (None: the archive itself).

    `choice` says what is done with rows that do not say it themselves. The import is stored as `batch`, where one is
    given. `progress(done, total)` is called after each set of rows. Gives the ImportBatch, or None where there was
    nothing to write. Raises ValueError for a plan with failed rows or for testimony without a source, and
    `archive.writing.Stale`, which names them all, where records were changed or have gone since the plans were made, or
    others have come in their place; then nothing is stored.
    """
    if not all(plan.ok for plan in plans):
        raise ValueError(_("Some rows of the sheet cannot be taken, so nothing was stored."))
    chosen = [Chosen(plan, choice) for plan in plans]
    if not any(chosen):
        return None
    try:
        with unswept(), transaction.atomic():
            batch = batch or new_batch(plans, type, by, choice)
            _write(chosen, batch, by, why, Steps(progress, chosen))
    except IntegrityError:
        # Somebody else was faster by a moment. The database names nobody; a second look does.
        look_again(chosen)
        raise
    return batch


def _write(chosen, batch, by, why, steps):
    why = why or _("Import of %(file)s") % {"file": batch.file_name}
    with change(by=by, why=why, batch=batch) as current:
        current.on_progress = steps.take
        last_keys = {one.resource.model(): _last_key(one.resource.model()) for one in chosen}
        stale = []
        for one in chosen:
            stale += Writer(one, current, last_keys).write(steps)
        if stale:
            raise Stale(list(dict.fromkeys(stale)))
    batch.state, batch.applied_at = BatchState.APPLIED, timezone.now()
    batch.save(update_fields=["state", "applied_at"])
    steps.end()


def _last_key(model):
    """The highest key so far: what has a higher one is of this import, or of the same moment."""
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0
