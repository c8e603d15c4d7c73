"""How wide the columns of a workbook are."""

from archive.models.fields import ProseField
from archive.spreadsheets import widgets

_NARROW, _USUAL, _WIDE, _WIDEST = 12, 18, 32, 48


def width_of(column) -> int:
    """The width of a column in characters."""
    wide_enough = len(column.column_name) + 3
    return max(_width(column), min(wide_enough, _WIDE))


def _width(column):
    if column.numeric or column.values:
        return _NARROW
    if isinstance(column.field, ProseField):
        return _WIDEST
    if column.many or column.column_name in ("slug", "record") or getattr(column.field, "max_length", 0) == 300:
        return _WIDE
    if isinstance(column.widget, widgets.LinkWidget):
        return _WIDE
    return _USUAL
