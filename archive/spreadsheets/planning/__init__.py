"""Plans an import: compares a sheet with what is stored, row by row, in sets, and writes nothing."""

from archive.spreadsheets.planning.base import ERASE, Kind, PlannedRow, Problem
from archive.spreadsheets.planning.fingerprints import Pending
from archive.spreadsheets.planning.planner import Planner
from archive.spreadsheets.planning.plans import Plan
from archive.spreadsheets.planning.rows import PlannedRows, SomeRows
from archive.spreadsheets.resources import resource_for
from archive.writing.unswept import unswept


def plan(
    type,
    sheet,
    *,
    source=None,
    mapping=None,
    date_order=None,
    pending=(),
    refused=None,
    cite=False,
    progress=None,
    by=None,
) -> Plan:
    """What importing the sheet would do to the archive: every row with its changed cells and all its problems.

    `source` is the Source that citations without one come from; `mapping` is {"Their heading": "our_column"};
    `date_order` ("dmy", "mdy", "ymd") is the order of day and month where numbers alone do not tell; `pending` are
    the (model, slug) of records that will be stored before; `refused` is {row number: [(column, value, sentence)]} of
    what stands in the way of rows already; with `cite` rows keep the values that are stored so already and that the
    source could be cited for; `by` is the user with whose rights it is planned (None: the archive itself).
    `progress(done, total)` is called after each set of rows. Queries are a fixed number for each thousand rows.
    Raises UnreadableFile for headings that are unknown or repeated.
    """
    with unswept():
        options = {"source": source, "date_order": date_order, "pending": pending, "by": by}
        planner = Planner(resource_for(type), sheet, mapping, **options)
        planner.refused, planner.plan.cite = refused or {}, cite
        return planner.run(progress)


__all__ = ["ERASE", "Kind", "Pending", "Plan", "PlannedRow", "PlannedRows", "Problem", "SomeRows", "plan"]
