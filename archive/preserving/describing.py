"""What a bag says about itself in words, so that it can be read without this software: README.txt and schema.json."""

import json

from django.db import models
from django.utils.translation import override

from archive import snapshot
from archive.preserving import records, tables

README = """\
This folder is a backup of an archive of relations between countries, as a bag (BagIt, RFC 8493): plain files with their
checksums. Nothing but a text editor and a spreadsheet program is needed to read it.

Begin in data/records. Each type of record is there twice: as CSV, and as JSON with all that hangs on each record. A
record says what the editors accepted. Each citation (citations.csv) is what one source says about one field of one
record: the value as the source states it, where in the source, and what that does to the accepted value. Records are
named by their slug, which is unique in its type. Dates are in the Library of Congress Extended Date/Time Format
(https://www.loc.gov/standards/datetime/): 1992, 1978-05, 2012-08-21/2012-08-23, 1992~ for about. Countries are codes of
ISO 3166. Texts are UTF-8. In CSV a text that a spreadsheet program could take for a formula has an apostrophe before
it; in JSON it has none. What the status of a record is, its column says: only what is `published` was for readers.

data/tables has every table of the archive, one row a line as JSON: also drafts, every version of every record
(archive.revision: `snapshot` is the record with all that hung on it, `sha256` is over the checksum of the version
before, a line feed, and the snapshot as JSON in one line with its names in the order of the alphabet), proposals,
imports, corrections that readers sent, and users. Rows link to each other by their keys (`id`). A column that is empty
is left out. Files that stood in a column are in data/contents, as table/key-column.
data/last-keys.json says which key each table gave last.

data/files has the files of sources. Each is named by its SHA-256: the first two characters are the folder. Which source
it belongs to, what it is called and whether readers may have it, data/records/files.csv says.

schema.json says in words what each file and each column means. manifest-sha256.txt has the checksum of each file below
data, tagmanifest-sha256.txt those of the others; `sha256sum -c manifest-sha256.txt` looks whether they are as they
were. Not in the bag: who was signed in, what waited to be carried out, when backups were made, and the e-mail addresses
of readers who sent corrections, which are kept only until they are answered.{passwords}

With the software of the archive: `python manage.py verify FOLDER` names what is damaged, and `python manage.py restore
FOLDER` makes an archive of it, on SQLite or on PostgreSQL.
"""
_WITHOUT = " Passwords and second factors were left out by choice."


def readme(passwords) -> str:
    """README.txt."""
    return README.format(passwords="" if passwords else _WITHOUT)


def schema(chosen, counts) -> str:
    """schema.json: each file of the database with its rows and columns, in English."""
    with override("en"):
        found = {
            "records": [_record_file(model) for model in records.KINDS],
            "hanging": [_hanging_file(name) for name in sorted(records.hanging_columns())],
            "tables": [_table_file(model, fields, counts) for model, fields in chosen.items()],
        }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _record_file(model):
    own = {f.name: f for f in (*snapshot.columns(model), *model._meta.many_to_many)}
    return {
        "file": f"{records.FOLDER}/{model.address}.csv",
        "as_json": f"{records.FOLDER}/{model.address}.json",
        "what": _doc(model),
        "columns": [_column(own[name]) for name in records.own_columns(model)],
    }


def _hanging_file(name):
    satellite = snapshot.SATELLITES[name]
    whose = [
        {"name": "record_type", "what": "The type of the record on which it hangs, as its file is called."},
        {"name": "record", "what": "The slug of that record."},
    ]
    own = [_column(satellite._meta.get_field(column)) for column in records.hanging_columns()[name]]
    return {"file": f"{records.FOLDER}/{name}.csv", "what": _doc(satellite), "columns": [*whose, *own]}


def _table_file(model, fields, counts):
    name = tables.name_of(model)
    found = {"table": name, "file": f"data/tables/{name}.jsonl", "what": _doc(model), "rows": counts[name]}
    return found | {"columns": [_column(field) | {"name": field.attname} for field in fields]}


def _column(field):
    found = {"name": field.name, "what": " ".join(filter(None, (str(field.verbose_name), str(field.help_text))))}
    if field.is_relation:
        found["links_to"] = getattr(field.remote_field.model, "address", None) or tables.name_of(
            field.remote_field.model
        )
    else:
        found["type"] = _type_of(field)
    if field.choices:
        found["values"] = {str(value): str(label) for value, label in field.flatchoices}
    return found


def _type_of(field):
    kinds = (
        (models.BooleanField, "true or false"),
        (models.DateTimeField, "time in UTC, ISO 8601"),
        (models.DateField, "day, ISO 8601"),
        (models.DecimalField, "decimal number as text"),
        (models.IntegerField, "whole number"),
        (models.FloatField, "number"),
        (models.JSONField, "JSON"),
        (models.BinaryField, "file, in data/contents"),
    )
    return next((words for kind, words in kinds if isinstance(field, kind)), "text")


def _doc(model):
    return (
        " ".join((model.__doc__ or "").split())
        if model.__module__.startswith("archive.")
        else str(model._meta.verbose_name_plural)
    )
