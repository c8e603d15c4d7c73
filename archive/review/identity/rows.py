"""What hangs on two records or links to them: which rows are the same of both, and what those say differently."""

import functools
from dataclasses import dataclass

from django.db import models

from archive.models import Citation, Discrepancy
from archive.models.guard import Guarded
from archive.snapshot import SATELLITES
from archive.snapshot.merging import KNOWN_BY

_NOT_CONTENT = {"id", "stance"}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value of a row that goes, where the same row of the record that stays says something else."""

    row: models.Model
    field: models.Field
    kept: object
    dropped: object


def relations(model) -> list[tuple[type, str]]:
    """Every foreign key to a type, those of many-to-many links included: (model, name of the key).

    What is no column is none: by such a relation lists are asked for, and it finds records of other types too.
    """
    found = model._meta.get_fields(include_hidden=True)
    return [
        (f.related_model, f.field.name)
        for f in found
        if f.auto_created and not f.concrete and (f.one_to_many or f.one_to_one) and f.field.concrete
    ]


def overlaps(stays, goes) -> list[Dropped]:
    """What rows that hang on both records alike say differently, so that one of it is given up; nothing is written."""
    found = []
    for model, key in relations(type(stays)):
        if not issubclass(model, Guarded) or not _list_of(model):
            continue
        there = {known(row, key): row for row in model._base_manager.filter(**{key: stays.pk})}
        for row in model._base_manager.filter(**{key: goes.pk}) if there else ():
            if known(row, key) in there:
                found += unlike(there[known(row, key)], row)[1]
    return found


def unlike(twin, row) -> tuple[list, list[Dropped]]:
    """Of two rows that are known by the same: the columns that only the other fills, and what both fill differently."""
    own = {*KNOWN_BY.get(_list_of(type(row)), ()), *getattr(row, "ARC", ()), "id", "stance", "status"}
    fills, dropped = [], []
    for field in type(row)._meta.concrete_fields:
        if field.name in own or not field.editable or field.is_relation:
            continue
        kept, other = field.value_from_object(twin), field.value_from_object(row)
        if kept in (None, "") and other not in (None, ""):
            fills.append(field)
        elif other not in (None, "", kept):
            dropped.append(Dropped(twin, field, kept, other))
    return fills, dropped


def decided_columns() -> list[str]:
    """What somebody decided of a disagreement; the rest of it the archive finds itself."""
    found = {"id", "field", "is_public", "found_at", *Discrepancy.ARC}
    return [f.attname for f in Discrepancy._meta.concrete_fields if f.name not in found]


def known(row, key) -> tuple:
    """By what a row is known among those that hang on, or link to, one record by this key."""
    model = type(row)
    if isinstance(row, Citation):
        # Testimony is never thrown away: only what says the very same goes.
        names = [f.name for f in model._meta.concrete_fields if f.name not in _NOT_CONTENT]
    elif _list_of(model):
        names = [*KNOWN_BY[_list_of(model)], *getattr(model, "ARC", ())]
    else:
        names = _unique_with(model, key)
    return tuple(getattr(row, model._meta.get_field(name).attname) for name in names if name != key)


@functools.cache
def _unique_with(model, key) -> tuple[str, ...]:
    """The columns that may be there once for each key; the row's own key where nothing is unique."""
    rules = [*model._meta.unique_together]
    rules += [c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and not c.condition]
    once = model._meta.get_field(key).unique
    return (key,) if once else next((tuple(rule) for rule in rules if key in rule), (model._meta.pk.name,))


def _list_of(model):
    return next((name for name, satellite in SATELLITES.items() if satellite is model), None)
