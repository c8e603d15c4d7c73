"""In which order a sheet writes day and month, where any of its dates tells."""

import re
from itertools import islice

# Days written as numbers: 25/03/1990, 3.4.1990 – 5.4.1990.
_DAY = re.compile(r"(?<![0-9/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\2[0-9]{4}(?![0-9/-])")
# A cell that is longer than this is prose, in which any number may stand.
_LONGEST = 40
_ROWS_READ = 20_000


def date_order(sheet) -> str | None:
    """“dmy” or “mdy” where some of the sheet's dates can be read in one way only, and none in the other alone.

    One 25/03/1990 tells it for every 03/04/1990. None where nothing tells, or where the sheet contradicts itself.
    """
    found = set()
    for row in islice(sheet.rows, _ROWS_READ):
        for text in row.cells:
            if len(text) <= _LONGEST and text[:1].isdecimal():
                found.update(_told(one, other) for one, _sign, other in _DAY.findall(text))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _told(one, other):
    one, other = int(one), int(other)
    if 12 < one <= 31 and 1 <= other <= 12:
        return "dmy"
    if 12 < other <= 31 and 1 <= one <= 12:
        return "mdy"
    return None
