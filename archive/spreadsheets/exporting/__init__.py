"""Writes the rows of a sheet to any format, in sets, so that memory stays flat however many there are."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.spreadsheets.exporting import delimited, opendocument, structured, xlsx
from archive.spreadsheets.exporting.rows import SheetRows
from archive.spreadsheets.exporting.tabs import Tab
from archive.spreadsheets.exporting.xlsx import CellTooLong
from archive.spreadsheets.resources import ARCHIVE, ORDER, PUBLISHED, name_of, resource_for
from archive.spreadsheets.sight import Sight


class Format(NamedTuple):
    """A kind of file that a sheet can be written to."""

    suffix: str
    content_type: str
    label: str
    # list of tabs → pieces of the file.
    pieces: object
    # Whether it holds several tables, and so the whole archive.
    several: bool = False


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV", delimited.csv_pieces),
    "tsv": Format("tsv", "text/tab-separated-values; charset=utf-8", "TSV", delimited.tsv_pieces),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", xlsx.pieces, True
    ),
    "ods": Format("ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS", opendocument.pieces, True),
    "json": Format("json", "application/json", "JSON", structured.pieces, True),
}
# Those that hold the whole archive in one file.
WHOLE_FORMATS = {name: format for name, format in FORMATS.items() if format.several}


class UnknownFormat(ValueError):
    """A file name or format that no sheet can be written to."""


def format_named(name: str, type="") -> Format:
    """The format of a name (`csv`) or of a file's name (`visits.csv`); UnknownFormat names the ones there are.

    For the type `archive` they are fewer: those that hold several tables.
    """
    suffix = (Path(name).suffix.lstrip(".") or name).lower()
    if suffix in FORMATS and type == ARCHIVE and suffix not in WHOLE_FORMATS:
        raise UnknownFormat(
            _("“%(format)s” holds one table only, and the whole archive is several: choose one of %(formats)s.")
            % {"format": name, "formats": ", ".join(WHOLE_FORMATS)}
        )
    if suffix not in FORMATS:
        raise UnknownFormat(
            _("“%(format)s” is not a format that can be written: choose one of %(formats)s.")
            % {"format": name, "formats": ", ".join(WHOLE_FORMATS if type == ARCHIVE else FORMATS)}
        )
    return FORMATS[suffix]


def stream(type, format, queryset=None, public=False, evidence=False, by=None) -> Iterator[bytes]:
    """The pieces of the file that holds the rows of a sheet, for writing or sending as they come.

    `type` is a sheet's name, a model, or `archive` for all sheets in the order of storing; `queryset` the rows of one
    sheet, filtered and ordered as wanted, else all. With `public` only what every reader may see: published rows, no
    links to drafts, no columns for editors. With `evidence` each fact is followed by its sources and their stances.
    Nothing of it is what the user `by` does not see (None sees everything).
    """
    return format_named(format, type).pieces(tabs(type, queryset, public, evidence, by))


def tabs(type, queryset=None, public=False, evidence=False, by=None) -> list[Tab]:
    """The tables of a sheet or of the whole archive, whose rows are read as they are asked for."""
    if type == ARCHIVE:
        return [_tab(resource_for(name), None, public, evidence, by) for name in ORDER]
    return [_tab(resource_for(type), queryset, public, evidence, by)]


def _tab(resource, queryset, public, evidence, by):
    sight = Sight(by)
    if evidence and not sight.sees_all(resource.model()):
        # Of somebody else's testimony only what readers know too.
        evidence = PUBLISHED
    rows = SheetRows(resource, queryset, sight, public, evidence)
    return Tab(name_of(resource), rows.columns, rows, rows.may_exceed)


def write(type, path, queryset=None, public=False, format=None, evidence=False) -> int:
    """Write the file, in the format of its name, and give the number of its rows; it appears when it is whole."""
    chosen = format_named(format or str(path), type)
    written = tabs(type, queryset, public, evidence)
    target = Path(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.writelines(chosen.pieces(written))
            file.flush()
            os.chmod(file.name, 0o644 & ~_umask())
            os.replace(file.name, target)
        except BaseException:
            os.unlink(file.name)
            raise
    return sum(tab.sets.count for tab in written)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


__all__ = [
    "ARCHIVE",
    "FORMATS",
    "WHOLE_FORMATS",
    "CellTooLong",
    "Format",
    "Tab",
    "UnknownFormat",
    "format_named",
    "stream",
    "tabs",
    "write",
]
