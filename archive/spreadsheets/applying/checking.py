"""A look, before rows are written, at what has changed since they were planned."""

from archive.models.base import Record
from archive.spreadsheets.applying.planned import After, targets_of
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.planning.base import deed
from archive.spreadsheets.planning.matching import KeyMatch
from archive.spreadsheets.planning.slugs import taken_among
from archive.spreadsheets.resources import HangingResource, batched
from archive.writing import Stale

ROWS_AT_ONCE = 1_000


def outdated(resource, rows, links) -> dict[int, str]:
    """The rows that are not to be written as planned, by their place: the name of what was changed or came between.

    What is to be changed is locked, so that it stays as it was seen. `links` know what the rows hang on.
    """
    changed = [(i, row) for i, row in enumerate(rows) if deed(row) == Kind.CHANGED]
    found = _changed_since(resource, changed) if changed else {}
    if not issubclass(resource, HangingResource):
        new = [(i, row.slug) for i, row in enumerate(rows) if deed(row) == Kind.NEW]
        taken = taken_among(resource.model(), [slug for _i, slug in new]) if new else ()
        return found | {i: slug for i, slug in new if slug in taken}
    return found | {i: _words(resource, rows[i]) for i in stated_already(resource, rows, links)}


def stated_already(resource, rows, links) -> dict[int, int]:
    """The new rows that state what a stored one states by now, by their place: the key of the stored one."""
    after = [(i, After(row)) for i, row in enumerate(rows) if deed(row) == Kind.NEW]
    if not (after and resource.UNIQUE):
        return {}
    match = KeyMatch(resource, "")
    stored = match.stored([row for _i, row in after], links)
    found = ((i, stored[match.meaning(row.value)]) for i, row in after)
    return {i: lines[0].pk for i, lines in found if lines}


def look_again(chosen) -> None:
    """Stale names all that has changed since the plans were made, where the database has refused to write them."""
    stale = []
    for one in chosen:
        for some in batched((row for row, _choice in one), ROWS_AT_ONCE):
            links = Links()
            links.look_up(target for _row, target in targets_of(one.resource, some))
            stale += outdated(one.resource, some, links).values()
    if stale:
        raise Stale(list(dict.fromkeys(stale)))


def _words(resource, row):
    return " · ".join(filter(None, map(After(row).value, resource.KNOWN_BY)))


def _changed_since(resource, rows):
    model = resource.model()
    stored = model._base_manager.filter(pk__in=[row.pk for _i, row in rows])
    locked = stored.select_for_update(of=("self",)).order_by("pk")
    if issubclass(model, Record):
        found = dict(locked.values_list("pk", "revision"))
        stale = [(i, row) for i, row in rows if found.get(row.pk) != row.revision]
    else:
        list(locked.values_list("pk"))
        lines = {line.pk: line.cells for line in resource.lines(stored)}
        stale = [(i, row) for i, row in rows if row.pk not in lines or _differs(lines[row.pk], row)]
    here = model._base_manager.in_bulk([row.pk for _i, row in stale])
    return {i: str(here.get(row.pk) or row.slug or row.pk) for i, row in stale}


def _differs(cells, row) -> bool:
    """Whether a stored row is no longer what the plan compared with."""
    return any(cells[name] != before for name, (before, _after) in row.cells.items())
