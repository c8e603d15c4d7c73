"""Dates typed in numbers alone, and which of day and month comes first."""

import re

from .base import InvalidDate, gettext_noop

AMBIGUOUS = gettext_noop(
    "“%(value)s” is ambiguous: the day or the month may come first. Write %(one)s or %(other)s, "
    "or choose the date order of the file."
)
WRONG_ORDER = gettext_noop(
    "“%(value)s” does not fit the date order %(order)s: there is no month %(month)s. "
    "Write it as year-month-day, as in 1992-01-14, or choose another order."
)
NO_MONTH = gettext_noop("“%(value)s” has no month from 1 to 12. Write it as year-month-day, as in 1992-01-14.")
SHORT_YEAR = gettext_noop("“%(value)s” has no year of four digits. Write the year in full, as in 1992-01-14.")

YEAR_FIRST = re.compile(r"([0-9]{4})(?: ?([./-]) ?([0-9]{1,2})(?: ?\2 ?([0-9]{1,2}))?)?\.?")
YEAR_LAST = re.compile(r"([0-9]{1,2}) ?([./-]) ?([0-9]{1,2}) ?\2 ?([0-9]+)\.?")
MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[./]([0-9]{4})")
COMPACT = re.compile(r"[0-9]{8}")
DAY_AND_MONTH = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.?")


def read_numbers(text: str, order: str | None, typed: str) -> tuple[str | None, int | None, int | None] | None:
    """Year (text), month and day of a date in numbers, or None for other texts; `typed` is named in messages.

    With the year first, month and day follow. Dots mean day first unless `order` says otherwise. Slashes and hyphens
    are read by `order`, else in the only way that gives a month from 1 to 12; two ways are ambiguous.
    """
    if match := YEAR_FIRST.fullmatch(text):
        return match[1], match[3] and int(match[3]), match[4] and int(match[4])
    if match := YEAR_LAST.fullmatch(text):
        if len(match[4]) != 4:
            raise InvalidDate(SHORT_YEAR, value=typed)
        return _year_last(int(match[1]), match[2], int(match[3]), match[4], order, typed)
    if COMPACT.fullmatch(text):
        return _compact(text)
    if match := MONTH_AND_YEAR.fullmatch(text):
        return match[2], _month(int(match[1]), typed), None
    if (match := DAY_AND_MONTH.fullmatch(text)) and order != "mdy":
        return None, _month(int(match[2]), typed), int(match[1])
    return None


def _compact(text):
    """The day of 19920114, where the same digits cannot have the year last."""
    readings = ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2]), (text[4:], text[:2], text[2:4]))
    possible = [
        "1500" <= year < "2100" and 1 <= int(month) <= 12 and 1 <= int(day) <= 31 for year, month, day in readings
    ]
    return (text[:4], int(text[4:6]), int(text[6:])) if possible == [True, False, False] else None


def _year_last(one, sign, other, year, order, typed):
    if order == "mdy":
        return year, _ordered(one, order, typed), other
    if order == "dmy":
        return year, _ordered(other, order, typed), one
    if sign == ".":
        return year, _month(other, typed), one
    readings = [(month, day) for day, month in ((one, other), (other, one)) if 1 <= month <= 12]
    if len(readings) == 2 and one != other:
        first, second = (f"{year}-{month:02}-{day:02}" for month, day in readings)
        raise InvalidDate(AMBIGUOUS, value=typed, one=first, other=second)
    if not readings:
        raise InvalidDate(NO_MONTH, value=typed)
    return year, *readings[0]


def _month(month, typed):
    if not 1 <= month <= 12:
        raise InvalidDate(NO_MONTH, value=typed)
    return month


def _ordered(month, order, typed):
    if not 1 <= month <= 12:
        raise InvalidDate(WRONG_ORDER, value=typed, order=order, month=month)
    return month
