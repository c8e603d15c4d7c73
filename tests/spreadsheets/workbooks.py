"""Workbooks as tests write them."""

import io

import xlsxwriter


def workbook(sheets):
    """An XLSX file of these sheets, {name: rows of cells}."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    book.close()
    return file.getvalue()
