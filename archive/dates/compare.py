"""What one dating says in relation to another: the same, more or less precisely, partly, or something else."""

import enum
import math

from .base import MONTHS_PER_UNIT, Dating, shifted
from .grammar import parse


class Comparison(enum.Enum):
    """The relation of a stated date to the accepted one; only DISJOINT is a contradiction."""

    SAME = "same"
    MORE_PRECISE = "more_precise"
    LESS_PRECISE = "less_precise"
    OVERLAPPING = "overlapping"
    DISJOINT = "disjoint"


def compare(stated: str | Dating, accepted: str | Dating) -> Comparison:
    """Say what the stated date is in relation to the accepted one, by the days that each may mean.

    The days of a date or interval are all from its earliest to its latest (also of `156X-12-31`: the stretch, not the
    pattern); of a set `[…]` or `{…}`, the days of its members together. Open and unknown ends reach to infinity.

    1. Equal days: SAME with the same qualification (approximate, uncertain, both, none); LESS_PRECISE if the stated
       date has all the accepted one's qualifications and more; MORE_PRECISE if it has only some of them; else
       OVERLAPPING (`1992~` and `1992?`).
    2. Otherwise an approximate date is widened by one unit of its own precision on either side, in an interval only at
       the end that is approximate: `1992~` means 1991 to 1993. On the widened days: stated within accepted is
       MORE_PRECISE, accepted within stated LESS_PRECISE, common days OVERLAPPING (also if the days have become
       equal), none DISJOINT.

    So the relation reads the same from both sides, with MORE_PRECISE and LESS_PRECISE exchanged.
    """
    stated, accepted = _dating(stated), _dating(accepted)
    if _days(stated) == _days(accepted):
        return _by_qualification(stated, accepted)
    return _by_days(_days(stated, wider=True), _days(accepted, wider=True))


def _dating(date):
    return date if isinstance(date, Dating) else parse(date)


def _by_qualification(stated, accepted):
    theirs, ours = (
        {name for name in ("approximate", "uncertain") if getattr(date, name)} for date in (stated, accepted)
    )
    if theirs == ours:
        return Comparison.SAME
    if theirs > ours:
        return Comparison.LESS_PRECISE
    return Comparison.MORE_PRECISE if theirs < ours else Comparison.OVERLAPPING


def _by_days(stated, accepted):
    if stated != accepted and _within(stated, accepted):
        return Comparison.MORE_PRECISE
    if stated != accepted and _within(accepted, stated):
        return Comparison.LESS_PRECISE
    common = any(a <= d and c <= b for a, b in stated for c, d in accepted)
    return Comparison.OVERLAPPING if common else Comparison.DISJOINT


def _within(inner, outer):
    return all(any(c <= a and b <= d for c, d in outer) for a, b in inner)


def _days(date, wider=False):
    """The stretches of days (first, last) that a dating may mean: in order, apart from each other by at least a day."""
    members = date.parts if date.kind in ("one_of", "all_of") else (date,)
    stretches = []
    for first, last in sorted(_stretch(member, wider) for member in members):
        if stretches and first <= stretches[-1][1] + 1:
            stretches[-1] = stretches[-1][0], max(last, stretches[-1][1])
        else:
            stretches.append((first, last))
    return stretches


def _stretch(date, wider):
    return widened(date) if wider else (date.first, date.last)


def widened(date: Dating) -> tuple[float, float]:
    """First and last day number of a date; an approximate one reaches a unit of its precision to either side."""
    start, end = date.parts if date.kind == "interval" else (date, date)
    return _earlier(date.first, start), _later(date.last, end)


def _earlier(first, part):
    if part is None or not part.approximate:
        return first
    if part.precision == "day":
        return first - 1
    return shifted(first, -MONTHS_PER_UNIT[part.precision])


def _later(last, part):
    if part is None or not part.approximate or math.isinf(last):
        return last
    if part.precision == "day":
        return last + 1
    return shifted(last + 1, MONTHS_PER_UNIT[part.precision]) - 1
