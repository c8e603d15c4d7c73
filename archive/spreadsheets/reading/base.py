"""What a file becomes when it is read: a sheet of texts, or a refusal in one sentence; and how large a file may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

# What stands in a cell whose formula was never calculated.
NO_VALUE = "#FORMULA"


class UnreadableFile(ValueError):
    """A file that cannot be imported; its sentence says what it is and what to do."""


class Row(NamedTuple):
    """A row of a sheet: its number as the editor sees it, and its cells as texts."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Sheet:
    """A table of texts under headings: what every format is read into. Rows without any text are left out.

    `rows` may be walked more than once. `file_name` and `content` are the file as it came.
    """

    name: str
    headings: list[str]
    rows: Sequence[Row]
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, before and after unpacking; the setting SHEET_LIMITS changes any of them."""

    packed: int = 50 * 1024 * 1024
    unpacked: int = 250 * 1024 * 1024
    parts: int = 1_000
    rows: int = 200_000
    columns: int = 500
    cell: int = 32_767
    # Rows times columns, filled or not, of an XLSX sheet: its grid takes 32 bytes for each.
    grid: int = 10_000_000

    @classmethod
    def now(cls):
        """The limits in force."""
        return cls(**getattr(settings, "SHEET_LIMITS", {}))


def megabytes(size: int) -> str:
    """A number of bytes as editors read it."""
    return _("%(size)s MB") % {"size": f"{size / 1024 / 1024:.0f}"}


def too_many_rows(limit):
    """The refusal of a sheet that is too long."""
    return UnreadableFile(
        _("The sheet has more than %(limit)s rows: divide it into several files.") % {"limit": f"{limit:,}"}
    )


def too_many_columns(limit):
    """The refusal of a sheet that is too wide."""
    return UnreadableFile(
        _("The sheet has more than %(limit)s columns: remove those that are not needed.") % {"limit": f"{limit:,}"}
    )


def table(rows, file_name, content, name="") -> Sheet:
    """The sheet of (number, cells) rows, the first of which with any text holds the headings."""
    limits = Limits.now()
    headings, found = None, []
    for number, cells in rows:
        width = len(cells)
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if headings is None:
            _check_width(cells, limits)
            headings = [cell.strip() for cell in cells] + [""] * (width - len(cells))
            continue
        _check_row(number, cells, limits)
        found.append(Row(number, cells))
        if len(found) > limits.rows:
            raise too_many_rows(limits.rows)
    if headings is None:
        raise UnreadableFile(_("The file is empty: its first row must hold the headings of the columns."))
    return Sheet(name, *_without_empty_columns(headings, found), file_name, content)


def _check_width(cells, limits):
    if len(cells) > limits.columns:
        raise too_many_columns(limits.columns)


def _check_row(number, cells, limits):
    _check_width(cells, limits)
    if any(len(cell) > limits.cell for cell in cells):
        raise UnreadableFile(
            _("A cell of row %(row)s holds more than %(limit)s characters: shorten it.")
            % {"row": number, "limit": f"{limits.cell:,}"}
        )
    if any("\0" in cell for cell in cells):
        raise UnreadableFile(_("Row %(row)s holds a NUL character, which is no text: remove it.") % {"row": number})


def _without_empty_columns(headings, rows):
    """Columns without heading and without any text are no part of the sheet."""
    if all(headings):
        return headings, rows
    kept = [
        i for i, heading in enumerate(headings) if heading or any(i < len(r.cells) and r.cells[i].strip() for r in rows)
    ]
    width = len(headings)
    rows = [Row(n, [c[i] if i < len(c) else "" for i in kept] + c[width:]) for n, c in rows]
    return [headings[i] for i in kept], rows
