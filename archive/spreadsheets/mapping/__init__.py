"""Mapping: how the columns of somebody's file become the columns of our sheets."""

from archive.spreadsheets.mapping.base import Mapping, Recipe
from archive.spreadsheets.mapping.making import MadeSheets, make
from archive.spreadsheets.mapping.names import UnknownName
from archive.spreadsheets.mapping.suggestions import Suggestion, suggest, suggested

__all__ = ["MadeSheets", "Mapping", "Recipe", "Suggestion", "UnknownName", "make", "suggest", "suggested"]
