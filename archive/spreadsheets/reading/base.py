"""What a file becomes when it is read: a sheet of texts, or a refusal in one sentence; and how large a file may be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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

    `rows` may be walked more than once. `file_name` and `content` are the file as it came (a `FileContent` where it is
    large). `heading_row` is the number
    of the row that holds the headings, and `places` says in which column of the file, from 0, each of them stands;
    `merged` names, by its place in the file, the heading whose merged cell reaches over a column without one.
    """

    name: str
    headings: list[str]
    rows: Sequence[Row]
    file_name: str = ""
    content: bytes = b""
    heading_row: int = 1
    places: Sequence[int] = ()
    merged: dict[int, str] = field(default_factory=dict)


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
    # Different texts of an XLSX workbook.
    texts: int = 2_500_000
    # What the process that reads a file may take: memory, and seconds of calculation and of waiting.
    memory: int = 512 * 1024 * 1024
    seconds: int = 30
    # Up to this size, CSV and JSON are read without a process of their own.
    small: int = 256 * 1024

    @classmethod
    def now(cls):
        """The limits in force."""
        return cls(**getattr(settings, "SHEET_LIMITS", {}))


def megabytes(size: int) -> str:
    """A number of bytes as editors read it."""
    return _("%(size)s MB") % {"size": f"{size / 1024 / 1024:.0f}"}


def too_large():
    """The refusal of a file of too many bytes."""
    limit = megabytes(Limits.now().packed)
    return UnreadableFile(_("The file is larger than %(limit)s: divide it into several.") % {"limit": limit})


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
