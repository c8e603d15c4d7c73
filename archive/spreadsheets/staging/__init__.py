"""An import on its way: a file kept, compared with the archive row by row, looked through, applied once or dropped."""

from archive.spreadsheets.staging.applying import apply_staged
from archive.spreadsheets.staging.base import NotReady, NotWaiting
from archive.spreadsheets.staging.choosing import (
    choose,
    findings,
    given_to,
    in_the_way,
    problem_groups,
    problems_of,
    rows_of,
)
from archive.spreadsheets.staging.comparing import stage
from archive.spreadsheets.staging.files import clean_up, discard, replace_file, set_mapping, upload
from archive.spreadsheets.staging.looking import SheetInFile, read_sheet, sample, sheets_in
from archive.spreadsheets.staging.rows import StagedRows

__all__ = [
    "NotReady",
    "NotWaiting",
    "SheetInFile",
    "StagedRows",
    "apply_staged",
    "choose",
    "clean_up",
    "discard",
    "findings",
    "given_to",
    "in_the_way",
    "problem_groups",
    "problems_of",
    "read_sheet",
    "replace_file",
    "rows_of",
    "sample",
    "set_mapping",
    "sheets_in",
    "stage",
    "upload",
]
