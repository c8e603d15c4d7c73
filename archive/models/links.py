"""How records are linked, by foreign keys, lists and what hangs on them: found from the models."""

import functools
from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from archive.models.agreement import Party
from archive.models.base import Slugged
from archive.models.participation import Participation
from archive.models.posting import Posting
from archive.models.sets import keys

LINKING = (Posting, Participation, Party)


@dataclass(frozen=True, slots=True)
class Link:
    """One way from a type of record to another: the table that holds the two keys, and the names of both keys in it."""

    model: type[models.Model]
    field: str
    through: type[models.Model]
    here: str
    there: str
    target: type[models.Model]

    def pairs(self, pks):
        """(record's primary key, target's primary key) for each link of these records, in the order they were made."""
        rows = self.through._base_manager.filter(**{f"{self.here}__in": keys(pks), f"{self.there}__isnull": False})
        return rows.order_by("pk").values_list(self.here, f"{self.there}__pk")

    def sources(self, target_pks):
        """The primary keys of the records that link to these targets."""
        rows = self.through._base_manager.filter(
            **{f"{self.there}__in": keys(target_pks), f"{self.here}__isnull": False}
        )
        return rows.values_list(self.here, flat=True)


def key_to(satellite, model) -> str | None:
    """The foreign key by which a satellite hangs on a type (`about_source` for a citation of a source), or None."""
    names = getattr(satellite, "ARC", None) or [f.name for f in satellite._meta.fields if f.is_relation]
    return next((n for n in names if satellite._meta.get_field(n).remote_field.model is model), None)


@functools.cache
def links(model) -> tuple[Link, ...]:
    """Every link of a record type, by the field or list under which its record shows it."""
    found = [
        Link(model, f.name, model, "pk", f.name, f.remote_field.model)
        for f in model._meta.concrete_fields
        if f.is_relation and issubclass(f.remote_field.model, Slugged)
    ]
    for f in model._meta.many_to_many:
        through = f.remote_field.through
        found.append(Link(model, f.name, through, f.m2m_field_name(), f.m2m_reverse_field_name(), f.remote_field.model))
    for satellite in LINKING:
        here = key_to(satellite, model)
        if here:
            found += [
                Link(model, satellite._meta.default_related_name, satellite, here, f.name, f.remote_field.model)
                for f in satellite._meta.concrete_fields
                if f.is_relation and f.name not in (here, *getattr(satellite, "ARC", ()))
            ]
    return tuple(found)


def dependents(target, pks, record_types) -> dict[type, set[int]]:
    """The records, by type, that link to these targets and so show their names."""
    found = defaultdict(set)
    for model in record_types:
        for link in links(model):
            if link.target is target:
                found[model].update(link.sources(pks))
    return found
