"""Undoes an import: what it created goes, what it changed goes back, and what was edited since stays and is named."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import evidence, snapshot
from archive.models import RECORD_TYPES, BatchState, ImportBatch, Place, Status
from archive.models.sets import keys
from archive.spreadsheets.applying.progress import Steps
from archive.spreadsheets.planning.checks import may_stand
from archive.spreadsheets.resources import batched
from archive.spreadsheets.undoing.kept import Kept, Reason, kept_by, last_editors
from archive.spreadsheets.undoing.removing import remove
from archive.spreadsheets.undoing.versions import versions_of
from archive.spreadsheets.unswept import unswept
from archive.writing import change

# Places come first: everything else may link to them.
MODELS = (Place, *RECORD_TYPES)


class NotUndoable(ValueError):
    """An import that was not applied, or was undone already."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: its own import, how many records it deleted, put back and made again, and what it kept."""

    batch: ImportBatch
    deleted: int
    restored: int
    recreated: int
    kept: list[Kept]


def undo(batch, *, by, why="", progress=None) -> Undone:
    """Undo an import, all of it in one change, as an import of its own by this user (None: the archive itself).

    `progress(done, total)` is called after each set of records.

    Fields and single rows that hang on a record stay where they were edited since, and so do records that were
    created by the import and since edited, published or linked to. Raises NotUndoable with a sentence.
    """
    with unswept(), transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).defer("content").get(pk=batch.pk)
        _refuse(batch)
        own = _own_batch(batch, by)
        with change(by=by, why=why or _("Undo of import %(batch)s") % {"batch": batch.pk}, batch=own) as current:
            found = _Undoing(batch, current)
            steps = Steps(progress, found.found.values())
            found.tell = current.on_progress = steps.take
            found.run()
        steps.end()
        own.counts, own.kept = found.counts, [asdict(kept) for kept in found.kept]
        own.save(update_fields=["counts", "kept"])
        batch.state = BatchState.UNDONE
        batch.save(update_fields=["state"])
    return Undone(own, **found.counts | {"kept": found.kept})


def _refuse(batch):
    if batch.state == BatchState.UNDONE:
        sentence = _("Import %(batch)s has been undone already, by import %(undo)s: undo that one to take it back.")
        raise NotUndoable(sentence % {"batch": batch.pk, "undo": batch.undone_by.pk})
    if batch.state != BatchState.APPLIED:
        raise NotUndoable(_("Import %(batch)s was not applied, so there is nothing to undo.") % {"batch": batch.pk})


def _own_batch(batch, by):
    return ImportBatch.objects.create(
        type=batch.type,
        file_name=batch.file_name,
        content=b"",
        source=batch.source,
        user=by,
        user_name=by.get_username() if by else "",
        state=BatchState.APPLIED,
        undoes=batch,
        applied_at=timezone.now(),
    )


