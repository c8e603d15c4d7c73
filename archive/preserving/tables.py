"""The tables of the archive as lines of JSON that any database gives alike, and back: what a restore reads.

One line is one row, its columns in the order of the alphabet; a column that is empty is left out. Times are in UTC,
decimal numbers are texts, keys are the numbers that the rows have.
"""

import base64
import functools
import json
from dataclasses import dataclass
from datetime import UTC

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from archive.models import CorrectionContact, Damage, PreservationEvent, Sending
from archive.models.contents import PackedField, content_of

encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

# What is of this installation or of a moment: who is signed in, who sent something lately, what waits to be done, what
# was done to preserve it. The addresses of readers, which the archive has promised to forget in time. And the names of
# types and rights, which each database makes for itself.
LEFT_OUT = (CorrectionContact, Damage, Permission, PreservationEvent, Sending)
LEFT_OUT_APPS = {"contenttypes", "django_tasks_database", "sessions"}
LEFT_OUT_TABLES = {"door.attempt", "door.session"}
# What lets somebody in: columns of users, and whole applications.
SECRET_COLUMNS = {"password"}
SECRET_APPS = {"otp_static", "otp_totp"}
_ROWS = 2000


def tables(passwords=True) -> list[type[models.Model]]:
    """The models of a bag, in the order of their names; those of lists (many-to-many) are among them."""
    found = apps.get_models(include_auto_created=True)
    return sorted(filter(lambda model: _is_kept(model, passwords), found), key=name_of)


def _is_kept(model, passwords):
    label = model._meta.app_label
    if not model._meta.managed or model._meta.proxy or label in LEFT_OUT_APPS:
        return False
    if model in LEFT_OUT or name_of(model) in LEFT_OUT_TABLES:
        return False
    return passwords or label not in SECRET_APPS


def name_of(model) -> str:
    """What a table is called in a bag: `archive.visit`."""
    return model._meta.label_lower


def columns(model, passwords=True) -> list[models.Field]:
    """The columns of a table that a bag has."""
    fields = model._meta.concrete_fields
    if passwords or model is not get_user_model():
        return list(fields)
    return [field for field in fields if field.name not in SECRET_COLUMNS]


@dataclass(frozen=True, slots=True)
class Column:
    """One column on its way out and in: its name, what is asked for, and what becomes of a value each way."""

    field: models.Field
    out: object
    back: object

    @property
    def name(self):
        """The name under which a line has it."""
        return self.field.attname

    @property
    def is_contents(self):
        """Whether it holds a file, which stands beside the lines."""
        return isinstance(self.field, PackedField)


@functools.cache
def column(field) -> Column:
    """How the values of a field go out and come back; None: as they are."""
    if field.is_relation:
        return Column(field, *_NAMES.get(field.remote_field.model, (None, None)))
    for kind, out, back in _KINDS:
        if isinstance(field, kind):
            return Column(field, out, back)
    return Column(field, None, None)


def _time(value):
    return value.astimezone(UTC).isoformat()


def _bytes(value):
    return base64.b64encode(value).decode()


_KINDS = (
    (models.DateTimeField, _time, "field"),
    (models.DateField, str, "field"),
    (models.TimeField, str, "field"),
    (models.DecimalField, lambda value: format(value, "f"), "field"),
    (models.UUIDField, str, "field"),
    (models.DurationField, str, "field"),
    (models.JSONField, None, encode),
    (models.BinaryField, _bytes, base64.b64decode),
)


def _name_of_type(key) -> str:
    kind = ContentType.objects.get_for_id(key)
    return f"{kind.app_label}.{kind.model}"


def _key_of_type(name) -> int:
    return ContentType.objects.get_by_natural_key(*name.split(".")).pk


def _name_of_right(key) -> str:
    right = Permission.objects.select_related("content_type").get(pk=key)
    return f"{_name_of_type(right.content_type_id)}.{right.codename}"


def _key_of_right(name) -> int:
    app, model, codename = name.split(".")
    return Permission.objects.get_by_natural_key(codename, app, model).pk


# How these are called in a bag, and back.
_NAMES = {ContentType: (_name_of_type, _key_of_type), Permission: (_name_of_right, _key_of_right)}


def rows(model, fields):
    """The rows of a table by their keys, each as what its line says; no more than some of them are in memory."""
    plain = [column(f) for f in fields if not column(f).is_contents]
    parts = [(i, c.name, c.out, c.field.null) for i, c in enumerate(plain)]
    stored = model._base_manager.order_by("pk").values_list(*(c.name for c in plain))
    for values in stored.iterator(chunk_size=_ROWS):
        found = {}
        for i, name, out, is_nullable in parts:
            value = values[i]
            if value is None or (value == "" and not is_nullable):
                continue
            found[name] = out(value) if out else value
        yield found


def contents(model, fields):
    """(key, name of the column, what gives the pieces of its file) for each file that stands in a column."""
    for name in (f.name for f in fields if column(f).is_contents):
        filled = model._base_manager.exclude(**{name: b""}).order_by("pk").only("pk")
        for row in filled.iterator(chunk_size=_ROWS):
            yield row.pk, name, functools.partial(content_of, row, name)


def stored_values(fields, lines, told):
    """What the database takes for these fields, for each line (a dictionary); the reverse of `rows`.

    `told` are the fields of which the lines tell at all: what is left out of those is empty.
    """
    parts = [(c.name, _to_database(c), _empty(c, c.field in told)) for c in map(column, fields)]
    for line in lines:
        yield tuple(to(line[name]) if name in line and to else line.get(name, empty) for name, to, empty in parts)


def _to_database(found: Column):
    if found.back == "field":
        field = found.field
        return lambda value: field.get_db_prep_save(field.to_python(value), connection)
    return found.back


def _empty(found: Column, is_told):
    """What stands in a column of which a line says nothing."""
    if found.is_contents:
        return b""
    if not is_told and found.field.model is get_user_model() and found.field.name in SECRET_COLUMNS:
        # Nobody gets in by it before an administrator sets another.
        return make_password(None)
    if found.field.null:
        return None
    value = found.field.get_default()
    return encode(value) if isinstance(found.field, models.JSONField) else value
