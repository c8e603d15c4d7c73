"""Reads any spreadsheet that an editor has into a plain sheet of texts, or says in one sentence why not."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.apart import sheets_apart
from archive.spreadsheets.reading.base import NO_VALUE, Limits, Row, Sheet, UnreadableFile, megabytes
from archive.spreadsheets.reading.kinds import check_kind, sheets_in
from archive.spreadsheets.reading.workbook import is_workbook


def read(file, name=None, encoding=None, sheet=None, heading_row=None) -> Sheet:
    """The sheet in a file: a path, bytes or a binary file object; `name` is the file's name where it has none itself.

    `encoding` is what the editor declares a CSV file to be in (without it only Unicode is taken, and a code page in
    which alone the letters make sense); `sheet` is the name of a sheet of a workbook, else its first visible one with
    text; `heading_row` the number of the row of headings, else the first one that is no title of the table. Raises
    UnreadableFile with one sentence. Workbooks and large files are read in a process with limits of its own.
    """
    return _sheets(file, name, encoding=encoding, sheet=sheet, heading_row=heading_row)[0]


def read_all(file, name=None, encoding=None) -> list[Sheet]:
    """Every visible sheet of a workbook that holds anything, or every list of a JSON file, by its name."""
    return _sheets(file, name, encoding=encoding, every=True)


def _sheets(file, name, **options):
    content, name = _content(file, name)
    check_kind(content, name)
    apart = is_workbook(content) or len(content) > Limits.now().small
    return (sheets_apart if apart else sheets_in)(content, name, **options)


def _content(file, name):
    limit = Limits.now().packed
    if isinstance(file, bytes):
        content = file
    elif isinstance(file, str | os.PathLike):
        name, content = name or Path(file).name, _bytes_of(file, limit)
    else:
        name, content = name or Path(getattr(file, "name", "")).name, file.read(limit + 1)
    if len(content) > limit:
        raise UnreadableFile(
            _("The file is larger than %(limit)s: divide it into several.") % {"limit": megabytes(limit)}
        )
    return content, name or ""


def _bytes_of(path, limit):
    try:
        with open(path, "rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise UnreadableFile(
            _("“%(name)s” cannot be opened: %(reason)s.") % {"name": path, "reason": error.strerror}
        ) from None


__all__ = ["NO_VALUE", "Limits", "Row", "Sheet", "UnreadableFile", "read", "read_all"]
