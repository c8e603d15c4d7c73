"""EDTF texts read strictly: ISO 8601-2:2019 in the Library of Congress profile, levels 0, 1 and 2."""

import datetime
import re
from functools import lru_cache

from .base import MONTHS_PER_UNIT, Dating, InvalidDate, covering, day_number, days_in_month, gettext_noop
from .digits import NO_SUCH_DAY, NOT_EDTF, bounds, precision

COARSENESS = {precision: rank for rank, precision in enumerate(("day", *MONTHS_PER_UNIT))}
LONGEST = 1000
NEVER, FOREVER = float("-inf"), float("inf")

PLAIN_DATE = r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?)?"
PLAIN = re.compile(f"{PLAIN_DATE}(?:/{PLAIN_DATE})?")
QUALIFIED = re.compile(
    r"[?~%]?(?P<year>-?[0-9X]{4})[?~%]?"
    r"(?:-[?~%]?(?P<month>[0-9X]{2})[?~%]?(?:-[?~%]?(?P<day>[0-9X]{2})[?~%]?)?)?"
)
LONG_YEAR = re.compile(r"Y(-?[1-9][0-9]*)(?:E([0-9]+))?(?:S([0-9]+))?|(-?[0-9]{4})S([0-9]+)")
MOMENT = re.compile(
    r"(?P<date>-?[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00)"
    r"(?:Z|(?P<sign>[+-])(?P<hours>[0-9]{2})(?::(?P<minutes>[0-5][0-9]))?)?"
)

NO_SUCH_OFFSET = gettext_noop(
    "“%(value)s” has no possible time zone: zones run from -12:00 to +14:00, and UTC is Z. Correct it or leave it out."
)
TOO_LONG = gettext_noop("“%(value)s…” is too long for a date. Write at most %(longest)s characters.")
TOO_FAR = gettext_noop("“%(value)s” is too far away for a calendar. Write a year of at most 30 digits.")
SHORT_LONG_YEAR = gettext_noop("“%(value)s” has Y before a year of four digits. Write such a year without Y.")
TOO_SIGNIFICANT = gettext_noop(
    "“%(value)s” claims %(claimed)s significant digits, but the year has %(digits)s. Write a smaller number after S."
)
BACKWARDS = gettext_noop(
    "“%(value)s” ends before it begins. Write the earlier date first, and the year with both dates if they differ."
)
SAYS_NOTHING = gettext_noop("“%(value)s” names no date on either side. Write at least one, as in 1992/.. or ../1992.")
EMPTY = gettext_noop("There is no date. Write one, as in 1992, 1978-05 or 1992-01-14, or leave the field empty.")


@lru_cache(maxsize=65_536)
def parse(text: str) -> Dating:
    """Read an EDTF text of level 0, 1 or 2 (ISO 8601-2:2019); raise InvalidDate for anything else.

    The bounds are days: of a date-time its day, of an interval or a set the days from its first to its last. The
    seasons 21 to 24 count as northern: spring is March to May, and winter December to February of the next year.
    Letter-prefixed years and date-times stand alone, not in intervals and sets. An interval must not end before it
    begins, taking unspecified digits in its favour.
    """
    plain = PLAIN.fullmatch(text)
    if plain and plain[1] != "0000" and plain[4] != "0000":
        return _plain_interval(text, plain) if plain[4] else _plain_date(text, plain[1], plain[2], plain[3], text)
    if len(text) > LONGEST:
        raise InvalidDate(TOO_LONG, value=text[:30], longest=LONGEST)
    if text[:1] in ("[", "{"):
        return _set(text)
    if "/" in text:
        return _interval(text)
    return _single(text)


def _plain_date(text, year, month, day, whole):
    number = int(year)
    if not month:
        start, end = datetime.date(number, 1, 1), datetime.date(number, 12, 31)
        return Dating(text, start, end, start.toordinal(), end.toordinal(), "year", year=number)
    in_year = int(month)
    if not day:
        start = datetime.date(number, in_year, 1)
        end = datetime.date(number, in_year, days_in_month(number, in_year))
        return Dating(text, start, end, start.toordinal(), end.toordinal(), "month", year=number, month=in_year)
    in_month = int(day)
    if not 0 < in_month <= days_in_month(number, in_year):
        raise InvalidDate(NO_SUCH_DAY, value=whole, year=year, month=month, days=days_in_month(number, in_year))
    start = datetime.date(number, in_year, in_month)
    ordinal = start.toordinal()
    return Dating(text, start, start, ordinal, ordinal, year=number, month=in_year, day=in_month)


def _plain_interval(text, plain):
    start, _, end = text.partition("/")
    return _between(
        text,
        _plain_date(start, plain[1], plain[2], plain[3], text),
        _plain_date(end, plain[4], plain[5], plain[6], text),
    )


def _single(text):
    if not text.strip():
        raise InvalidDate(EMPTY)
    if "T" in text:
        return _moment(text)
    if "Y" in text or "S" in text:
        return _long_year(text)
    return _date(text, text)


