"""Mapping: how the columns of somebody's file become the columns of our sheets."""

from archive.spreadsheets.mapping.base import Mapping, Recipe
from archive.spreadsheets.mapping.making import MadeSheets, make
from archive.spreadsheets.mapping.names import UnknownName
from archive.spreadsheets.mapping.orders import date_order
from archive.spreadsheets.mapping.proposals import suggested
from archive.spreadsheets.mapping.suggestions import Suggestion, suggest

__all__ = [
    "MadeSheets",
    "Mapping",
    "Recipe",
    "Suggestion",
    "UnknownName",
    "date_order",
    "make",
    "suggest",
    "suggested",
]
