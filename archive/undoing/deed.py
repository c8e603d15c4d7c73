"""The undo of an import, or of a person's changes: one change, which is kept as an import and can be undone itself."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import audit
from archive.models import BatchState, ImportBatch
from archive.review.proposing_many import take_back_together
from archive.undoing.allowed import rights_of
from archive.undoing.kept import Kept
from archive.undoing.selection import CHANGES, OfImport, OfPerson
from archive.undoing.working import Undoing
from archive.writing import change, counted_last
from archive.writing.roomy import roomy
from archive.writing.steps import Steps
from archive.writing.unswept import unswept

_LONGEST_NAME = 255


class NotUndoable(ValueError):
    """An import that was not applied, or was undone already; or changes of which nothing is left to take back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: its own import, how many records it deleted, put back, made again, proposed; what it kept."""

    batch: ImportBatch
    deleted: int
    restored: int
    recreated: int
    kept: list[Kept]
    proposed: int = 0


def undo_import(batch, *, by, why="", progress=None, within=False) -> Undone:
    """Undo an import, all of it in one change, as an import of its own by this user (None: the archive itself).

    `progress(done, total)` is called after each set of records. Where it goes by the rights of this user (`within`),
    what readers see is proposed instead of written by those who may not write it.

    Fields and single rows that hang on a record stay where they were edited since, and so do records that were
    created by the import and since edited, published or linked to. Raises NotUndoable with a sentence.
    """
    with unswept(), roomy(), transaction.atomic(), counted_last():
        batch = ImportBatch.objects.select_for_update(of=("self",)).defer("content").get(pk=batch.pk)
        _refuse(batch)
        own = _own_batch(by, batch.file_name, type=batch.type, source=batch.source, undoes=batch)
        why = why or _("Undo of import %(batch)s") % {"batch": batch.pk}
        # What it proposed and nobody has decided on goes with it.
        taken_back = take_back_together(batch, by=by)
        done = _carry_out(OfImport(batch), own, by, why, rights_of(by, within), progress)
        if taken_back:
            own.counts = {**own.counts, "taken_back": taken_back}
            own.save(update_fields=["counts"])
        batch.state = BatchState.UNDONE
        batch.save(update_fields=["state"])
    return done


def undo_changes(selection: OfPerson, *, by, why="", progress=None, within=False) -> Undone:
    """Undo what one person wrote between two times, all of it in one change; the rest as `undo_import`.

    Raises NotUndoable where nothing of it is left to take back.
    """
    with unswept(), roomy(), transaction.atomic(), counted_last():
        own = _own_batch(by, str(selection)[:_LONGEST_NAME], type=CHANGES, mapping=selection.as_data())
        why = f"{selection}. {why}".rstrip(". ") if why else str(selection)
        done = _carry_out(selection, own, by, why, rights_of(by, within), progress)
        if not any((done.deleted, done.restored, done.recreated, done.proposed, done.kept)):
            raise NotUndoable(_("Nothing of these changes is left to undo: all is as it was before them."))
    return done


def _carry_out(selection, own, by, why, rights, progress) -> Undone:
    with change(by=by, why=why, batch=own) as current:
        work = Undoing(selection, current, rights)
        steps = Steps(progress, work.found.values())
        work.tell = current.on_progress = steps.take
        work.run()
    steps.end()
    work.propose(why)
    own.counts, own.kept = work.counts, [asdict(kept) for kept in work.kept]
    own.save(update_fields=["counts", "kept"])
    audit.note("undo", f"{own.pk}: {why}", by=by)
    return Undone(own, **work.counts | {"kept": work.kept})


def _refuse(batch):
    if batch.state == BatchState.UNDONE:
        sentence = _("Import %(batch)s has been undone already, by import %(undo)s: undo that one to take it back.")
        raise NotUndoable(sentence % {"batch": batch.pk, "undo": batch.undone_by.pk})
    if batch.state != BatchState.APPLIED:
        raise NotUndoable(_("Import %(batch)s was not applied, so there is nothing to undo.") % {"batch": batch.pk})


def _own_batch(by, name, **values):
    return ImportBatch.objects.create(
        file_name=name,
        content=b"",
        user=by,
        user_name=by.get_username() if by else "",
        state=BatchState.APPLIED,
        applied_at=timezone.now(),
        **values,
    )