def _date(text, whole):
    """A date of at most day precision with its qualifiers and unspecified digits; `whole` is named in messages."""
    match = QUALIFIED.fullmatch(text)
    if not match:
        raise InvalidDate(NOT_EDTF, value=whole)
    year, month, day = match["year"], match["month"], match["day"]
    first, last = bounds(year, month, day, whole)
    return covering(
        text,
        first,
        last,
        precision=precision(year, month, day),
        approximate="~" in text or "%" in text,
        uncertain="?" in text or "%" in text,
        **{name: int(part) if part and "X" not in part else None for name, part in match.groupdict().items()},
    )


def _moment(text):
    """A date-time (EDTF level 0): its time is checked, its bounds are its day."""
    match = MOMENT.fullmatch(text)
    if not match:
        raise InvalidDate(NOT_EDTF, value=text)
    if match["sign"]:
        shift = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        if shift > (14 * 60 if match["sign"] == "+" else 12 * 60) or (shift == 0 and match["sign"] == "-"):
            raise InvalidDate(NO_SUCH_OFFSET, value=text)
    day = _date(match["date"], text)
    return covering(text, day.first, day.last, year=day.year, month=day.month, day=day.day)


def _long_year(text):
    """A year with Y, an exponent or significant digits (EDTF levels 1 and 2): Y170002, Y17E7, 1950S2."""
    match = LONG_YEAR.fullmatch(text)
    if not match:
        raise InvalidDate(NOT_EDTF, value=text)
    stated, exponent, significant = match[1] or match[4], match[2], match[3] or match[5]
    if match[1] and not exponent and len(stated.lstrip("-")) < 5:
        raise InvalidDate(SHORT_LONG_YEAR, value=text)
    if len(stated) > 31 or len(exponent or "") > 2 or len(stated) + int(exponent or 0) > 31:
        raise InvalidDate(TOO_FAR, value=text[:30])
    year = int(stated) * 10 ** int(exponent or 0)
    unit = _significant_unit(text, year, int(significant)) if significant else 1
    start = abs(year) // unit * unit
    lowest, highest = (start, start + unit - 1) if year >= 0 else (-start - unit + 1, -start)
    precision = {1: "year", 10: "decade", 100: "century", 1000: "millennium"}.get(unit, "unknown")
    return covering(text, day_number(lowest, 1, 1), day_number(highest, 12, 31), precision=precision, year=year)


def _significant_unit(text, year, significant):
    digits = max(len(str(abs(year))), 4)
    if not 1 <= significant <= digits:
        raise InvalidDate(TOO_SIGNIFICANT, value=text, claimed=significant, digits=digits)
    return 10 ** (digits - significant)


def _interval(text):
    """Two dates with a slash; `..` is an open end, nothing an unknown one (EDTF levels 0 to 2)."""
    if text.count("/") != 1:
        raise InvalidDate(NOT_EDTF, value=text)
    start, end = text.split("/")
    if not start and not end:
        raise InvalidDate(SAYS_NOTHING, value=text)
    return _between(text, _end(start, text), _end(end, text), start == "..", end == "..")


def _end(text, whole):
    return None if text in ("", "..") else _date(text, whole)


def _between(text, start, end, open_start=False, open_end=False):
    first, last = start.first if start else NEVER, end.last if end else FOREVER
    if first > last:
        raise InvalidDate(BACKWARDS, value=text)
    ends = [part for part in (start, end) if part]
    return covering(
        text,
        first,
        last,
        kind="interval",
        precision=_coarsest(ends),
        approximate=any(part.approximate for part in ends),
        uncertain=any(part.uncertain for part in ends),
        open_start=open_start,
        open_end=open_end,
        parts=(start, end),
    )


def _coarsest(parts):
    return max((part.precision for part in parts), key=COARSENESS.__getitem__, default="unknown")


def _set(text):
    """One of `[…]` or all of `{…}` the members (EDTF level 2); `a..b` is a stretch, `..a` and `a..` are open."""
    if text[0] + text[-1] not in ("[]", "{}"):
        raise InvalidDate(NOT_EDTF, value=text)
    stretches = text[1:-1].split(",")
    members = tuple(
        _member(member, text, place == 0, place == len(stretches) - 1) for place, member in enumerate(stretches)
    )
    return covering(
        text,
        min(member.first for member in members),
        max(member.last for member in members),
        kind="one_of" if text[0] == "[" else "all_of",
        precision=_coarsest(members),
        approximate=any(member.approximate for member in members),
        uncertain=any(member.uncertain for member in members),
        open_start=members[0].open_start,
        open_end=members[-1].open_end,
        parts=members,
    )


def _member(text, whole, may_open, may_stay_open):
    start, dots, end = text.partition("..")
    if not dots:
        return _date(text, whole)
    if (not start and not end) or (not start and not may_open) or (not end and not may_stay_open):
        raise InvalidDate(NOT_EDTF, value=whole)
    return _between(
        text,
        _date(start, whole) if start else None,
        _date(end, whole) if end else None,
        open_start=not start,
        open_end=not end,
    )
