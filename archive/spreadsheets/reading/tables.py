"""From the rows of a file to a sheet: where the headings stand, which rows and columns hold anything."""

from collections import Counter
from itertools import chain, islice

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Limits, Row, Sheet, UnreadableFile, too_many_columns, too_many_rows

# So many rows are looked at to find the headings below lines of title.
_LOOKED_AT = 30


def table(rows, file_name, content, name="", heading_row=None, sink=None) -> Sheet:
    """The sheet of (number, cells) rows; those without text and columns without any text are no part of it.

    The headings are the row of the number `heading_row`, else the first one with text that is no line of title above
    the table. `sink` collects the rows (a list where none is given).
    """
    limits, sink = Limits.now(), [] if sink is None else sink
    filled = _filled(rows, limits)
    if heading_row is None:
        headings, rest = _below_titles(filled)
    else:
        headings, rest = _from_row(filled, heading_row)
    width = len(headings.cells)
    used = {place for place, heading in enumerate(headings.cells) if heading}
    for count, (row, _width) in enumerate(rest, 1):
        if count > limits.rows:
            raise too_many_rows(limits.rows)
        used.update(i for i, cell in enumerate(row.cells) if i not in used and cell)
        sink.append(row)
    kept = [i for i in range(width) if i in used]
    return Sheet(
        name,
        [headings.cells[i] for i in kept],
        sink if len(kept) == width else picked(sink, kept, width),
        file_name,
        content,
        heading_row=headings.number,
        places=kept,
    )


def picked(rows, kept, width):
    """The rows with only the kept of the headed columns, and whatever stands beyond them."""
    if hasattr(rows, "picked"):
        return rows.picked(kept, width)
    return [picked_row(row, kept, width) for row in rows]


def picked_row(row, kept, width):
    """One such row."""
    number, cells = row
    return Row(number, [cells[i] if i < len(cells) else "" for i in kept] + cells[width:])


def _filled(rows, limits):
    """The rows with any text, without empty cells at their end, each with its width before that."""
    for number, cells in rows:
        cells = list(cells)
        width = len(cells)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            _check(number, cells, limits)
            yield Row(number, cells), width


def _check(number, cells, limits):
    if len(cells) > limits.columns:
        raise too_many_columns(limits.columns)
    if max(map(len, cells)) > limits.cell:
        raise UnreadableFile(
            _("A cell of row %(row)s holds more than %(limit)s characters: shorten it.")
            % {"row": number, "limit": f"{limits.cell:,}"}
        )
    if "\0" in "".join(cells):
        raise UnreadableFile(_("Row %(row)s holds a NUL character, which is no text: remove it.") % {"row": number})


def _below_titles(filled):
    """The row of headings and the rows under it; lines of one cell above a wider table are its title."""
    first = list(islice(filled, _LOOKED_AT))
    if not first:
        raise UnreadableFile(_("The file is empty: its first row must hold the headings of the columns."))
    counts = [sum(1 for cell in row.cells if cell.strip()) for row, _width in first]
    place = next((i for i, count in enumerate(counts) if count > 1), 0)
    usual = Counter(counts[place:]).most_common(1)[0][0]
    if usual < 2 or place + 1 >= len(first):
        place = 0
    return _headings(*first[place]), chain(first[place + 1 :], filled)


def _headings(row, width):
    """The row's cells as headings of one line, one for each of its columns."""
    headings = [" ".join(cell.split()) for cell in row.cells]
    return Row(row.number, headings + [""] * (width - len(headings)))


def _from_row(filled, number):
    for row, width in filled:
        if row.number == number:
            return _headings(row, width), filled
        if row.number > number:
            break
    raise UnreadableFile(
        _("Row %(row)s holds no headings: give the number of the row in which they stand.") % {"row": number}
    )
