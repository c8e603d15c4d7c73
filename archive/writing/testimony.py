"""The records whose testimony counts, or counts no more, because readers see a source now that they did not, or not."""

from django.db.models import Max

from archive.models import RECORD_TYPES, Citation, Revision, Source, Status, arc_name
from archive.models.links import key_to
from archive.models.sets import keys
from archive.writing.sizes import SET_SIZE, batched


def records_to_weigh(sources) -> dict[type, set[int]]:
    """The records, by type, that cite those of these sources (keys) that were published, or withdrawn, in this change.

    Asked before the versions of the change are stored: the last one of each source is from before it.
    """
    moved = [pk for some in batched(sources, SET_SIZE) for pk in _moved(some)]
    found = {}
    for model in RECORD_TYPES if moved else ():
        key = key_to(Citation, model)
        citing = Citation._base_manager.filter(source__in=keys(moved), **{f"{key}__isnull": False})
        found[model] = set(citing.values_list(key, flat=True).distinct())
    return found


def _moved(pks) -> list[int]:
    """The cited sources among these that readers see and did not, or do not see and did; new ones too."""
    cited = set(Citation._base_manager.filter(source__in=keys(pks)).values_list("source", flat=True).distinct())
    if not cited:
        return []
    now = dict(Source._base_manager.filter(pk__in=keys(cited)).values_list("pk", "status"))
    before = _last_standing(cited)
    return [pk for pk, status in now.items() if (status == Status.PUBLISHED) is not before.get(pk)]


def _last_standing(pks) -> dict[int, bool]:
    """Whether each of these sources was published, by its last version."""
    key = arc_name(Source)
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(pks)})
    last = dict(rows.values(key).annotate(last=Max("number")).values_list(key, "last"))
    told = rows.filter(number__in=set(last.values())).values_list(key, "number", "snapshot__status")
    return {pk: status == Status.PUBLISHED for pk, number, status in told if last[pk] == number}
