"""What a dating is: a stretch of days, how precisely it is known, and days counted beyond the years 1 to 9999."""

import datetime
import math
from calendar import isleap
from dataclasses import dataclass

DAYS_IN_400_YEARS = 146_097
MONTH_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS_PER_UNIT = {
    "month": 1,
    "season": 3,
    "quarter": 3,
    "quadrimester": 4,
    "semester": 6,
    "year": 12,
    "decade": 120,
    "century": 1_200,
    "millennium": 12_000,
    "unknown": 120_000,
}


def gettext_noop(message: str) -> str:
    """Mark a sentence for the message catalogues; whoever shows it translates it."""
    return message


class InvalidDate(ValueError):
    """A text that is no date; its sentence names the value and says what to write instead.

    `message` is the untranslated template and `params` its values, so that a caller can translate the sentence.
    """

    def __init__(self, message: str, **params):
        super().__init__(message % params)
        self.message = message
        self.params = params

    def __reduce__(self):
        return _raised_again, (self.message, self.params)


def _raised_again(message, params):
    return InvalidDate(message, **params)


@dataclass(frozen=True, slots=True)
class Dating:
    """A date as a source or an editor states it: an EDTF text (ISO 8601-2:2019, levels 0 to 2) and the days it covers.

    `earliest` and `latest` are its first and last possible day, clamped to 0001-01-01 and 9999-12-31; `first` and
    `last` are the same as day numbers (`date.toordinal`) without the clamp, infinite where an end is open or unknown.
    `kind` is "date", "interval", "one_of" or "all_of". `precision` is "day", "month", "season", "quarter",
    "quadrimester", "semester", "year", "decade", "century", "millennium" or "unknown": the smallest unit that is
    given; of an interval or set, the coarsest of its parts. `year`, `month` and `day` are None where absent or
    unspecified (`month` is 21 to 41 for the divisions of a year). `parts` are the two ends of an interval (None for
    an open or unknown end) or the members of a set.
    """

    text: str
    earliest: datetime.date
    latest: datetime.date
    first: float
    last: float
    precision: str = "day"
    kind: str = "date"
    approximate: bool = False
    uncertain: bool = False
    open_start: bool = False
    open_end: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    parts: tuple["Dating | None", ...] = ()

    def __str__(self):
        return self.text


def covering(text: str, first: float, last: float, **known) -> Dating:
    """The dating of `text` that covers the day numbers `first` to `last`, with its clamped days."""
    return Dating(text, _clamped(first), _clamped(last), first, last, **known)


def _clamped(number: float) -> datetime.date:
    if number < 1:
        return datetime.date.min
    if number > datetime.date.max.toordinal():
        return datetime.date.max
    return datetime.date.fromordinal(int(number))


def day_number(year: int, month: int, day: int) -> int:
    """The day's number in the proleptic Gregorian calendar for any year (0 is 1 BC); 1 is 0001-01-01."""
    cycles, rest = divmod(year - 1, 400)
    return datetime.date(rest + 1, month, day).toordinal() + cycles * DAYS_IN_400_YEARS


def year_month_day(number: int) -> tuple[int, int, int]:
    """The inverse of `day_number`."""
    cycles, rest = divmod(number - 1, DAYS_IN_400_YEARS)
    day = datetime.date.fromordinal(rest + 1)
    return day.year + 400 * cycles, day.month, day.day


def days_in_month(year: int, month: int) -> int:
    """28 to 31, by the proleptic Gregorian calendar."""
    return 29 if month == 2 and isleap(year) else MONTH_LENGTHS[month]


def month_span(year: int, month: int, length: int) -> tuple[int, int]:
    """First and last day number of `length` months from `month` of `year` on; they may reach into later years."""
    later, following = divmod(month - 1 + length, 12)
    return day_number(year, month, 1), day_number(year + later, following + 1, 1) - 1


def shifted(number: float, months: int) -> float:
    """The same day of the month, or the month's last, `months` later (earlier when negative)."""
    if math.isinf(number):
        return number
    year, month, day = year_month_day(int(number))
    later, month = divmod(month - 1 + months, 12)
    year, month = year + later, month + 1
    return day_number(year, month, min(day, days_in_month(year, month)))
