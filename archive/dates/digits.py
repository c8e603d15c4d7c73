"""Which days fit the digits of a date, known and unspecified."""

import itertools
from functools import lru_cache

from .base import InvalidDate, day_number, days_in_month, gettext_noop, month_span

# EDTF level 1 knows 21 to 24 without a hemisphere; they are counted as northern here, and a winter belongs to the
# year in which it begins. Level 2 (25 to 41): (precision, first month, length in months).
DIVISIONS = {
    **{code: ("season", 3 * (code - 20), 3) for code in range(21, 25)},
    **{code: ("season", 3 * (code - 24), 3) for code in range(25, 29)},
    **{code: ("season", 3 * ((code - 27) % 4 + 1), 3) for code in range(29, 33)},
    **{code: ("quarter", 3 * (code - 33) + 1, 3) for code in range(33, 37)},
    **{code: ("quadrimester", 4 * (code - 37) + 1, 4) for code in range(37, 40)},
    **{code: ("semester", 6 * (code - 40) + 1, 6) for code in range(40, 42)},
}

NOT_EDTF = gettext_noop(
    "“%(value)s” is not a date that can be read. Write 1992, 1978-05, 1992-01-14, 2012-08-21/2012-08-23, "
    "or 1992~ for about 1992."
)
NO_SUCH_MONTH = gettext_noop("“%(value)s” has the month %(month)s, but months run from 01 to 12. Correct the month.")
NO_SUCH_DAY = gettext_noop(
    "“%(value)s” is not in the calendar: %(year)s-%(month)s has %(days)s days. Correct the day, or leave it out."
)
NO_SUCH_DATE = gettext_noop("“%(value)s” fits no day in the calendar. Write XX for the parts that are not known.")


def precision(year: str, month: str | None, day: str | None) -> str:
    """The smallest unit that the digits give; unspecified ones at the end make a date a decade, century or more."""
    if day and day != "XX":
        return "day"
    if month and month != "XX":
        return DIVISIONS[int(month)][0] if month > "20" and "X" not in month else "month"
    known = year.rstrip("X")
    if "X" in known:
        return "year"
    return ("year", "decade", "century", "millennium", "unknown")[len(year) - len(known)]


def bounds(year: str, month: str | None, day: str | None, whole: str) -> tuple[int, int]:
    """First and last day number that fit the pattern, in which X stands for any digit (EDTF levels 1 and 2).

    Raises InvalidDate, naming the `whole` text, if none does.
    """
    if year.startswith("-") and set(year) <= {"-", "0"}:
        raise InvalidDate(NOT_EDTF, value=whole)
    if month and "X" not in month and int(month) in DIVISIONS and not day:
        _, start, length = DIVISIONS[int(month)]
        return month_span(_years(year)[0], start, length)[0], month_span(_years(year)[-1], start, length)[1]
    if month and "X" not in month and not 1 <= int(month) <= 12:
        raise InvalidDate(NO_SUCH_MONTH, value=whole, month=month)
    fitting = _first_fit(year, month, day, 1), _first_fit(year, month, day, -1)
    if fitting[0] is None:
        _refuse_day(year, month, day, whole)
    return fitting


def _refuse_day(year, month, day, whole):
    if "X" in f"{year}{month}{day}":
        raise InvalidDate(NO_SUCH_DATE, value=whole)
    raise InvalidDate(NO_SUCH_DAY, value=whole, year=year, month=month, days=days_in_month(int(year), int(month)))


def _first_fit(year, month, day, direction):
    """The day number of the first day that fits, or with direction -1 of the last; None if no day does."""
    for candidate in _years(year)[::direction]:
        for in_year in _numbers(month or "XX", 12)[::direction]:
            days = _numbers(day or "XX", days_in_month(candidate, in_year))
            if days:
                return day_number(candidate, in_year, days[::direction][0])
    return None


@lru_cache(maxsize=4096)
def _numbers(pattern, highest):
    """The numbers from 1 to `highest` that fit a pattern of two digits, ascending."""
    return [number for number in range(1, highest + 1) if _fits(f"{number:02}", pattern)]


def _fits(digits, pattern):
    return all(wanted in ("X", digit) for digit, wanted in zip(digits, pattern, strict=True))


@lru_cache(maxsize=4096)
def _years(pattern):
    """The years that fit a pattern, ascending; there is no year -0000."""
    digits = [("0123456789" if digit == "X" else digit) for digit in pattern.lstrip("-")]
    years = [int("".join(chosen)) for chosen in itertools.product(*digits)]
    return [-year for year in reversed(years) if year] if pattern.startswith("-") else years
