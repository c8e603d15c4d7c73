"""The sheets of the archive, by the name under which they are imported and exported."""

from django.utils.translation import gettext as _

from archive.models import RECORD_TYPES
from archive.spreadsheets.resources import hanging, records
from archive.spreadsheets.resources.base import (
    PUBLISHED,
    SET_SIZE,
    HangingResource,
    Line,
    RecordResource,
    SheetResource,
    SluggedResource,
    batched,
    in_languages,
)


class UnknownSheet(ValueError):
    """A name under which no sheet is known."""


_OF_RECORDS = {resource._meta.model: resource for resource in RecordResource.__subclasses__()}
SHEETS: dict[str, type[SheetResource]] = {
    model.address: _OF_RECORDS[model] for model in RECORD_TYPES if model in _OF_RECORDS
} | {
    "citations": hanging.CitationResource,
    "postings": hanging.PostingResource,
    "participations": hanging.ParticipationResource,
    "names": hanging.NameFormResource,
    "places": hanging.PlaceResource,
}

# Under this name all sheets together are meant; and their order in it, a record before those that name it.
ARCHIVE = "archive"
ORDER = ["places", *(name for name in SHEETS if name != "places")]


def resource_for(type) -> type[SheetResource]:
    """The sheet of a name such as `visits`, or of a model; UnknownSheet names the ones there are."""
    found = SHEETS.get(type) if isinstance(type, str) else next((r for r in SHEETS.values() if r.model() is type), None)
    if found is None:
        raise UnknownSheet(
            _("“%(type)s” is no sheet: write one of %(sheets)s.") % {"type": type, "sheets": ", ".join(SHEETS)}
        )
    return found


def name_of(resource) -> str:
    """The name of a sheet: `visits`."""
    return next(name for name, known in SHEETS.items() if known is resource)


__all__ = [
    "ARCHIVE",
    "ORDER",
    "PUBLISHED",
    "SET_SIZE",
    "SHEETS",
    "HangingResource",
    "Line",
    "RecordResource",
    "SheetResource",
    "SluggedResource",
    "UnknownSheet",
    "batched",
    "in_languages",
    "name_of",
    "records",
    "resource_for",
]
