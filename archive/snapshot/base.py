"""What of a record and of a row that hangs on it belongs to a version, and as which plain data."""

import functools
import hashlib
import json
from decimal import Decimal

from django.db import models

from archive.models import Citation, NameForm, Participation, Party, Posting, SourceFile
from archive.models.base import Slugged
from archive.models.fields import EarliestField, LatestField, SearchField
from archive.models.links import key_to

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
# What is computed, or told elsewhere, is not part of the version.
LEFT_OUT = {
    "id", "revision", "created_at", "updated_at", "published_at", "face", "face_changed_at", "headings",
    "evidence", "uncited", "unsupported",
}  # fmt: skip
# What hangs on a record, by the name under which the snapshot lists it.
SATELLITES = {
    "names": NameForm,
    "postings": Posting,
    "participations": Participation,
    "parties": Party,
    "citations": Citation,
    "files": SourceFile,
}


@functools.cache
def columns(model) -> list[models.Field]:
    """The fields of a model that an editor writes, in the order of the model."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not isinstance(field, EarliestField | LatestField | SearchField)
    ]


@functools.cache
def satellites(model) -> tuple[tuple[str, type[models.Model], str], ...]:
    """What the snapshot of a type lists: the name of each list, its model and the key by which its rows hang here."""
    found = ((name, satellite, key_to(satellite, model)) for name, satellite in SATELLITES.items())
    return tuple(entry for entry in found if entry[2])


@functools.cache
def owned(model) -> tuple[tuple[str, type[models.Model], str], ...]:
    """The satellites that are a type's own: writing one makes a new version of the record."""
    # An organization's snapshot lists what it is party to, but a party is the agreement's: it lists them as `parties`.
    return tuple(
        (name, satellite, key)
        for name, satellite, key in satellites(model)
        if satellite._meta.get_field(key).remote_field.get_accessor_name() == name
    )


@functools.cache
def other_keys(satellite, key) -> frozenset[str]:
    """The columns of a satellite that say on what it hangs: they are not repeated in its snapshot."""
    return frozenset((*getattr(satellite, "ARC", ()), key))


def plain(row, without=frozenset()) -> dict:
    """The columns of one row as JSON data; what is empty is left out, so that a new column changes no old snapshot."""
    found, values = {}, row.__dict__
    for name, attname, become in _parts(type(row), frozenset(without)):
        # What was not fetched with the row is not in its dictionary.
        value = values[attname] if attname in values else getattr(row, attname)
        if value is None or value == "":
            continue
        if become and (value := become(getattr(row, name))) == "":
            continue
        found[name] = value
    return found


@functools.cache
def _parts(model, without):
    fields = (f for f in columns(model) if f.name not in without)
    return tuple((f.name, f.attname, _slug if is_slugged(f) else plainly(f)) for f in fields)


def is_slugged(field) -> bool:
    """Whether a column links to something that is known by its slug."""
    return field.is_relation and issubclass(field.remote_field.model, Slugged)


def plainly(field):
    """The function that makes JSON data of a column's value where it is none by itself, else None."""
    if isinstance(field, models.DecimalField):
        return _number
    return _time if isinstance(field, models.DateTimeField) else None


def _slug(linked):
    return linked.slug


def _time(value) -> str:
    return value.isoformat()


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def canonical(snapshot: dict) -> str:
    """The one JSON text of a snapshot, over which checksums are taken."""
    return _encode(snapshot)


def checksum(snapshot: dict, before: str = "") -> str:
    """SHA-256 over the checksum of the version before and this one's canonical JSON."""
    return checksum_of(canonical(snapshot), before)


def checksum_of(text: str, before: str = "") -> str:
    """The same of canonical JSON that is at hand."""
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
