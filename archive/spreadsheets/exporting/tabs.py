"""What is written to a file: one table, or several side by side."""

from collections.abc import Iterable
from typing import NamedTuple

from archive.spreadsheets.columns import Column


class Tab(NamedTuple):
    """A table under its name: columns, and the canonical texts of each row in their order."""

    name: str
    columns: list[Column]
    rows: Iterable[Iterable[str]]
