"""XLSX, sent row by row as it is written: dates as text (XLSX has none before 1900), real numbers, no formulas.

XlsxWriter makes the workbook without its rows, with all that a workbook needs beside them; the rows are put in by
`xlsx_rows`, in its own words and several times as fast, while the file is on its way.
"""

import io
import re
import tempfile
import zipfile

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from archive.spreadsheets.exporting.package import Package
from archive.spreadsheets.exporting.widths import width_of
from archive.spreadsheets.exporting.xlsx_rows import LONGEST_CELL, CellTooLong, RowWriter

# A list of values that is written into its own validation may have so many characters; longer ones stand in a sheet.
_LONGEST_LIST = 255
_LISTS = "lists"
_LAST_ROW = 1_048_575
_PIECE = 256 * 1024
_WORKBOOK = "xl/workbook.xml"
_ROWS_END = "</sheetData>"


class TooManyRows(CellTooLong):
    """A sheet has more rows than XLSX can hold."""


def pieces(tabs):
    """The pieces of an XLSX file; CellTooLong where a text does not fit, and the file stays without its end.

    Where a text of a row could be too long it is raised before the first piece, while another answer can be given.
    """
    # A text has no more units of UTF-16, in which XLSX counts, than bytes of UTF-8.
    if any(tab.may_exceed(LONGEST_CELL) for tab in tabs):
        yield from _whole(_streamed(tabs))
    else:
        yield from _streamed(tabs)


def _whole(made):
    """The same pieces when all are made."""
    with tempfile.TemporaryFile() as file:
        file.writelines(made)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _streamed(tabs):
    book, package = _Book(tabs), Package()
    with zipfile.ZipFile(book.without_rows()) as made:
        sheets = {f"xl/worksheets/sheet{number}.xml": tab for number, tab in enumerate(tabs, 1)}
        for name in made.namelist():
            if name not in sheets and name != _WORKBOOK:
                package.add(name, made.read(name))
        for name, tab in sheets.items():
            rows = RowWriter(tab.columns, book.text, book.quoted)
            yield from _sheet(package, name, made.read(name).decode(), tab, rows)
            book.ends[tab.name] = rows.last
        package.add(_WORKBOOK, book.with_ends(made.read(_WORKBOOK).decode()))
    yield package.closed()


def _sheet(package, name, xml, tab, rows):
    """The pieces in which one sheet is written, its rows between what XlsxWriter has made of it."""
    # How large the sheet is nobody knows yet, and no program needs to be told.
    head, _end, tail = re.sub("<dimension [^>]*/>", "", xml).partition(_ROWS_END)
    with package.part(name) as part:
        part.write(head.encode())
        for texts in tab.sets:
            part.write(rows.xml(texts))
            if rows.last > _LAST_ROW + 1:
                raise TooManyRows(
                    _("There are more rows than the %(limit)s of an XLSX sheet: export as CSV, ODS or JSON.")
                    % {"limit": f"{_LAST_ROW + 1:,}"}
                )
            yield package.taken()
        tail = re.sub(r'(<autoFilter ref="A1:[A-Z]+)1"', rf'\g<1>{rows.last}"', _end + tail)
        part.write(tail.encode())


class _Book:
    def __init__(self, tabs):
        self.tabs, self.lists = tabs, {}
        # The numbers of the styles of texts, and the last row of each sheet.
        self.text = self.quoted = 0
        self.ends = {}

    def without_rows(self):
        """The workbook with every table's headings, and the lists of values that their columns can take."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as workbook:
            # `007` and a day stay what was typed, in the cells that are there and in those that will be filled.
            text = workbook.add_format({"num_format": "@"})
            quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
            heading = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#EEECE6", "bottom": 1})
            # The library numbers a style when it is first asked for it.
            self.text, self.quoted = text._get_xf_index(), quoted._get_xf_index()
            for tab in self.tabs:
                self._head(workbook.add_worksheet(tab.name), tab.columns, text, heading)
            if self.lists:
                self._write_lists(workbook.add_worksheet(_LISTS), text)
        return file

    def with_ends(self, xml):
        """The workbook's own part, with the filters of its sheets down to their last rows."""

        def end(match):
            name = match[1].strip("'")
            return f"{match[0].removesuffix('$1')}${self.ends[name]}"

        return re.sub(r">([^<>!]+)!\$A\$1:\$[A-Z]+\$1(?=</definedName>)", end, xml)

    def _head(self, sheet, columns, text, heading):
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, width_of(column), None if column.numeric else text)
            sheet.write_string(0, place, column.column_name, heading)
            if column.help:
                sheet.write_comment(0, place, column.help, {"x_scale": 2.5, "y_scale": 1.5})
            if column.values:
                sheet.data_validation(1, place, _LAST_ROW, place, self._validation(column))
        sheet.autofilter(0, 0, 0, len(columns) - 1)

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

    def _write_lists(self, sheet, text):
        sheet.hide()
        for values, place in self.lists.items():
            for number, value in enumerate(values):
                sheet.write_string(number, place, value, text)
