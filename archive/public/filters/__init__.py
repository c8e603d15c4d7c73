"""How readers narrow lists: one filter set for each record type."""

from archive.public.filters.base import SORTS, RecordFilter, ordered, placed
from archive.public.filters.inputs import (
    CountryFilter,
    DateFilter,
    DecadeFilter,
    LanguageFilter,
    WordFilter,
    WordsFilter,
)
from archive.public.filters.types import FILTERS, filter_of

__all__ = [
    "FILTERS",
    "SORTS",
    "CountryFilter",
    "DateFilter",
    "DecadeFilter",
    "LanguageFilter",
    "RecordFilter",
    "WordFilter",
    "WordsFilter",
    "filter_of",
    "ordered",
    "placed",
]
