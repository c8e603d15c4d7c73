"""Dates as sources and editors state them: EDTF (ISO 8601-2:2019), understood, compared and put into words."""

from .base import Dating, InvalidDate
from .compare import Comparison, compare, widened
from .grammar import parse
from .typed import understand
from .words import month_day, words

__all__ = ["Comparison", "Dating", "InvalidDate", "compare", "month_day", "parse", "understand", "widened", "words"]
