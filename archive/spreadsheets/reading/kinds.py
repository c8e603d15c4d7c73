"""Reads the bytes of a file by what they are, here and now: the process that does it has its limits from elsewhere."""

from pathlib import Path

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import UnreadableFile
from archive.spreadsheets.reading.delimited import read_delimited
from archive.spreadsheets.reading.structured import read_json, read_json_lists
from archive.spreadsheets.reading.workbook import is_workbook, sheets_of

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


def check_kind(content: bytes, name: str) -> None:
    """Refuse what is no sheet by its name or its first bytes, in one sentence."""
    suffix = _suffix(name)
    if suffix not in _WORKBOOKS | _DELIMITED | {".json"}:
        raise UnreadableFile(
            _("“%(name)s” is not a kind of file that can be imported: save it as CSV, TSV, XLSX, XLS, ODS or JSON.")
            % {"name": name}
        )
    _refuse_other_kinds(content, suffix)
    if suffix in _WORKBOOKS and not is_workbook(content):
        raise UnreadableFile(
            _("“%(name)s” is named as a workbook but is none: save it again in a spreadsheet program.") % {"name": name}
        )


def sheets_in(content, name, *, encoding=None, sheet=None, heading_row=None, every=False, new_sink=list) -> list:
    """The sheet of a file whose kind was checked; with `every`, each sheet of it that holds anything."""
    if is_workbook(content):
        return sheets_of(content, name, sheet, heading_row, every, new_sink)
    if _suffix(name) == ".json":
        return (
            read_json_lists(content, name, encoding, new_sink)
            if every
            else [read_json(content, name, encoding, new_sink())]
        )
    return [read_delimited(content, name, encoding, heading_row, new_sink())]


def _suffix(name):
    return Path(name).suffix.lower()


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
