"""What one date says in relation to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import Comparison, InvalidDate, compare, parse

SAME, MORE, LESS = Comparison.SAME, Comparison.MORE_PRECISE, Comparison.LESS_PRECISE
OVERLAPPING, DISJOINT = Comparison.OVERLAPPING, Comparison.DISJOINT
MIRRORED = {SAME: SAME, MORE: LESS, LESS: MORE, OVERLAPPING: OVERLAPPING, DISJOINT: DISJOINT}

YEARS = st.integers(min_value=1988, max_value=1996).map(str)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(min_value=1, max_value=12) | st.sampled_from([21, 24, 35, 41]))
DAYS = st.builds("{}-{:02}-{:02}".format, YEARS, st.integers(1, 12), st.integers(1, 28))
PLAIN = YEARS | MONTHS | DAYS
SINGLE = st.builds("{}{}".format, PLAIN, st.sampled_from(["", "", "~", "?", "%"])) | st.sampled_from(["199X", "19XX~"])


def _valid(text):
    try:
        return bool(parse(text))
    except InvalidDate:
        return False


SETS = st.builds("[{},{}]".format, SINGLE, SINGLE) | st.builds("{{{},{}}}".format, SINGLE, SINGLE)
INTERVALS = st.builds("{}/{}".format, SINGLE | st.sampled_from(["..", ""]), SINGLE | st.sampled_from(["..", ""]))
DATES = SINGLE | (SETS | INTERVALS).filter(_valid)


@pytest.mark.parametrize(
    ("stated", "accepted", "expected"),
    [
        ("1992-01-14", "1992-01-14", SAME),
        ("1992", "1992-01-01/1992-12-31", SAME),
        ("1992~", "1992~", SAME),
        ("1992-XX", "1992", SAME),
        ("../1992", "/1992", SAME),
        ("1992-01-14", "1992", MORE),
        ("1992", "1992-01-14", LESS),
        ("1992-01-01", "1992", MORE),
        ("1992-01", "1992-21/..", DISJOINT),
        ("1992-01-14", "1992-02-10", DISJOINT),
        ("2008-04", "2008-03-28", DISJOINT),
        ("2012-08-21/2012-08-23", "2012-08-22", LESS),
        ("2012-08-21/2012-08-23", "2012-08-23/2012-08-25", OVERLAPPING),
        ("2012-08-21/2012-08-23", "2012-08", MORE),
        ("1992", "199X", MORE),
        ("1992/..", "1995", LESS),
        ("1992/..", "1991", DISJOINT),
        ("../..", "1992", LESS),
        ("-0500", "-0400", DISJOINT),
        ("Y17E7", "9999", DISJOINT),
    ],
)
def test_dates_are_compared_by_their_days(stated, accepted, expected):
    assert compare(stated, accepted) is expected


@pytest.mark.parametrize(
    ("stated", "accepted", "expected"),
    [
        ("1992~", "1992", LESS),
        ("1992", "1992~", MORE),
        ("1992?", "1992", LESS),
        ("1992%", "1992~", LESS),
        ("1992?", "1992%", MORE),
        ("1992~", "1992?", OVERLAPPING),
        ("1992~", "1993-02", LESS),
        ("1992~", "1991", LESS),
        ("1992~", "1990", DISJOINT),
        ("1992~", "1994-01-01", DISJOINT),
        ("1992?", "1993-02", DISJOINT),
        ("1992-01~", "1992-02-10", LESS),
        ("1992-01-14~", "1992-01-15", LESS),
        ("1992-01-14~", "1992-01-16", DISJOINT),
        ("1992-01~", "1992", OVERLAPPING),
        ("1992-22~", "1992-11", LESS),
        ("199X~", "1985", LESS),
        ("1984~/1990", "1983/1990", OVERLAPPING),
        ("1984~/1990", "1991", DISJOINT),
        ("1984/1990~", "1991", LESS),
    ],
)
def test_an_approximate_date_reaches_one_unit_further(stated, accepted, expected):
    assert compare(stated, accepted) is expected


@pytest.mark.parametrize(
    ("stated", "accepted", "expected"),
    [
        ("[1992-01-14,1992-02-10]", "1992-01-14", LESS),
        ("[1992-01-14,1992-02-10]", "1992-01-20", DISJOINT),
        ("[1992-01-14,1992-02-10]", "1992-02-10", LESS),
        ("[1992-01-14,1992-02-10]", "1992", MORE),
        ("[1992-01-14,1992-02-10]", "1992-01", OVERLAPPING),
        ("[1992-01-14,1992-02-10]", "[1992-02-10,1992-01-14]", SAME),
        ("[1992-01-14,1992-01-15]", "1992-01-14/1992-01-15", SAME),
        ("{1992-01-14,1992-02-10}", "1992-02-10", LESS),
        ("[1667,1670..1672]", "1671", LESS),
        ("[1667,1670..1672]", "1669", DISJOINT),
        ("[1992-01~,1995]", "1992-02", LESS),
    ],
)
def test_a_set_is_compared_by_its_members(stated, accepted, expected):
    assert compare(stated, accepted) is expected


@given(DATES, DATES)
def test_the_relation_reads_the_same_from_both_sides(one, other):
    assert compare(one, other) is MIRRORED[compare(other, one)]


@given(DATES)
def test_every_date_is_the_same_as_itself(date):
    assert compare(date, date) is SAME


@given(PLAIN, PLAIN)
def test_plain_dates_contradict_only_without_a_common_day(one, other):
    first, second = parse(one), parse(other)
    apart = first.latest < second.earliest or second.latest < first.earliest

    assert (compare(one, other) is DISJOINT) == apart


@given(DAYS)
def test_a_day_never_contradicts_its_month_or_year(day):
    assert compare(day, day[:7]) is compare(day, day[:4]) is MORE
    assert compare(day[:4], day) is LESS


@given(SINGLE, SINGLE)
def test_what_is_common_stays_common_when_a_date_becomes_approximate(one, other):
    if compare(one, other) is not DISJOINT:
        assert compare(one.rstrip("?~%") + "~", other) is not DISJOINT


def test_datings_compare_like_their_texts():
    assert compare(parse("1992-01-14"), parse("1992")) is MORE
