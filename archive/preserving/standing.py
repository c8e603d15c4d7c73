"""Whether each record is as its last version says: nothing was changed, added or taken away past the archive."""

import functools

from django.db.models import Max
from django.utils.translation import gettext as _

from archive import evidence, snapshot
from archive.models import RECORD_TYPES, Merge, MergeState, Revision, arc_name
from archive.models.sets import keys
from archive.preserving.moment import one_moment
from archive.preserving.outcomes import Found
from archive.writing import SET_SIZE, batched

# Who decided is named in the version still when the account is gone; when goes with it.
_WHO = {"resolved_by", "resolved_at"}


def problems(tell=None):
    """Each record that is not as its last version has it."""
    for model in RECORD_TYPES:
        for some in batched(_keys(model), SET_SIZE):
            with one_moment():
                found = list(_compared(model, some))
            yield from found
            if tell:
                tell(len(some))


def _keys(model):
    """The keys of a type's records, in sets that no transaction holds together."""
    last = 0
    while some := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SET_SIZE]):
        yield from some
        last = some[-1]


def _compared(model, pks):
    present = snapshot.take(model, pks)
    stored = model._base_manager.filter(pk__in=keys(pks)).values_list("pk", "revision", "slug")
    numbers = {pk: (number, slug) for pk, number, slug in stored}
    versions = last_versions(model, pks)
    snapshot.with_present_slugs(model, [version for _number, version in versions.values()])
    judged = functools.partial(_is_judged, model)
    for pk, (number, slug) in numbers.items():
        last, version = versions.get(pk, (0, None))
        if version is None:
            yield _found(model, slug, _("it has no history."), _("Restore a backup beside this, and compare."))
        elif last != number:
            words = _("it is version %(number)s, but the last one in its history is %(last)s.")
            remedy = _("Restore a backup beside this, and compare.")
            yield _found(model, slug, words % {"number": number, "last": last}, remedy)
        elif parts := _parts(model, version, present[pk], judged):
            words = _("it is not as its last version has it: %(parts)s.") % {"parts": ", ".join(parts)}
            yield _found(model, slug, words, _("Open its history, and go back to the last version."))


def last_versions(model, pks) -> dict[int, tuple[int, dict]]:
    """The number and the snapshot of the last version of each of these records."""
    key = arc_name(model)
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(pks)}).order_by()
    last = dict(rows.values(key).annotate(last=Max("number")).values_list(key, "last"))
    told = rows.filter(number__in=set(last.values())).values_list(key, "number", "snapshot") if last else ()
    return {pk: (number, version) for pk, number, version in told if last[pk] == number}


def _parts(model, version, present, judged) -> list[str]:
    """The fields and lists of a record that its last version has differently."""
    before, after = _without_people(version), _without_people(present)
    found = {part.name for part in snapshot.edited(model, before, after, judged)}
    if snapshot.DECISIONS in found and _was_unmerged(model, present["slug"]):
        # The undo of a merge gives back, after the version was taken, what had been decided before.
        found.discard(snapshot.DECISIONS)
    return sorted(found)


def _without_people(version):
    """A version without who decided of its disagreements, and when."""
    decided = version.get(snapshot.DECISIONS)
    if not decided:
        return version
    plain = [{name: value for name, value in one.items() if name not in _WHO} for one in decided]
    return version | {snapshot.DECISIONS: plain}


def _was_unmerged(model, slug):
    undone = Merge._base_manager.filter(record_type=model.address, state=MergeState.UNDONE)
    return undone.filter(stays_slug=slug).exists() or undone.filter(goes_slug=slug).exists()


@functools.cache
def _is_judged(model, name):
    """Whether the stance of testimony about a field is an editor's word; elsewhere the archive computes it."""
    return not evidence.is_weighed(model, name)


def _found(model, slug, words, remedy):
    return Found(model.address, slug, words, remedy)
