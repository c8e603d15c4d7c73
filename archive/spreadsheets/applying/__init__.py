"""Applies plans: all of them in one change, written in sets, or nothing."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import audit
from archive.models import BatchState, ImportBatch, RowChoice
from archive.review.proposing_many import propose_together
from archive.spreadsheets.applying.batches import new_batch
from archive.spreadsheets.applying.checking import look_again
from archive.spreadsheets.applying.choosing import Chosen
from archive.spreadsheets.applying.permitting import hold_to_gate
from archive.spreadsheets.applying.writer import Writer
from archive.spreadsheets.planning import Kind
from archive.writing import Stale, change, counted_last
from archive.writing.roomy import roomy
from archive.writing.steps import Steps
from archive.writing.unswept import unswept


def apply(plan, *, by, why="", choice=RowChoice.ACCEPT) -> ImportBatch | None:
    """Write what one plan says; see `apply_plans`."""
    return apply_plans([plan], type=plan.type, by=by, why=why, choice=choice)


def apply_plans(
    plans, *, type, by, why="", batch=None, choice=RowChoice.ACCEPT, progress=None, checked=True
) -> ImportBatch | None:
    """Write what plans say, in their order, all or nothing, as one import by this user (None: the archive itself).

    `choice` says what is done with rows that do not say it themselves. The import is stored as `batch`, where one is
    given. `progress(done, total)` is called after each set of rows. Rows that were planned as proposals become a
    proposal for each published record that they would change. Gives the ImportBatch, or None where there was nothing
    to write. Raises ValueError for a plan with failed rows or for testimony without a source,
    `archive.review.NotAllowed` where this person may not do what a row says (unless it is not to be `checked`), and
    `archive.writing.Stale`, which names them all, where records were changed or have gone since the plans were made, or
    others have come in their place; then nothing is stored.
    """
    if not all(plan.ok for plan in plans):
        raise ValueError(_("Some rows of the sheet cannot be taken, so nothing was stored."))
    rights_of = by if checked else None
    chosen = [Chosen(plan, choice, rights_of=rights_of) for plan in plans]
    proposed = [Chosen(plan, choice, proposed=True, rights_of=rights_of) for plan in plans]
    if not any(chosen) and not any(proposed):
        return None
    try:
        with unswept(), roomy(), transaction.atomic(), counted_last():
            batch = batch or new_batch(plans, type, by, choice)
            why = why or _("Import of %(file)s") % {"file": batch.file_name}
            steps = Steps(progress, [*chosen, *proposed])
            with change(by=by, why=why, batch=batch) as current:
                published = _write(chosen, current, steps)
            hold_to_gate(rights_of, published)
            if any(proposed):
                _propose(proposed, batch, by, why, steps)
            _end(batch, steps)
            audit.note("import", f"{batch.pk} of {batch.type}: {batch.file_name}", by=by)
    except IntegrityError:
        # Somebody else was faster by a moment. The database names nobody; a second look does.
        look_again([*chosen, *proposed])
        raise
    return batch


def _write(chosen, current, steps) -> dict:
    """Write all rows inside a change; the keys of what they publish, by type."""
    current.on_progress = steps.take
    last_keys = {one.resource.model(): _last_key(one.resource.model()) for one in chosen}
    stale, published = [], {}
    for one in chosen:
        writer = Writer(one, current, last_keys)
        stale += writer.write(steps)
        if writer.published:
            published[writer.model] = writer.published
    if stale:
        raise Stale(list(dict.fromkeys(stale)))
    return published


def _propose(proposed, batch, by, why, steps):
    """What is to be proposed, once all that it may name is written; the import counts the proposals."""
    made = propose_together(lambda current: _write(proposed, current, steps), by=by, why=why, batch=batch)
    batch.counts = {**batch.counts, Kind.PROPOSED.value: made}
    batch.save(update_fields=["counts"])


def _end(batch, steps):
    batch.state, batch.applied_at = BatchState.APPLIED, timezone.now()
    batch.save(update_fields=["state", "applied_at"])
    steps.end()


def _last_key(model):
    """The highest key so far: what has a higher one is of this import, or of the same moment."""
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0
