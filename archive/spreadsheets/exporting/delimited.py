"""CSV and TSV as spreadsheet programs take them: UTF-8 with a byte order mark, no cell that could start a formula."""

import csv
import io

from archive.spreadsheets.formulas import all_guarded, guarded


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
    for texts in tab.sets:
        cells = [some if is_number else all_guarded(some) for some, is_number in zip(texts, numeric, strict=True)]
        writer.writerows(zip(*cells, strict=True))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if rest := buffer.getvalue():
        yield rest.encode()
