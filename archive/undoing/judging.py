"""What a record is without the versions that are taken back: the same judgement for the undo and its foretelling."""

from archive import evidence, snapshot
from archive.models import Status
from archive.models.conditions import may_stand
from archive.models.sets import keys


def without(model, pairs, present) -> tuple[dict | None, list[snapshot.Part]]:
    """A record without what was made of `before` in each (before, after), the newest first; and what of it stays.

    What others did since stays. None stands for a record that is there only because of what is taken back.
    """
    state, kept = present, {}
    for before, after in pairs:
        if before is None:
            parts = snapshot.edited(model, after, state, judged(model))
            if not parts:
                return None, []
        else:
            merged = _merged(model, before, after, state)
            state, parts = merged.wanted, merged.kept
        kept |= {(part.name, part.row): part for part in parts}
    return state, list(kept.values())


def _merged(model, before, after, present):
    """The record without one run of versions; where some fields stay and others could not stand beside them, all."""
    found = snapshot.take_back(model, before, after, present, judged(model))
    if found.kept and not may_stand(model, found.wanted):
        own = [f.name for f in snapshot.columns(model)]
        found.kept += [snapshot.Part(n, value=present.get(n)) for n in own if found.wanted.get(n) != present.get(n)]
        lists = {name: rows for name, rows in found.wanted.items() if name not in own}
        found.wanted = {name: value for name, value in present.items() if name in own} | lists
    return found


def present_of(model, lines) -> dict[int, dict]:
    """The present snapshots of these records, which nobody else can change until the undo has ended."""
    pks = [line.pk for line in lines]
    locked = model._base_manager.filter(pk__in=keys(pks)).select_for_update(of=("self",)).order_by("pk")
    return snapshot.take(model, list(locked.values_list("pk", flat=True)))


def judged(model):
    """Whether the stance of a testimony about a field of the type is an editor's word."""
    return lambda field: not evidence.is_weighed(model, field)


def was_public(taken) -> bool:
    """Whether readers see, or have seen, a record as it is in this snapshot."""
    return taken.get("status") in (Status.PUBLISHED, Status.WITHDRAWN)
