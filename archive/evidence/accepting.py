"""The accepted values of records that testimony is held against, and which comparison serves which field."""

import functools
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from archive import countries
from archive.evidence.stances import amount_stance, country_stance, date_stance, name_stance
from archive.models import Stance
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.models.links import links
from archive.models.sets import keys
from archive.search import names_of

_EMPTY = (None, "")


@dataclass(slots=True)
class Accepted:
    """The accepted values of one record that testimony is held against."""

    record: models.Model
    names: list[str]
    # By field: the names of each linked record, or the codes of linked countries.
    linked: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    parties: list[str] = field(default_factory=list)

    def filled(self, name: str) -> bool:
        """Whether the record states anything in this field."""
        columns = _columns_of(type(self.record), name)
        if columns is None:
            return bool(self.linked.get(name)) or (name == "parties" and bool(self.parties))
        return _any_filled(self.record, columns)

    def stance(self, name: str, stated: str) -> Stance | None:
        """What a stated value does to what is accepted in a field; None where only an editor can say."""
        model = type(self.record)
        if not stated or not self.filled(name):
            return None
        if name in link_fields(model):
            return self._link_stance(name, stated)
        if name == "name":
            found = name_stance(stated, self.names)
            # Bodies are called by what they are as often as by their names; only a person's can be plainly another's.
            person = model.__name__ == "Person"
            return found if person or found is not Stance.CONTRADICTS else None
        compare = comparison(model, name)
        return compare(stated, getattr(self.record, name)) if compare else None

    def weighed(self, name: str, stated: str) -> Stance | None:
        """The stance that a testimony is left with: where nothing is accepted any more, what it said is a mention."""
        model = type(self.record)
        if stated and not self.filled(name) and (name in link_fields(model) or comparison(model, name)):
            return Stance.MENTIONS
        return self.stance(name, stated)

    def _link_stance(self, name, stated):
        if name == "parties" and countries.understand(stated) in self.parties:
            return Stance.SUPPORTS
        found = {name_stance(stated, names) for names in self.linked[name]}
        return next((s for s in (Stance.SUPPORTS, Stance.MORE_PRECISE, Stance.LESS_PRECISE) if s in found), None)


@functools.cache
def link_fields(model) -> frozenset[str]:
    """The fields of a record type that link it to other records."""
    return frozenset(link.field for link in links(model))


@functools.cache
def _columns_of(model, name) -> tuple[str, ...] | None:
    """The columns that hold a field, in every language; None for a link."""
    if name in link_fields(model):
        return None
    columns = (name, *(f"{name}_{code}" for code, _language in settings.LANGUAGES))
    held = {f.attname for f in model._meta.concrete_fields}
    return tuple(column for column in columns if column in held)


def _any_filled(record, columns) -> bool:
    return any(getattr(record, column) not in _EMPTY for column in columns)


def filled_without_citation(record, lists) -> int:
    """How many facts a new record states, none of them cited yet; `lists` are its lists by name, filled or not."""
    filled, values = 0, record.__dict__
    for name, columns in _facts(type(record)):
        if columns is None:
            filled += bool(lists.get(name) or values.get(f"{name}_id"))
        else:
            filled += any(values[column] not in _EMPTY for column in columns)
    return filled


@functools.cache
def _facts(model):
    """The facts of a record type with the columns that hold each; None for a link."""
    return tuple((name, _columns_of(model, name)) for name in model.FACTS)


@functools.lru_cache(maxsize=1024)
def comparison(model, name):
    """The function that compares stated with accepted values of a plain column; None for prose, which editors judge."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(column, EDTFField):
        return date_stance
    if isinstance(column, CountryField | CountriesField):
        return country_stance
    return amount_stance if isinstance(column, models.DecimalField) else None


def is_weighed(model, name) -> bool:
    """Whether the archive itself finds the stance of testimony about a field; elsewhere it is an editor's word."""
    return name == "name" or name in link_fields(model) or comparison(model, name) is not None


def accepted(model, pks, cited=None) -> dict[int, Accepted]:
    """The accepted values of these records, with the names of all that they link to, in a fixed number of queries.

    Where only some of them are `cited`, the names of what the others link to are left out, being compared with nothing.
    """
    cited = set(pks) if cited is None else cited
    records = model._base_manager.filter(pk__in=keys(pks))
    names = names_of(model, cited) if cited and hasattr(model, "name") else {}
    found = {r.pk: Accepted(r, names.get(r.pk, [])) for r in records}
    for link in links(model):
        pairs = [(here, there) for here, there in link.pairs(pks) if here in found]
        wanted = {there for here, there in pairs if here in cited}
        targets = names_of(link.target, wanted) if wanted else {}
        for here, there in pairs:
            found[here].linked[link.field].append(targets.get(there, []))
    if hasattr(model, "parties"):
        parties = model.parties.rel.related_model._base_manager.filter(agreement__in=keys(pks)).exclude(country="")
        for pk, code in parties.values_list("agreement", "country"):
            found[pk].parties.append(code)
    return found
