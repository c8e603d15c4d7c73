"""Reads any spreadsheet that an editor has into a plain sheet of texts, or says in one sentence why not."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import NO_VALUE, Limits, Row, Sheet, UnreadableFile, megabytes
from archive.spreadsheets.reading.delimited import read_delimited
from archive.spreadsheets.reading.structured import read_json
from archive.spreadsheets.reading.workbook import is_workbook, read_workbook

_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
_DELIMITED = {".csv", ".tsv", ".tab", ".txt"}
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")
# Other kinds of file by their first bytes.
_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"GIF8", "GIF"),
)


def read(file, name=None, encoding=None, sheet=None) -> Sheet:
    """The sheet in a file: a path, bytes or a binary file object; `name` is the file's name where it has none itself.

    `encoding` is what the editor declares a CSV file to be in (without it only Unicode is taken); `sheet` is the name
    of a sheet of a workbook, else its first visible one with text. Raises UnreadableFile with one sentence.
    """
    content, name = _content(file, name)
    suffix = Path(name).suffix.lower()
    if suffix not in _WORKBOOKS | _DELIMITED | {".json"}:
        raise UnreadableFile(
            _("“%(name)s” is not a kind of file that can be imported: save it as CSV, TSV, XLSX, XLS, ODS or JSON.")
            % {"name": name}
        )
    _refuse_other_kinds(content, suffix)
    if is_workbook(content):
        return read_workbook(content, name, sheet)
    if suffix in _WORKBOOKS:
        raise UnreadableFile(
            _("“%(name)s” is named as a workbook but is none: save it again in a spreadsheet program.") % {"name": name}
        )
    return read_json(content, name) if suffix == ".json" else read_delimited(content, name, encoding)


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


def _refuse_other_kinds(content, suffix):
    if not content.strip():
        raise UnreadableFile(_("The file is empty: its first row must hold the headings of the columns."))
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML) or (start.startswith(b"<?xml") and suffix != ".json"):
        raise UnreadableFile(
            _(
                "The file is a web page or XML under the name of a spreadsheet: "
                "open it in a spreadsheet program and save it as XLSX or CSV."
            )
        )
    kind = next((kind for mark, kind in _KINDS if content.startswith(mark)), None)
    if kind:
        raise UnreadableFile(
            _("The file is a %(kind)s file, not a spreadsheet: save the table as XLSX, ODS or CSV.") % {"kind": kind}
        )


__all__ = ["NO_VALUE", "Limits", "Row", "Sheet", "UnreadableFile", "read"]
