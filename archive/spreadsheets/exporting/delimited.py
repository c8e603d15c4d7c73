"""CSV and TSV as spreadsheet programs take them: UTF-8 with a byte order mark, no cell that could start a formula."""

import csv
import io

from archive.spreadsheets.formulas import guarded

_ROWS_A_PIECE = 500


def csv_pieces(tabs):
    """The pieces of a CSV file (RFC 4180), which holds one table."""
    (tab,) = tabs
    return _pieces(tab, ",")


def tsv_pieces(tabs):
    """The pieces of a TSV file, quoted as CSV is."""
    (tab,) = tabs
    return _pieces(tab, "\t")


def _pieces(tab, delimiter):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    # Without the mark Excel takes the file for the machine's code page.
    buffer.write("\ufeff")
    writer.writerow(guarded(column.column_name) for column in tab.columns)
    numeric = [column.numeric for column in tab.columns]
    for number, cells in enumerate(tab.rows, 1):
        writer.writerow([cell if number_ else guarded(cell) for cell, number_ in zip(cells, numeric, strict=True)])
        if number % _ROWS_A_PIECE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
