"""The testimonies about a disputed field side by side: with their words, and the value that each could become."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from archive.admin.evidence.beside import accepted_words
from archive.admin.evidence.reading import can_be_accepted, is_list, language_of, link_of, named, read, words
from archive.models import Citation
from archive.models.links import links
from archive.models.wording import label
from archive.search import names_of


@dataclass(slots=True)
class Side:
    """One testimony, and the value in words that can be accepted from it; empty where there is none to accept."""

    citation: Citation
    value: str = ""
    is_accepted: bool = False


def testimony_about(record, name, user) -> dict:
    """What sources state about one field of a record, and what is accepted, for the page of a discrepancy."""
    model = type(record)
    # Asked of the record, each knows its record without fetching it.
    citations = record.citations.filter(field=name)
    accepted = accepted_words(record, name)
    return {
        "record": record,
        "record_address": reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk]),
        "field_label": label(model, name),
        "accepted": accepted,
        "is_list": is_list(model, name),
        "sides": [side_of(citation, accepted, user) for citation in citations.select_related("source").order_by("pk")],
    }


def side_of(citation, accepted, user) -> Side:
    """One testimony with the value that the record could take from it."""
    try:
        values = values_of(citation, user)
    except ValidationError:
        return Side(citation)
    value = _in_words(type(citation.record), citation.field, values)
    return Side(citation, value, value == accepted)


def _in_words(model, name, values):
    if not values:
        return ""
    return str(values[name]) if link_of(model, name) is not None else words(model, name, values)


def values_of(citation, user) -> dict:
    """The columns of the record as a testimony states them, with linked rows; empty where the field is no column."""
    model, name = type(citation.record), citation.field
    if not citation.stated or not can_be_accepted(model, name) or is_list(model, name):
        return {}
    link = link_of(model, name)
    if link is not None:
        return {name: named(link.target, citation.stated, user)}
    return read(model, name, citation.stated, language_of(citation.source))


def lay_sides(discrepancies) -> list:
    """These rows with `.sides`, `.label` and `.accepted`: one query, and two for each kind of link among them."""
    rows = list(discrepancies)
    about, by_field = Q(pk__in=[]), defaultdict(list)
    wanted = defaultdict(set)
    for row in rows:
        wanted[row.arc_name].add((row.record.pk, row.field))
    for key, pairs in wanted.items():
        about |= Q(**{f"{key}__in": {pk for pk, _field in pairs}}, field__in={field for _pk, field in pairs})
    for citation in Citation.objects.filter(about).select_related("source").order_by("pk") if rows else ():
        key = citation.arc_name
        by_field[key, getattr(citation, f"{key}_id"), citation.field].append(citation)
    linked = _linked_words(rows)
    for row in rows:
        model = type(row.record)
        row.sides = by_field[row.arc_name, row.record.pk, row.field]
        row.label = label(model, row.field)
        row.address = reverse(f"admin:archive_{model._meta.model_name}_change", args=[row.record.pk])
        is_link = link_of(model, row.field) is not None
        row.accepted = linked.get((model, row.record.pk, row.field), "") if is_link else _column(row)
    return rows


def _column(row):
    return accepted_words(row.record, row.field)


def _linked_words(rows) -> dict:
    """The names of what records link to, by (type, key, field), for the fields that are disputed among these rows."""
    wanted, found = defaultdict(set), defaultdict(list)
    for row in rows:
        wanted[type(row.record), row.field].add(row.record.pk)
    for (model, name), pks in wanted.items():
        for link in (each for each in links(model) if each.field == name):
            pairs = list(link.pairs(pks))
            names = names_of(link.target, {there for _here, there in pairs})
            for here, there in pairs:
                found[model, here, name] += names.get(there, [])[:1]
    return {where: "; ".join(names) for where, names in found.items()}
