"""Rows taken as testimony: what their source states stands beside the values that the editors accept, not instead.

A row of a record's sheet states the record's citable fields, its summary excepted, which is the archive's own. A
posting, a participation or a name form is what its source states of the records that it hangs on. A place is an
authority that no citation speaks of: what it has stays. A citation is testimony already: its row is written as it is.
"""

from archive.spreadsheets.testimony.dividing import Testimony, cited, divided
from archive.spreadsheets.testimony.stances import stance
from archive.spreadsheets.testimony.storing import store, with_new

__all__ = ["Testimony", "cited", "divided", "stance", "store", "with_new"]
