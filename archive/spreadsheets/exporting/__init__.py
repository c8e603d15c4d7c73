"""Writes the rows of a sheet to any format, in sets, so that memory stays flat however many there are."""

import os
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.spreadsheets.exporting import delimited, opendocument, structured, xlsx
from archive.spreadsheets.resources import name_of, resource_for


class Format(NamedTuple):
    """A kind of file that a sheet can be written to."""

    suffix: str
    content_type: str
    label: str
    # (sheet name, columns, iterable of lists of texts) → pieces of the file.
    pieces: object


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV", delimited.csv_pieces),
    "tsv": Format("tsv", "text/tab-separated-values; charset=utf-8", "TSV", delimited.tsv_pieces),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", xlsx.pieces),
    "ods": Format("ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS", opendocument.pieces),
    "json": Format("json", "application/json", "JSON", structured.pieces),
}


class UnknownFormat(ValueError):
    """A file name or format that no sheet can be written to."""


def format_named(name: str) -> Format:
    """The format of a name (`csv`) or of a file's name (`visits.csv`); UnknownFormat names the ones there are."""
    suffix = Path(name).suffix.lstrip(".") or name
    if suffix.lower() not in FORMATS:
        raise UnknownFormat(
            _("“%(format)s” is not a format that can be written: choose one of %(formats)s.")
            % {"format": name, "formats": ", ".join(FORMATS)}
        )
    return FORMATS[suffix.lower()]


def stream(type, format, queryset=None, public=False) -> Iterator[bytes]:
    """The pieces of the file that holds the rows of a sheet, for writing or sending as they come.

    `type` is a sheet's name or a model; `queryset` the rows, filtered and ordered as wanted, else all. With `public`
    only what every reader may see: published rows, no links to drafts, no columns for editors.
    """
    chosen = format_named(format)
    resource = resource_for(type)
    columns = resource.columns(public)
    lines = resource.lines(resource.rows(queryset, public), public)
    return chosen.pieces(name_of(resource), columns, (line.cells.values() for line in lines))


def write(type, path, queryset=None, public=False, format=None) -> int:
    """Write the file, in the format of its name, and give the number of its rows; it appears when it is whole."""
    resource = resource_for(type)
    chosen = format_named(format or str(path))
    counter = _Counter(resource.lines(resource.rows(queryset, public), public))
    pieces = chosen.pieces(name_of(resource), resource.columns(public), (line.cells.values() for line in counter))
    target = Path(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.writelines(chain(pieces))
            file.flush()
            os.chmod(file.name, 0o644 & ~_umask())
            os.replace(file.name, target)
        except BaseException:
            os.unlink(file.name)
            raise
    return counter.count


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Counter:
    """Counts what passes."""

    def __init__(self, rows):
        self.rows, self.count = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield row


__all__ = ["FORMATS", "Format", "UnknownFormat", "format_named", "stream", "write"]
