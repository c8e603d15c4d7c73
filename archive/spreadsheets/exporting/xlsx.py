"""XLSX, written row by row in constant memory: dates as text (XLSX has none before 1900), real numbers, no formulas."""

import tempfile

import xlsxwriter
from django.utils.translation import gettext as _

from archive.spreadsheets.exporting.numbers import is_exact
from archive.spreadsheets.formulas import starts_formula

LONGEST_CELL = 32_767
_WIDE = 40
_NARROW = 14
_PIECE = 256 * 1024


class CellTooLong(ValueError):
    """A text that XLSX cannot hold."""


def pieces(name, columns, rows):
    """The pieces of an XLSX file; CellTooLong where a text does not fit."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as workbook:
            _write(workbook, name, columns, rows)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(workbook, name, columns, rows):
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    # Marks the text as text for good: an editor who opens the cell does not make a formula of it.
    quoted = workbook.add_format({"quote_prefix": True})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _NARROW if column.numeric else _WIDE if column.many else _NARROW * 2)
        sheet.write_string(0, place, column.column_name, bold)
    numeric = [column.numeric for column in columns]
    for number, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            if cell:
                _write_cell(sheet, number, place, cell, numeric[place], quoted)


def _write_cell(sheet, number, place, cell, numeric, quoted):
    if numeric and is_exact(cell):
        sheet.write_number(number, place, float(cell))
        return
    if len(cell) > LONGEST_CELL:
        raise CellTooLong(
            _(
                "The text in row %(row)s is longer than the %(limit)s characters of an XLSX cell: "
                "export as CSV, ODS or JSON."
            )
            % {"row": number + 1, "limit": f"{LONGEST_CELL:,}"}
        )
    sheet.write_string(number, place, cell, quoted if starts_formula(cell) else None)
