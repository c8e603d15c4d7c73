"""Dates of every kind in use decide stances as their sets of days do; the sets are built here, bit by bit.

Written from ISO 8601-2 (EDTF) and the archive's design, without its parser: each text is made together with its days.
A day is a bit of an integer; one bit more on either side stands for all days before, and all after, those counted.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.evidence import date_stance
from archive.models import Stance

FIRST, LAST = date(1600, 1, 1).toordinal(), date(2400, 12, 31).toordinal()
BEFORE, AFTER = FIRST - 1, LAST + 1
# The divisions of a year that EDTF numbers from 21 on: (first month, how many); winter reaches into the next year.
SEASONS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}
PARTS = {33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3), 37: (1, 4), 38: (5, 4), 39: (9, 4), 40: (1, 6), 41: (7, 6)}


@dataclass(frozen=True)
class Said:
    """A text with the days that it means, the same with one unit more where it is approximate, and its qualifiers."""

    text: str
    days: int
    wider: int
    marks: frozenset[str]
    first: int = 0
    last: int = 0


def stretch(first, last):
    """The bits of all days from one to another."""
    return (1 << (last - BEFORE + 1)) - (1 << (first - BEFORE))


def month(year, number):
    """(first, last) day of a month; a 13th month is the next year's first."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1).toordinal(), date(year, number, calendar.monthrange(year, number)[1]).toordinal()


def months(year, number, count):
    """(first, last, first of the unit before, last of the unit after) of so many months."""
    return (
        month(year, number)[0],
        month(year, number + count - 1)[1],
        month(year, number - count)[0],
        month(year, number + 2 * count - 1)[1],
    )


@st.composite
def points(draw):
    """One date: a century, decade, year, division of a year, month or day, with digits left out, and qualified."""
    year, number = draw(st.integers(1961, 2029)), draw(st.integers(1, 12))
    kind = draw(st.sampled_from(["century", "decade", "digits", "year", "part", "season", "month", "day"]))
    if kind in ("century", "decade", "digits"):
        size = 100 if kind == "century" else 10
        start = year // size * size
        text = f"{year}S3" if kind == "digits" else f"{year // size}{'X' * (2 if size == 100 else 1)}"
        found = months(start, 1, 12 * size)
    elif kind == "year":
        text, found = draw(st.sampled_from(["{}", "{}-XX", "{}-XX-XX"])).format(year), months(year, 1, 12)
    elif kind in ("part", "season"):
        code = draw(st.sampled_from(sorted(SEASONS if kind == "season" else PARTS)))
        text, found = f"{year}-{code}", months(year, *(SEASONS | PARTS)[code])
    elif kind == "month":
        text, found = f"{year}-{number:02}{draw(st.sampled_from(['', '-XX']))}", months(year, number, 1)
    else:
        day = date(year, number, draw(st.integers(1, calendar.monthrange(year, number)[1])))
        text, found = day.isoformat(), (*[day.toordinal()] * 2, day.toordinal() - 1, day.toordinal() + 1)
    # A year with significant digits takes no qualifier and stands in no interval.
    mark = "" if kind == "digits" else draw(st.sampled_from(["", "", "?", "~", "%"]))
    marks = frozenset({"": "", "?": "?", "~": "~", "%": "?~"}[mark])
    first, last, lower, upper = found
    wider = stretch(lower, upper) if "~" in marks else stretch(first, last)
    return Said(text + mark, stretch(first, last), wider, marks, first, last)


PLAIN = points().filter(lambda said: "S" not in said.text)
OPEN = st.sampled_from(["..", ""])


def lowest(bits):
    return (bits & -bits).bit_length() - 1


def between(text, start, end):
    """Everything from one date to another; where one is missing, from or to for ever."""
    days = stretch(start.first if start else BEFORE, end.last if end else AFTER)
    low = lowest(start.wider) if start else 0
    high = end.wider.bit_length() if end else AFTER - BEFORE + 1
    marks = frozenset().union(*(each.marks for each in (start, end) if each))
    return Said(text, days, (1 << high) - (1 << low), marks)