class _Undoing:
    """The work of one undo inside an open change."""

    def __init__(self, batch, current):
        self.batch, self.change = batch, current
        self.kept: list[Kept] = []
        self.counts = {"deleted": 0, "restored": 0, "recreated": 0, "kept": 0}
        self.found = {model: versions_of(batch, model) for model in MODELS}
        # Is told how many more records are done.
        self.tell = lambda count: None

    def run(self):
        """What was created is judged before anything is written, and goes when nothing links to it any more."""
        doomed = {model: self._doomed(model) for model in MODELS}
        recreated = {model: self._recreate(model) for model in MODELS}
        for model in MODELS:
            self.kept += [Kept(model.address, entry.slug, Reason.GONE) for entry in self.found[model].gone]
            for some in batched(recreated[model].items()):
                self._write(model, dict(some))
            for some in batched(self.found[model].changed):
                self._restore(model, some)
        self.counts["deleted"], linked = remove(doomed, self.change)
        self.kept += linked
        self.counts["kept"] = len(self.kept)
        return self

    def _doomed(self, model) -> dict[int, str]:
        """The records that the import created and that nobody has edited or published, with their slugs."""
        doomed = {}
        for some in batched(self.found[model].created):
            _before, after = self.found[model].before_and_after(some)
            present = _present(model, some)
            here = [entry for entry in some if entry.pk in present]
            parts = {e.pk: snapshot.edited(model, after[e.pk], present[e.pk], _judged(model)) for e in here}
            public = {entry.pk for entry in here if _was_public(present[entry.pk])}
            self.kept += [Kept(model.address, present[e.pk]["slug"], Reason.PUBLISHED) for e in here if e.pk in public]
            private = [entry for entry in here if entry.pk not in public]
            doomed |= {entry.pk: present[entry.pk]["slug"] for entry in private if not parts[entry.pk]}
            self._keep(model, [entry for entry in private if parts[entry.pk]], parts, present)
            self.tell(len(some))
        return doomed

    def _recreate(self, model) -> dict[int, dict]:
        """Make again what the import deleted, where its address is free; what each is to become, by primary key."""
        found = {}
        for some in batched(self.found[model].deleted):
            taken = set(model._base_manager.filter(slug__in=[e.slug for e in some]).values_list("slug", flat=True))
            self.kept += [Kept(model.address, e.slug, Reason.TAKEN) for e in some if e.slug in taken]
            free = [entry for entry in some if entry.slug not in taken]
            states = self.found[model].last_states(free)
            rows = snapshot.recreate(model, states, [entry.last for entry in free])
            if model is Place:
                self.change.places_before |= {row.pk: None for row in rows}
            found |= {row.pk: state for row, state in zip(rows, states, strict=True)}
        self.counts["recreated"] += len(found)
        return found

    def _restore(self, model, entries):
        """Take the import's part out of records that it changed."""
        before, after = self.found[model].before_and_after(entries)
        present = _present(model, entries)
        here = [entry for entry in entries if entry.pk in present]
        self.kept += [Kept(model.address, e.slug, Reason.GONE) for e in entries if e.pk not in present]
        merged = {e.pk: _merged(model, before[e.pk], after[e.pk], present[e.pk]) for e in here}
        wanted = {pk: found.wanted for pk, found in merged.items() if found.wanted != present[pk]}
        self._write(model, wanted)
        self.counts["restored"] += len(wanted)
        parts = {pk: found.kept for pk, found in merged.items()}
        self._keep(model, [entry for entry in here if parts[entry.pk]], parts, present)
        self.tell(len(entries))

    def _write(self, model, wanted):
        if model is Place:
            self.change.keep_places(wanted)
        for pk, parts in snapshot.restore(model, wanted).items():
            for part in parts:
                missing = part.row or str(part.value)
                self.kept.append(Kept(model.address, wanted[pk]["slug"], Reason.MISSING, part.name, missing))

    def _keep(self, model, entries, parts, present):
        """List the parts of these records that were edited since, with who did and when."""
        editors = last_editors(model, entries, parts, _judged(model))
        for entry in entries:
            slug = present[entry.pk]["slug"]
            for part in parts[entry.pk]:
                by, at = editors.get((entry.pk, part.name, part.row), ("", ""))
                self.kept.append(Kept(model.address, slug, Reason.EDITED, part.name, part.row, part.value, by, at))


def _merged(model, before, after, present):
    """The record without the import's part; where some fields stay and the others could not stand beside them, all."""
    found = snapshot.take_back(model, before, after, present, _judged(model))
    if found.kept and not may_stand(model, found.wanted):
        own = [f.name for f in snapshot.columns(model)]
        found.kept += [snapshot.Part(n, value=present.get(n)) for n in own if found.wanted.get(n) != present.get(n)]
        lists = {name: rows for name, rows in found.wanted.items() if name not in own}
        found.wanted = {name: value for name, value in present.items() if name in own} | lists
    return found


def _present(model, entries) -> dict[int, dict]:
    """The present snapshots of these records, which nobody else can change until the undo has ended."""
    pks = [entry.pk for entry in entries]
    locked = model._base_manager.filter(pk__in=keys(pks)).select_for_update(of=("self",)).order_by("pk")
    return snapshot.take(model, list(locked.values_list("pk", flat=True)))


def _judged(model):
    """Whether the stance of a testimony about a field of the type is an editor's word."""
    return lambda field: not evidence.is_weighed(model, field)


def _was_public(present) -> bool:
    return present.get("status") in (Status.PUBLISHED, Status.WITHDRAWN)


__all__ = ["Kept", "NotUndoable", "Reason", "Undone", "kept_by", "undo"]
