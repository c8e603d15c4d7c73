"""Takes the snapshots of many records at once: of stored ones, and of new ones as they are in memory."""

import functools
from collections import defaultdict

from archive.models.sets import keys
from archive.snapshot.base import columns, is_slugged, other_keys, plain, plainly, satellites
from archive.snapshot.decisions import DECISIONS, decisions


def take(model, pks) -> dict[int, dict]:
    """The snapshots of these records (or places) by primary key, links as slugs, in a fixed number of queries."""
    pks = list(pks)
    own = _reading(model)
    rows = model._base_manager.filter(pk__in=keys(pks)).values_list("pk", *own.paths)
    snapshots = {pk: {"type": model.address, **own.plain(values)} for pk, *values in rows}
    for field in model._meta.many_to_many:
        for pk, slugs in _linked_slugs(field, pks).items():
            snapshots[pk][field.name] = slugs
    for name, satellite, key in satellites(model):
        for pk, rows in _hanging(satellite, key, pks).items():
            if pk in snapshots:
                snapshots[pk][name] = rows
    for pk, decided in decisions(model, pks).items():
        if pk in snapshots:
            snapshots[pk][DECISIONS] = decided
    return snapshots


def compose(record, lists) -> dict:
    """The snapshot of a record that is stored with these lists and nothing else, without a query.

    `lists` holds, by the name of the list, the linked rows of a many-to-many field or those that hang on the record.
    """
    model = type(record)
    found = {"type": model.address, **plain(record)}
    for field in model._meta.many_to_many:
        if lists.get(field.name):
            found[field.name] = [row.slug for row in lists[field.name]]
    for name, satellite, key in satellites(model):
        if lists.get(name):
            others = other_keys(satellite, key)
            found[name] = [plain(row, others) for row in lists[name]]
    return found


class _Reading:
    """How rows of a model are read as plain data: the look-ups, and what becomes of their values."""

    def __init__(self, model, without):
        fields = [f for f in columns(model) if f.name not in without]
        self.paths = [f"{f.name}__slug" if is_slugged(f) else f.attname for f in fields]
        self.parts = [(i, f.name, plainly(f)) for i, f in enumerate(fields)]

    def plain(self, values) -> dict:
        """The values of the look-ups as JSON data; what is empty is left out."""
        found = {}
        for i, name, become in self.parts:
            value = values[i]
            if value is not None and value != "":
                found[name] = become(value) if become else value
        return found


@functools.cache
def _reading(model, without=frozenset()):
    return _Reading(model, without)


def _linked_slugs(field, pks):
    found = defaultdict(list)
    through = field.remote_field.through
    here, there = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = (
        through._base_manager.filter(**{f"{here}__in": keys(pks)})
        .order_by("pk")
        .values_list(f"{here}_id", f"{there}__slug")
    )
    for pk, slug in rows:
        found[pk].append(slug)
    return found


def _hanging(satellite, key, pks):
    reading = _reading(satellite, other_keys(satellite, key))
    found = defaultdict(list)
    rows = satellite._base_manager.filter(**{f"{key}__in": keys(pks)}).order_by("pk")
    for pk, *values in rows.values_list(f"{key}_id", *reading.paths):
        found[pk].append(reading.plain(values))
    return found
