"""Reads any spreadsheet that an editor has into a plain sheet of texts, or says in one sentence why not."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.apart import sheets_apart
from archive.spreadsheets.reading.base import (
    NO_VALUE,
    Limits,
    Row,
    Sheet,
    UnreadableFile,
    megabytes,
    too_large,
)
from archive.spreadsheets.reading.content import FileContent, head_of
from archive.spreadsheets.reading.kinds import check_kind, sheets_in
from archive.spreadsheets.reading.streamed import read_streamed
from archive.spreadsheets.reading.workbook import is_workbook


def read(file, name=None, encoding=None, sheet=None, heading_row=None) -> Sheet:
    """The sheet in a file: a path, bytes or a binary file object; `name` is the file's name where it has none itself.

    `encoding` is what the editor declares a CSV file to be in (without it only Unicode is taken, and a code page in
    which alone the letters make sense); `sheet` is the name of a sheet of a workbook, else its first visible one with
    text; `heading_row` the number of the row of headings, else the first one that is no title of the table. Raises
    UnreadableFile with one sentence. Workbooks and large files are read in a process with limits of its own, but for a
    CSV file in plain UTF-8, which is read line by line.
    """
    return _sheets(file, name, encoding=encoding, sheet=sheet, heading_row=heading_row)[0]


def read_all(file, name=None, encoding=None) -> list[Sheet]:
    """Every visible sheet of a workbook that holds anything, or every list of a JSON file, by its name."""
    return _sheets(file, name, encoding=encoding, every=True)


def _sheets(file, name, **options):
    content, name = _content(file, name)
    check_kind(head_of(content), name)
    is_large = len(content) > Limits.now().small
    if is_large and (found := read_streamed(content, name, options)):
        return [found]
    apart = is_workbook(head_of(content)) or is_large
    return (sheets_apart if apart else sheets_in)(content, name, **options)


def _content(file, name):
    """The bytes of a file in memory where they are few, and its name."""
    if isinstance(file, bytes | FileContent):
        content = file
    elif isinstance(file, str | os.PathLike):
        name, content = name or Path(file).name, _content_of(file)
    else:
        name, content = name or Path(getattr(file, "name", "")).name, _taken(file)
    if len(content) > Limits.now().packed:
        raise too_large()
    return content, name or ""


def _content_of(path):
    try:
        with open(path, "rb") as stream:
            return _taken(stream)
    except OSError as error:
        raise UnreadableFile(
            _("“%(name)s” cannot be opened: %(reason)s.") % {"name": path, "reason": error.strerror}
        ) from None


def _taken(stream):
    limits = Limits.now()
    first = stream.read(limits.small + 1)
    return first if len(first) <= limits.small else FileContent(_pieces(first, stream, limits.packed))


def _pieces(first, stream, most):
    yield first
    size = len(first)
    while piece := stream.read(1024 * 1024):
        size += len(piece)
        if size > most:
            raise too_large()
        yield piece


__all__ = ["NO_VALUE", "FileContent", "Limits", "Row", "Sheet", "UnreadableFile", "megabytes", "read", "read_all"]
