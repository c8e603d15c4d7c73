"""Stores new records in sets, with their lists: what a change does for each that is saved, without asking twice."""

import functools
from collections import defaultdict
from itertools import chain

from archive import evidence, snapshot
from archive.models import Evidence, NameForm
from archive.models.alphabet import put_in_order
from archive.models.links import LINKING, links
from archive.models.sets import insert_rows, insert_values, new_keys, prepare
from archive.writing.versions import store_versions


def create(model, records, lists, names, author) -> None:
    """Store new records of one model, each with its lists, and their first versions; see `Change.create`."""
    prepare(records)
    keys = new_keys(model, len(records))
    for record, key in zip(records, keys, strict=True):
        record.pk, record.revision, record.evidence = key, 1, Evidence.NONE
        record._state.adding, record._stored_slug = False, record.slug
    _describe(model, records, lists, names)
    insert_rows(records, keyed=True)
    _store_lists(model, records, lists)
    taken = ((r.pk, 1, snapshot.compose(r, found), "") for r, found in zip(records, lists, strict=True))
    store_versions(model, taken, author)


def _describe(model, records, lists, names):
    """Set what is computed of new records: the words they are found by, and how many facts lack a citation."""
    names.trim()
    linked = [_linked(record, found) for record, found in zip(records, lists, strict=True)]
    wanted = defaultdict(set)
    for target, pk in set(chain.from_iterable(linked)):
        wanted[target].add(pk)
    for target, pks in wanted.items():
        names.look_up(target, pks)
    forms = next((name for name, satellite, _key in snapshot.owned(model) if satellite is NameForm), None)
    for record, found, there in zip(records, lists, linked, strict=True):
        record.search_text = names.words(record, found.get(forms, ()), there)
        put_in_order(record)
        record.uncited, record.unsupported = evidence.filled_without_citation(record, found), 0


def _linked(record, lists):
    """(type, key) of all that a new record links to, as the search column tells it: by fields, then lists."""
    found = []
    for target, attname, name in _ways(type(record)):
        for row in (record,) if name is None else lists.get(name, ()):
            pk = getattr(row, attname)
            if pk is not None:
                found.append((target, pk))
    return found


@functools.cache
def _ways(model):
    """(type, column of the key, name of the list or None where the record itself has it) of each link of a type."""
    return tuple(
        (link.target, f"{link.there}_id", None)
        if link.through is model
        else (link.target, f"{link.there}_id" if link.through in LINKING else link.target._meta.pk.attname, link.field)
        for link in links(model)
    )


def _store_lists(model, records, lists):
    pairs = list(zip(records, lists, strict=True))
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        names = (field.m2m_field_name(), field.m2m_reverse_field_name())
        fields = [through._meta.get_field(name) for name in names]
        insert_values(through, fields, [(r.pk, row.pk) for r, found in pairs for row in found.get(field.name, ())])
    for name, _satellite, key in snapshot.owned(model):
        attname, rows = f"{key}_id", []
        for record, found in pairs:
            for row in found.get(name, ()):
                setattr(row, attname, record.pk)
                rows.append(row)
        prepare(rows)
        insert_rows(rows)
