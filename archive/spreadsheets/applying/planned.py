"""A planned row as columns ask about it, and what its cells name."""

import functools

from archive.spreadsheets.columns import Column


class After:
    """The value of each column of a planned row as it will be after the import."""

    __slots__ = ("line", "row")

    def __init__(self, row):
        self.row, self.line = row, None

    def value(self, name) -> str:
        """The canonical text of a column that the row changes; of others nothing."""
        return self.row.cells.get(name, ("", ""))[1]


def targets_of(resource, rows):
    """(row, (model, slug)) of all that the changed cells of rows name."""
    for column in _linked(resource):
        name = column.column_name
        for row in rows:
            if name in row.cells:
                for target in column.targets(row.cells[name][1], After(row)):
                    yield row, target


@functools.cache
def _linked(resource):
    return [column for column in resource.columns() if type(column).targets is not Column.targets]
