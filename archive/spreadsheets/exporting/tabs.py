"""What is written to a file: one table, or several side by side."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from archive.spreadsheets.columns import Column


class Tab(NamedTuple):
    """A table under its name: columns, and sets of rows, each set as the canonical texts of every column."""

    name: str
    columns: list[Column]
    sets: Iterable[list[list[str]]]
    # Whether a text of its rows may have more than so many bytes of UTF-8, where that can be asked beforehand.
    may_exceed: Callable[[int], bool] = lambda octets: False
