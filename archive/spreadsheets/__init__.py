"""The sheets' door: every type of record as a spreadsheet, out and in."""

from archive.spreadsheets.applying import apply
from archive.spreadsheets.exporting import FORMATS, Format, UnknownFormat, stream, write
from archive.spreadsheets.planning import Kind, Plan, PlannedRow, Problem, plan
from archive.spreadsheets.reading import Limits, Row, Sheet, UnreadableFile, read
from archive.spreadsheets.resources import SHEETS, UnknownSheet, resource_for

__all__ = [
    "FORMATS",
    "SHEETS",
    "Format",
    "Kind",
    "Limits",
    "Plan",
    "PlannedRow",
    "Problem",
    "Row",
    "Sheet",
    "UnknownFormat",
    "UnknownSheet",
    "UnreadableFile",
    "apply",
    "plan",
    "read",
    "resource_for",
    "stream",
    "write",
]
