"""Texts as people write them: their stored form, what they are found by, and what they are sorted by."""

from archive.text.base import address_of, clean, fold, fold_variants, whole_number
from archive.text.order import alphabetical
from archive.text.words import (
    BREAK,
    consonants,
    joined,
    lines_in,
    readings_of,
    units_as_written,
    units_in,
    words_as_written,
    words_for_index,
)

__all__ = [
    "BREAK",
    "address_of",
    "alphabetical",
    "clean",
    "consonants",
    "fold",
    "fold_variants",
    "joined",
    "lines_in",
    "readings_of",
    "units_as_written",
    "units_in",
    "whole_number",
    "words_as_written",
    "words_for_index",
]
