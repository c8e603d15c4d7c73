"""Takes a change out of a record's present state: each field and each row that hangs on it by itself, three ways."""

import functools
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.models import Discrepancy, FormerSlug
from archive.models.base import Slugged
from archive.models.links import key_to
from archive.snapshot.base import columns, owned
from archive.snapshot.decisions import DECISIONS

# By which of its columns a row that hangs on a record is known again, though the others were edited.
KNOWN_BY = {
    "names": ("text", "language"),
    "postings": ("person", "organization", "role", "since"),
    "participations": ("person", "role"),
    "parties": ("country", "organization"),
    "citations": ("source", "field", "locator", "stated"),
    DECISIONS: ("field",),
    "files": ("sha256",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record: a field, or one row of a list, with the value it has now (None: it is gone)."""

    name: str
    row: str = ""
    value: object = None


@dataclass(slots=True)
class Merged:
    """A snapshot without a change, and the parts of the change that stay, because they were edited after it."""

    wanted: dict
    kept: list[Part] = field(default_factory=list)


def take_back(model, before: dict, after: dict, present: dict, judged: Callable[[str], bool] = lambda _f: True):
    """What a record is without the change that made `after` of `before`, everything done since kept: a Merged.

    `judged` tells of which fields a citation's stance is an editor's word; elsewhere the archive computes it.
    """
    merged = Merged(dict(present))
    for f in columns(model):
        one, other, now = (snapshot.get(f.name) for snapshot in (before, after, present))
        if one == other or now == one:
            continue
        if now == other:
            _put(merged.wanted, f.name, one)
        else:
            merged.kept.append(Part(f.name, value=now))
    for name in lists_of(model):
        _take_back_rows(merged, name, *(_rows(snapshot, name) for snapshot in (before, after, present)), judged)
    return merged


def edited(model, after: dict, present: dict, judged: Callable[[str], bool] = lambda _f: True) -> list[Part]:
    """The parts of a record that are not as a version has them any more."""
    found = [
        Part(f.name, value=present.get(f.name)) for f in columns(model) if after.get(f.name) != present.get(f.name)
    ]
    for name in lists_of(model):
        rows, now = _rows(after, name), _rows(present, name)
        found += [
            Part(name, _words(key), now.get(key))
            for key in dict.fromkeys((*rows, *now))
            if _meaning(rows.get(key), judged) != _meaning(now.get(key), judged)
        ]
    return found


def put(wanted: dict, part: Part, source: dict) -> None:
    """Make one part of a snapshot as another snapshot has it."""
    if part.name not in KNOWN_BY and not isinstance(source.get(part.name, wanted.get(part.name)), list):
        _put(wanted, part.name, source.get(part.name))
        return
    rows, theirs = _rows(wanted, part.name), _rows(source, part.name)
    for key in dict.fromkeys((*rows, *theirs)):
        if _words(key) == part.row:
            rows[key] = theirs.get(key)
    _put(wanted, part.name, [row for row in rows.values() if row is not None])


def row_of(snapshot: dict, part: Part) -> object:
    """The value of a part in a snapshot: of a field, or of one row of a list; None where it has none."""
    if not part.row:
        return snapshot.get(part.name)
    return next((row for key, row in _rows(snapshot, part.name).items() if _words(key) == part.row), None)


@functools.cache
def lists_of(model) -> tuple[str, ...]:
    """The lists of a type's snapshot that are its own: many-to-many links, what hangs on it, what was decided of it."""
    decided = (DECISIONS,) if key_to(Discrepancy, model) else ()
    return (*(f.name for f in model._meta.many_to_many), *(name for name, _satellite, _key in owned(model)), *decided)


def _put(snapshot, name, value):
    if value in (None, "", []):
        snapshot.pop(name, None)
    else:
        snapshot[name] = value


def _take_back_rows(merged, name, before, after, present, judged):
    wanted = dict(present)
    for key in dict.fromkeys((*before, *after)):
        one, other, now = (_meaning(rows.get(key), judged) for rows in (before, after, present))
        if one == other or now == one:
            continue
        if now != other:
            merged.kept.append(Part(name, _words(key), present.get(key)))
        elif key in before:
            wanted[key] = before[key]
        else:
            del wanted[key]
    # What the change took away comes back where it was.
    order = dict.fromkeys((*(k for k in before if k in wanted), *wanted)) if wanted != present else present
    _put(merged.wanted, name, [wanted[key] for key in order])


def _words(key) -> str:
    return " · ".join(filter(None, key[:-1]))


def _rows(snapshot, name) -> dict[tuple, object]:
    """The rows of a list by what they are known by; a number tells apart those that are known by the same."""
    seen, found = Counter(), {}
    for row in snapshot.get(name, ()):
        known = (row,) if isinstance(row, str) else tuple(row.get(column, "") for column in KNOWN_BY[name])
        found[(*known, str(seen[known]))] = row
        seen[known] += 1
    return found


def _meaning(row, judged):
    if isinstance(row, dict) and "stance" in row and not judged(row["field"]):
        return {name: value for name, value in row.items() if name != "stance"}
    return row


def with_present_slugs(model, snapshots) -> None:
    """Put, in these snapshots of one type, the present slug wherever a linked record was renamed since: few queries."""
    places = list(_links_in(model, snapshots))
    wanted = defaultdict(set)
    for target, holder, key in places:
        wanted[target].add(holder[key])
    renamed = {target: _renamed(target, slugs) for target, slugs in wanted.items()}
    for target, holder, key in places:
        holder[key] = renamed.get(target, {}).get(holder[key], holder[key])


def _renamed(model, slugs) -> dict[str, str]:
    key = key_to(FormerSlug, model)
    former = FormerSlug._base_manager.filter(**{f"{key}__isnull": False}, slug__in=slugs)
    here = set(model._base_manager.filter(slug__in=slugs).values_list("slug", flat=True)) if former else ()
    return {old: new for old, new in former.values_list("slug", f"{key}__slug") if old not in here}


def _links_in(model, snapshots):
    """(type of the linked record, the dict or list that holds its slug, where in it) of every link."""
    own = link_columns(model)
    many = {f.name: f.remote_field.model for f in model._meta.many_to_many}
    hanging = {name: link_columns(satellite) for name, satellite, _key in owned(model)}
    for snapshot in snapshots:
        yield from ((target, snapshot, name) for name, target in own.items() if name in snapshot)
        for name, target in many.items():
            yield from ((target, snapshot[name], i) for i in range(len(snapshot.get(name, ()))))
        for name, links in hanging.items():
            for row in snapshot.get(name, ()):
                yield from ((target, row, column) for column, target in links.items() if column in row)


def links_of(model, snapshot) -> set[tuple[type, str]]:
    """Everything that a snapshot links to, as (type, slug)."""
    return {(target, holder[key]) for target, holder, key in _links_in(model, [snapshot])}


def link_columns(model) -> dict[str, type]:
    """The columns of a model that link to something known by its slug, and to what."""
    return {
        f.name: f.remote_field.model
        for f in columns(model)
        if f.is_relation and issubclass(f.remote_field.model, Slugged)
    }
