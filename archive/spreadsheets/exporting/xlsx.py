"""XLSX, written row by row in constant memory: dates as text (XLSX has none before 1900), real numbers, no formulas."""

import tempfile
from xml.sax.saxutils import escape

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from archive.spreadsheets.exporting.numbers import is_exact
from archive.spreadsheets.exporting.widths import width_of
from archive.spreadsheets.formulas import starts_formula

LONGEST_CELL = 32_767
# A list of values that is written into its own validation may have so many characters; longer ones stand in a sheet.
_LONGEST_LIST = 255
_LISTS = "lists"
_LAST_ROW = 1_048_575
_PIECE = 256 * 1024


class CellTooLong(ValueError):
    """A text that XLSX cannot hold."""


class PlainSheet(Worksheet):
    """A worksheet that takes every text for a text: the library takes `<r>…</r>` for markup of its own."""

    def _xml_rich_inline_string(self, string, attributes=()):
        self._xml_inline_string(string, True, attributes)

    def _write_cell(self, row, col, cell):
        # By far the most cells are texts, for each of which the library's own way takes twice the time.
        if not isinstance(cell, CellStringTuple) or cell.format is None or not self.constant_memory:
            super()._write_cell(row, col, cell)
            return
        text = cell.string
        if "_x" in text or not text.isprintable():
            text = self._escape_control_characters(text)
        where = f'r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        self.fh.write(f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>')


def pieces(tabs):
    """The pieces of an XLSX file; CellTooLong where a text does not fit."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as workbook:
            _Book(workbook).write(tabs)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


class _Book:
    def __init__(self, workbook):
        self.workbook = workbook
        # `007` and a day stay what was typed, in the cells that are there and in those that will be filled.
        self.text = workbook.add_format({"num_format": "@"})
        # Marks the text as text for good: an editor who opens the cell does not make a formula of it.
        self.quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
        self.heading = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#EEECE6", "bottom": 1})
        self.lists = {}

    def write(self, tabs):
        """Every table, then the lists of values that their columns can take."""
        for tab in tabs:
            sheet = self.workbook.add_worksheet(tab.name, worksheet_class=PlainSheet)
            self._head(sheet, tab.columns)
            last = self._rows(sheet, tab)
            sheet.autofilter(0, 0, last, len(tab.columns) - 1)
        if self.lists:
            self._write_lists()

    def _head(self, sheet, columns):
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, width_of(column), None if column.numeric else self.text)
            sheet.write_string(0, place, column.column_name, self.heading)
            if column.help:
                sheet.write_comment(0, place, column.help, {"x_scale": 2.5, "y_scale": 1.5})
            if column.values:
                sheet.data_validation(1, place, _LAST_ROW, place, self._validation(column))

    def _validation(self, column):
        """A list to choose from; other words are not refused, for labels and names are understood too."""
        return {
            "validate": "list",
            "source": self._source(column.values),
            "error_type": "warning",
            "error_title": column.column_name[:32],
            "error_message": _("This is not one of the values of the list: write it only if you know that it will do."),
        }

    def _source(self, values):
        if len(",".join(values)) <= _LONGEST_LIST:
            return values
        place = self.lists.setdefault(tuple(values), len(self.lists))
        letter = xl_col_to_name(place)
        return f"={_LISTS}!${letter}$1:${letter}${len(values)}"

    def _write_lists(self):
        sheet = self.workbook.add_worksheet(_LISTS)
        sheet.hide()
        for number in range(max(map(len, self.lists))):
            for values, place in self.lists.items():
                if number < len(values):
                    sheet.write_string(number, place, values[number], self.text)

    def _rows(self, sheet, tab):
        """Write the rows, and give the number of the last."""
        numeric, number = [column.numeric for column in tab.columns], 0
        for number, cells in enumerate(tab.rows, 1):
            for place, cell in enumerate(cells):
                if cell:
                    self._cell(sheet, number, place, cell, numeric[place])
        return number

    def _cell(self, sheet, number, place, cell, numeric):
        if numeric and is_exact(cell):
            sheet.write_number(number, place, float(cell))
        elif sheet._write_string(number, place, cell, self.quoted if starts_formula(cell) else self.text):
            raise CellTooLong(
                _(
                    "The text in row %(row)s is longer than the %(limit)s characters of an XLSX cell: "
                    "export as CSV, ODS or JSON."
                )
                % {"row": number + 1, "limit": f"{LONGEST_CELL:,}"}
            )
