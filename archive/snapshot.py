"""A record with all that hangs on it as plain data, in one canonical order."""

import hashlib
import json
from collections import defaultdict
from decimal import Decimal

from django.db import models

from archive.models import Citation, NameForm, Participation, Party, Posting
from archive.models.base import Slugged
from archive.models.fields import EarliestField, LatestField, SearchField
from archive.models.links import key_to

# What is computed, or told elsewhere, is not part of the version.
LEFT_OUT = {"id", "revision", "created_at", "updated_at", "evidence", "uncited", "unsupported"}
# What hangs on a record, by the name under which the snapshot lists it.
SATELLITES = {
    "names": NameForm,
    "postings": Posting,
    "participations": Participation,
    "parties": Party,
    "citations": Citation,
}


def columns(model) -> list[models.Field]:
    """The fields of a model that an editor writes, in the order of the model."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not isinstance(field, EarliestField | LatestField | SearchField)
    ]


def take(model, pks) -> dict[int, dict]:
    """The snapshots of these records by primary key, links as slugs, in a fixed number of queries."""
    pks = list(pks)
    links = [f.name for f in columns(model) if f.is_relation]
    records = {r.pk: r for r in model._base_manager.filter(pk__in=pks).select_related(*links)}
    snapshots = {pk: {"type": model.address, **plain(record)} for pk, record in records.items()}
    for field in model._meta.many_to_many:
        for pk, slugs in _linked_slugs(model, field, pks).items():
            snapshots[pk][field.name] = slugs
    for name, satellite in SATELLITES.items():
        key = key_to(satellite, model)
        if key:
            for pk, rows in _hanging(satellite, key, pks).items():
                if pk in snapshots:
                    snapshots[pk][name] = rows
    return snapshots


def plain(row, without=()) -> dict:
    """The columns of one row as JSON data; what is empty is left out, so that a new column changes no old snapshot."""
    found = {}
    for field in columns(type(row)):
        if field.name not in without and (value := _plain_value(row, field)) not in (None, ""):
            found[field.name] = value
    return found


def checksum(snapshot: dict, before: str = "") -> str:
    """SHA-256 over the checksum of the version before and this one's canonical JSON."""
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{canonical}".encode()).hexdigest()


def _plain_value(row, field):
    if field.is_relation:
        linked = getattr(row, field.name)
        return linked and (linked.slug if isinstance(linked, Slugged) else str(linked))
    value = getattr(row, field.attname)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(field, models.FileField):
        return value.name if value else ""
    return value


def _linked_slugs(model, field, pks):
    found = {pk: [] for pk in pks}
    through = field.remote_field.through
    here, there = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = (
        through._base_manager.filter(**{f"{here}__in": pks}).order_by("pk").values_list(f"{here}_id", f"{there}__slug")
    )
    for pk, slug in rows:
        found[pk].append(slug)
    return {pk: slugs for pk, slugs in found.items() if slugs}


def _hanging(satellite, key, pks):
    links = [f.name for f in columns(satellite) if f.is_relation and f.name != key]
    found = defaultdict(list)
    others = set(getattr(satellite, "ARC", ())) | {key}
    rows = (
        satellite._base_manager.filter(**{f"{key}__in": pks})
        .select_related(*(n for n in links if n not in others))
        .order_by("pk")
    )
    for row in rows:
        found[getattr(row, f"{key}_id")].append(plain(row, without=others))
    return found
