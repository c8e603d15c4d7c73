"""The schema of the package in words and types: Data Package and Table Schema (frictionlessdata.io, version 1)."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from archive.models import Place
from archive.spreadsheets.columns import LinkColumn
from archive.spreadsheets.resources import resource_for

_LANGUAGE = settings.LANGUAGE_CODE


def file_of(name) -> str:
    """Where a table stands in the package."""
    return f"data/{name}.csv"


def described(tables, request) -> dict:
    """The content of `datapackage.json`: what the package is, and every table with every column."""
    with override(_LANGUAGE):
        return {
            "profile": "tabular-data-package",
            "name": "archive-of-relations",
            "title": _("Archive of relations between countries"),
            "description": _(
                "What the archive has published: records, and the testimony of sources about them. A record says what "
                "the editors accept; each citation holds what one source says about one field of one record. A text "
                "that a spreadsheet program could take for a formula has an apostrophe before it."
            ),
            "homepage": request.build_absolute_uri("/"),
            "created": timezone.now().isoformat(timespec="seconds"),
            "resources": [_resource(table, {t.name for t in tables}) for table in tables],
        }


def _resource(table, names):
    model = resource_for(table.name).model()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file_of(table.name),
        "title": str(model._meta.verbose_name_plural),
        "description": " ".join((model.__doc__ or "").split()),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(table, names),
    }


def _schema(table, names):
    found = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if any(column.column_name == "slug" for column in table.columns):
        found["primaryKey"] = "slug"
    links = [
        {"fields": column.column_name, "reference": {"resource": _self(_sheet(column), table.name), "fields": "slug"}}
        for column in table.columns
        if isinstance(column, LinkColumn) and _sheet(column) in names
    ]
    return found | ({"foreignKeys": links} if links else {})


def _self(name, own):
    """A table calls itself by nothing."""
    return "" if name == own else name


def _sheet(column) -> str:
    return "places" if column.target is Place else column.target.address


def _field(column):
    found = {"name": column.column_name, "type": "number" if column.numeric else "string", "description": column.help}
    constraints = {}
    if column.values:
        constraints["enum"] = column.values
    if column.column_name == "slug":
        constraints |= {"required": True, "unique": True}
    return found | ({"constraints": constraints} if constraints else {})
