"""XLSX, XLS and ODS workbooks, read by calamine after a look at what would harm or mislead."""

import datetime
import io
from decimal import Decimal
from itertools import islice

import python_calamine
from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Limits, Row, UnreadableFile, too_many_columns
from archive.spreadsheets.reading.marks import mark_cells
from archive.spreadsheets.reading.opendocument import made_plain
from archive.spreadsheets.reading.package import check_package, end_for_want_of_memory, protected
from archive.spreadsheets.reading.tables import table

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as a workbook does: a ZIP archive or an OLE file."""
    return content.startswith((b"PK\x03\x04", _OLE))


def sheets_of(content, file_name, sheet=None, heading_row=None, every=False, new_sink=list) -> list:
    """The sheet of this name, or the first visible one with any text; with `every`, all visible ones with text."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise protected()
    else:
        check_package(content)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(_prepared(content)))
        filled = _filled(workbook, _names(workbook, sheet))
        if not every:
            filled = islice(filled, 1)
        options = {"heading_row": heading_row, "file_name": file_name, "content": content}
        options["named"] = every or len(workbook.sheet_names) > 1
        found = [_read(workbook, name, cells, sink=new_sink(), **options) for name, cells in filled]
        return found or [table([], file_name, content)]
    except python_calamine.PasswordError:
        raise protected() from None
    except UnreadableFile:
        raise
    # Calamine's Rust code ends some damaged files with a panic, which is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        end_for_want_of_memory(error)
        if "password" in str(error).lower():
            raise protected() from None
        raise UnreadableFile(
            _(
                "The file is damaged or incomplete: "
                "open it in a spreadsheet program, save it again as XLSX, ODS or CSV, and try again."
            )
        ) from None


def _prepared(content):
    return content if content.startswith(_OLE) else made_plain(content)


def _names(workbook, sheet):
    if sheet is None:
        return [s.name for s in workbook.sheets_metadata if s.visible == python_calamine.SheetVisibleEnum.Visible]
    if sheet not in workbook.sheet_names:
        raise UnreadableFile(
            _("The workbook has no sheet “%(name)s”; its sheets are %(names)s.")
            % {"name": sheet, "names": ", ".join(workbook.sheet_names)}
        )
    return [sheet]


def _filled(workbook, names):
    """(name, sheet) of those with any text, each read once, when it is its turn."""
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is not None:
            yield name, sheet


def _read(workbook, name, sheet, *, sink, heading_row, file_name, content, named):
    limits = Limits.now()
    if sheet.total_width > limits.columns * 2:
        raise too_many_columns(limits.columns)
    rows = mark_cells(_rows(sheet), content, workbook.sheet_names.index(name))
    found = table(rows, file_name, content, name if named else "", heading_row, sink)
    found.merged = _merged(sheet, found)
    return found


def _merged(sheet, found):
    """The headings that reach over columns without one."""
    titles = dict(zip(found.places, found.headings, strict=True))
    return {
        place: titles[first]
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if top <= found.heading_row - 1 <= bottom and titles.get(first)
        for place in range(first + 1, last + 1)
        if titles.get(place) == ""
    }


def _rows(sheet):
    # Calamine leaves out the empty columns before the first filled one, though not the empty rows.
    before = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, before + [cell if type(cell) is str else text_of(cell) for cell in cells])


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
