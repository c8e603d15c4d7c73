"""XLSX, XLS and ODS workbooks, read by calamine after a look at what would harm or mislead."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import python_calamine
from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import (
    Limits,
    Row,
    UnreadableFile,
    megabytes,
    table,
    too_many_columns,
    too_many_rows,
)
from archive.spreadsheets.reading.marks import mark_cells
from archive.spreadsheets.reading.opendocument import with_plain_breaks

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1024 * 1024
_OVERLAP = 200
# Cells with something in them in far columns (AAA is the 703rd), and rows with such a cell:
# calamine makes a grid up to the last of both.
_FAR_COLUMN = re.compile(rb'<c r="[A-Z]{3,}\d+"[^>]*(?<!/)>')
_WIDE_COLUMN = re.compile(rb'<c r="([A-Z]{2})\d+"[^>]*(?<!/)>')
_FILLED_ROW = re.compile(rb'<row r="(\d+)"[^>]*>(?:<c [^>]*/>)*<c [^>]*(?<!/)>')


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a workbook does: a ZIP archive or an OLE file."""
    return content.startswith((b"PK\x03\x04", _OLE))


def read_workbook(content: bytes, file_name: str, sheet=None):
    """The sheet of this name, or the first one with any text."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise _protected()
    else:
        check_package(content)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(_prepared(content)))
        names = _names(workbook, sheet)
        return _first_filled(workbook, names, content, file_name)
    except python_calamine.PasswordError:
        raise _protected() from None
    except UnreadableFile:
        raise
    # Calamine's Rust code ends some damaged files with a panic, which is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if "password" in str(error).lower():
            raise _protected() from None
        raise UnreadableFile(
            _(
                "The file is damaged or incomplete: "
                "open it in a spreadsheet program, save it again as XLSX, ODS or CSV, and try again."
            )
        ) from None


def _prepared(content):
    return content if content.startswith(_OLE) else with_plain_breaks(content)


def _protected():
    return UnreadableFile(_("The file is protected by a password: save it without one and try again."))


def _names(workbook, sheet):
    if sheet is None:
        return [s.name for s in workbook.sheets_metadata if s.visible == python_calamine.SheetVisibleEnum.Visible]
    if sheet not in workbook.sheet_names:
        raise UnreadableFile(
            _("The workbook has no sheet “%(name)s”; its sheets are %(names)s.")
            % {"name": sheet, "names": ", ".join(workbook.sheet_names)}
        )
    return [sheet]


def _first_filled(workbook, names, content, file_name):
    limits = Limits.now()
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        if sheet.total_width > limits.columns * 2:
            raise too_many_columns(limits.columns)
        rows = mark_cells(_rows(sheet), content, workbook.sheet_names.index(name))
        return table(rows, file_name, content, name if len(workbook.sheet_names) > 1 else "")
    return table([], file_name, content)


def _rows(sheet):
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, [text_of(cell) for cell in cells])


def text_of(cell) -> str:
    """The text of a typed cell: numbers in the 15 digits of a spreadsheet, whole ones without a point; ISO dates."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else _digits(cell)
    if isinstance(cell, datetime.datetime):
        day = cell.date().isoformat()
        return day if cell.time() == datetime.time() else f"{day} {cell.time().isoformat('seconds')}"
    return str(cell)


def _digits(number: float) -> str:
    return format(Decimal(f"{number:.15g}"), "f") if abs(number) < 1e300 else str(number)


def check_package(content: bytes) -> None:
    """Refuse a package that is too large once unpacked or holds what has no place in a sheet, in one sentence."""
    limits = Limits.now()
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableFile(
            _("The file is damaged or incomplete: it ends before its end. Copy or save it again.")
        ) from None
    if len(parts) > limits.parts:
        raise UnreadableFile(
            _("The workbook has %(count)s parts, more than the %(limit)s allowed in a sheet.")
            % {"count": len(parts), "limit": limits.parts}
        )
    if sum(part.file_size for part in parts) > limits.unpacked:
        raise _too_large(limits)
    if any(".." in part.filename.split("/") or part.filename.startswith("/") for part in parts):
        raise UnreadableFile(_("The workbook holds part names that are not allowed in a sheet."))
    if any(part.flag_bits & 1 for part in parts):
        raise _protected()
    _check_parts(package, parts, limits)


def _too_large(limits):
    sentence = _("The workbook is larger than %(limit)s when unpacked: divide it into several files.")
    return UnreadableFile(sentence % {"limit": megabytes(limits.unpacked)})


def _check_parts(package, parts, limits):
    left = limits.unpacked
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            left = _check_part(package, part, limits, left)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, zipfile.zlib.error):
            raise UnreadableFile(_("The file is damaged or incomplete: copy or save it again.")) from None


def _check_part(package, part, limits, left):
    """Look through one part piece by piece; the number of bytes that may still be unpacked."""
    grid = _Grid(limits) if part.filename.startswith("xl/worksheets/") else None
    with package.open(part) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise _too_large(limits)
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise UnreadableFile(
                    _("The workbook holds document types or entities, which are not allowed in a sheet.")
                )
            if grid is not None:
                grid.grow(tail + piece)
            tail = piece[-_OVERLAP:]
    return left


class _Grid:
    """How far the filled cells of an XLSX sheet reach."""

    def __init__(self, limits):
        self.limits, self.height, self.width = limits, 0, 26

    def grow(self, piece):
        """Take in a piece of the sheet; UnreadableFile where it reaches too far."""
        rows = _FILLED_ROW.findall(piece)
        self.height = max([self.height, *map(int, rows)])
        self.width = max([self.width, *((c[0] - 64) * 26 + c[1] - 64 for c in set(_WIDE_COLUMN.findall(piece)))])
        if self.height > self.limits.rows + 1:
            raise too_many_rows(self.limits.rows)
        if _FAR_COLUMN.search(piece) or self.width > self.limits.columns:
            raise too_many_columns(self.limits.columns)
        if self.height * self.width > self.limits.grid:
            raise UnreadableFile(
                _("The sheet reaches over %(rows)s rows and %(columns)s columns, too many together: divide it.")
                % {"rows": f"{self.height:,}", "columns": self.width}
            )
