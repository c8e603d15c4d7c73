"""How readers narrow lists: one filter set for each record type."""

from archive.public.filters.base import SORTS, RecordFilter, by_name
from archive.public.filters.counting import MOST_COUNTED, Counted, count_each, rounded
from archive.public.filters.headings import Headings, at_places, foremost_pairs, headings_of, on_map, totals
from archive.public.filters.inputs import (
    CountryFilter,
    DateFilter,
    DecadeFilter,
    LanguageFilter,
    WordFilter,
    WordsFilter,
)
from archive.public.filters.reaching import ALL, PAGE, under
from archive.public.filters.reading import Place, Reading
from archive.public.filters.types import FILTERS, filter_of

__all__ = [
    "ALL",
    "FILTERS",
    "MOST_COUNTED",
    "PAGE",
    "SORTS",
    "Counted",
    "CountryFilter",
    "DateFilter",
    "DecadeFilter",
    "Headings",
    "LanguageFilter",
    "Place",
    "Reading",
    "RecordFilter",
    "WordFilter",
    "WordsFilter",
    "at_places",
    "by_name",
    "count_each",
    "filter_of",
    "foremost_pairs",
    "headings_of",
    "on_map",
    "rounded",
    "totals",
    "under",
]
