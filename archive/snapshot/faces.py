"""What of a version readers see: its public face, by which one tells whether anything has changed for them."""

import functools
import hashlib
from collections import defaultdict
from collections.abc import Callable

from archive.models import Discrepancy, Place, Status
from archive.models.links import key_to
from archive.models.sets import keys
from archive.snapshot.base import canonical, columns, owned, plain
from archive.snapshot.decisions import DECIDED, DECISIONS
from archive.snapshot.merging import link_columns, links_of
from archive.snapshot.taking import take

# What editors write to each other of a record, and what tells who and when.
_HIDDEN = frozenset({"note", "status", "is_public", "added_by", "added_at"})
# Of a name its note is for readers.
_SHOWN_NOTES = {"names"}
# Slugs in one query.
_SLUGS = 5000


def face_of(model, snapshot: dict, seen: Callable[[type, str], object]) -> dict:
    """A version reduced to what readers see of it.

    `seen(type, slug)` gives, for what it links to, what stands in the face in place of the slug; None hides the link,
    and with it the row that would be about nothing without it.
    """
    found = {"type": snapshot["type"], **_shown_columns(model, snapshot, seen)}
    for field in model._meta.many_to_many:
        linked = [seen(field.remote_field.model, slug) for slug in snapshot.get(field.name, ())]
        found[field.name] = [one for one in linked if one is not None]
    for name, satellite, _key in owned(model):
        rows = (row for row in snapshot.get(name, ()) if _is_shown(name, satellite, row, seen))
        found[name] = [_shown_columns(satellite, row, seen, keep=name in _SHOWN_NOTES) for row in rows]
    return {name: value for name, value in found.items() if value not in ([], None)}


def checksums(model, pks, known=None) -> dict[int, str]:
    """SHA-256 of the faces of these published records by primary key, in a fixed number of queries for a set.

    `known` are the snapshots of some of them, by primary key, as they are now.
    """
    taken = {pk: known[pk] for pk in pks if pk in known} if known else {}
    if missing := [pk for pk in pks if pk not in taken]:
        taken |= take(model, missing)
    disputed = _disputed(model, pks)
    standing = _standing(link for snapshot in taken.values() for link in links_of(model, snapshot))
    found = {}
    for pk, snapshot in taken.items():
        face = face_of(model, snapshot, lambda *link: standing.get(link)) | {DECISIONS: disputed.get(pk, [])}
        found[pk] = hashlib.sha256(canonical(face).encode()).hexdigest()
    return found


def _standing(links) -> dict[tuple[type, str], object]:
    """Those of these (type, slug) that readers see, with what of them belongs to the face of another record.

    Of a record it is its key: that it has another address or name now is a change of its own. A place has no page.
    """
    wanted, found = defaultdict(set), {}
    for target, slug in links:
        wanted[target].add(slug)
    for target, slugs in wanted.items():
        slugs = sorted(slugs)
        for start in range(0, len(slugs), _SLUGS):
            rows = target._base_manager.filter(slug__in=slugs[start : start + _SLUGS])
            if target is Place:
                found |= {(Place, row.slug): plain(row, _HIDDEN) for row in rows}
            else:
                shown = rows.filter(status=Status.PUBLISHED)
                found |= {(target, slug): pk for slug, pk in shown.values_list("slug", "pk")}
    return found


def _disputed(model, pks) -> dict[int, list]:
    """The disagreements about these records that readers see, and what they are told of them."""
    key, found = key_to(Discrepancy, model), defaultdict(list)
    rows = Discrepancy._base_manager.filter(**{f"{key}__in": keys(pks)}, is_public=True).order_by("field")
    for pk, *told in rows.values_list(f"{key}_id", "field", *DECIDED):
        found[pk].append(told)
    return found


def _shown_columns(model, row, seen, keep=False):
    hidden = _HIDDEN - {"note"} if keep else _HIDDEN
    found = {}
    for name, target in _readable(model):
        if name in row and name not in hidden:
            value = seen(target, row[name]) if target else row[name]
            if value is not None:
                found[name] = value
    return found


@functools.cache
def _readable(model):
    """(name, type that it links to or None) of each column."""
    links = link_columns(model)
    return tuple((f.name, links.get(f.name)) for f in columns(model))


def _is_shown(name, satellite, row, seen) -> bool:
    """Whether readers see a row that hangs on a published record: public itself, and about what they see."""
    if name == "citations" and row.get("status") != Status.PUBLISHED:
        return False
    if name == "files" and not row.get("is_public"):
        return False
    return all(
        seen(target, row[column]) is not None for column, target in _readable(satellite) if target and column in row
    )