@st.composite
def intervals(draw):
    start, end = draw(PLAIN), draw(PLAIN)
    kind = draw(st.sampled_from(["both", "both", "from", "until"]))
    if kind == "from":
        return between(f"{start.text}/{draw(OPEN)}", start, None)
    if kind == "until":
        return between(f"{draw(OPEN)}/{end.text}", None, end)
    if start.first > end.last:
        start, end = end, start
    return between(f"{start.text}/{end.text}", start, end)


@st.composite
def sets(draw):
    """One of, or all of, several dates and stretches; the first may have no beginning and the last no end."""
    members = [draw(PLAIN) for _number in range(draw(st.integers(1, 3)))]
    shape = draw(st.sampled_from(["", "", "stretch", "earlier", "later"]))
    if shape == "stretch":
        start, end = sorted((draw(PLAIN), draw(PLAIN)), key=lambda said: said.first)
        if start.first <= end.last:
            members.append(between(f"{start.text}..{end.text}", start, end))
    elif shape == "earlier":
        members.insert(0, between(f"..{members[0].text}", None, members.pop(0)))
    elif shape == "later":
        members.append(between(f"{members[-1].text}..", members.pop(), None))
    days = wider = 0
    for member in members:
        days, wider = days | member.days, wider | member.wider
    marks = frozenset().union(*(member.marks for member in members))
    return Said(draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(m.text for m in members)), days, wider, marks)


DATES = st.one_of(points(), intervals(), sets())


def defined(stated, accepted):
    """The stance by definition: of the same days the qualifiers decide, of others the days."""
    if stated.days == accepted.days:
        if stated.marks == accepted.marks:
            return Stance.SUPPORTS
        if stated.marks > accepted.marks:
            return Stance.LESS_PRECISE
        return Stance.MORE_PRECISE if stated.marks < accepted.marks else Stance.OVERLAPS
    one, other = stated.wider, accepted.wider
    if not one & other:
        return Stance.CONTRADICTS
    if one == other or (one & ~other and other & ~one):
        return Stance.OVERLAPS
    return Stance.LESS_PRECISE if one & ~other else Stance.MORE_PRECISE


@settings(max_examples=600, deadline=None)
@given(DATES, DATES)
def test_the_stance_of_any_date_is_the_relation_of_its_set_of_days(stated, accepted):
    assert date_stance(stated.text, accepted.text) == defined(stated, accepted), (stated.text, accepted.text)


@settings(max_examples=200, deadline=None)
@given(DATES)
def test_a_date_supports_itself(said):
    assert date_stance(said.text, said.text) == Stance.SUPPORTS


@settings(max_examples=300, deadline=None)
@given(DATES, DATES)
def test_only_dates_without_a_common_day_contradict_each_other(stated, accepted):
    is_contradicted = date_stance(stated.text, accepted.text) == Stance.CONTRADICTS
    assert not (is_contradicted and stated.days & accepted.days)


@given(st.dates(date(1961, 1, 1), date(2029, 12, 31)))
@example(date(1992, 1, 14))
def test_what_a_day_lies_in_is_less_precise_and_never_a_contradiction(day):
    around = [f"{day.year}", f"{day:%Y-%m}", f"{day.year // 10}X", f"{day.year // 100}XX", f"{day:%Y-%m}-XX"]
    around += [
        f"{day.year}~",
        f"{day.year}?",
        f"{day.year}%",
        f"{day.year - 1}/{day.year}",
        f"{day.year}/..",
        f"../{day}",
    ]
    for stated in around:
        assert date_stance(stated, day.isoformat()) == Stance.LESS_PRECISE, stated
        assert date_stance(day.isoformat(), stated) == Stance.MORE_PRECISE, stated
