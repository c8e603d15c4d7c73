"""EDTF read strictly: which texts are dates, which days they cover, and what of them is known."""

import datetime
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import InvalidDate, month_day, parse
from archive.dates.base import day_number, shifted, year_month_day
from tests.edtf_vectors import INVALID, VALID

DAYS = st.dates()


@pytest.mark.parametrize("text", VALID)
def test_a_valid_text_of_the_public_vectors_is_read(text):
    dating = parse(text)

    assert dating.text == text
    assert dating.earliest <= dating.latest
    assert dating.first <= dating.last


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_text_of_the_public_vectors_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidDate) as problem:
        parse(text)

    assert str(problem.value).endswith(".")
    assert text[:30] in str(problem.value)


def test_all_public_vectors_are_here():
    assert (len(VALID), len(INVALID)) == (175, 74)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("1992", "1992-01-01", "1992-12-31", "year"),
        ("1978-05", "1978-05-01", "1978-05-31", "month"),
        ("2000-02", "2000-02-01", "2000-02-29", "month"),
        ("1900-02", "1900-02-01", "1900-02-28", "month"),
        ("1992-01-14", "1992-01-14", "1992-01-14", "day"),
        ("2012-08-21/2012-08-23", "2012-08-21", "2012-08-23", "day"),
        ("2004-02-01/2005", "2004-02-01", "2005-12-31", "year"),
        ("1992-21", "1992-03-01", "1992-05-31", "season"),
        ("1992-22", "1992-06-01", "1992-08-31", "season"),
        ("1992-23", "1992-09-01", "1992-11-30", "season"),
        ("1991-24", "1991-12-01", "1992-02-29", "season"),
        ("1992-25", "1992-03-01", "1992-05-31", "season"),
        ("1991-28", "1991-12-01", "1992-02-29", "season"),
        ("1992-29", "1992-09-01", "1992-11-30", "season"),
        ("1991-30", "1991-12-01", "1992-02-29", "season"),
        ("1992-31", "1992-03-01", "1992-05-31", "season"),
        ("1992-32", "1992-06-01", "1992-08-31", "season"),
        ("1992-33", "1992-01-01", "1992-03-31", "quarter"),
        ("1992-36", "1992-10-01", "1992-12-31", "quarter"),
        ("1992-37", "1992-01-01", "1992-04-30", "quadrimester"),
        ("1992-39", "1992-09-01", "1992-12-31", "quadrimester"),
        ("1992-40", "1992-01-01", "1992-06-30", "semester"),
        ("1992-41", "1992-07-01", "1992-12-31", "semester"),
        ("199X", "1990-01-01", "1999-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("1XXX", "1000-01-01", "1999-12-31", "millennium"),
        ("XXXX", "0001-01-01", "9999-12-31", "unknown"),
        ("1992-XX", "1992-01-01", "1992-12-31", "year"),
        ("1992-05-XX", "1992-05-01", "1992-05-31", "month"),
        ("1992-XX-31", "1992-01-31", "1992-12-31", "day"),
        ("156X-12-25", "1560-12-25", "1569-12-25", "day"),
        ("199X-02-29", "1992-02-29", "1996-02-29", "day"),
        ("15XX-X2", "1500-02-01", "1599-12-31", "month"),
        ("1992/..", "1992-01-01", "9999-12-31", "year"),
        ("../1992", "0001-01-01", "1992-12-31", "year"),
        ("1992/", "1992-01-01", "9999-12-31", "year"),
        ("/1992", "0001-01-01", "1992-12-31", "year"),
        ("../..", "0001-01-01", "9999-12-31", "unknown"),
        ("[1992-01-14,1992-02-10]", "1992-01-14", "1992-02-10", "day"),
        ("{1960,1961-12}", "1960-01-01", "1961-12-31", "year"),
        ("[1667,1670..1672]", "1667-01-01", "1672-12-31", "year"),
        ("[..1760-12-03]", "0001-01-01", "1760-12-03", "day"),
        ("[1760-12..]", "1760-12-01", "9999-12-31", "month"),
        ("1950S2", "1900-01-01", "1999-12-31", "century"),
        ("1958S3", "1950-01-01", "1959-12-31", "decade"),
        ("0000", "0001-01-01", "0001-01-01", "year"),
        ("-0044-03-15", "0001-01-01", "0001-01-01", "day"),
        ("Y17E7", "9999-12-31", "9999-12-31", "year"),
        ("Y-17E7", "0001-01-01", "0001-01-01", "year"),
        ("9999-12", "9999-12-01", "9999-12-31", "month"),
        ("9999-24", "9999-12-01", "9999-12-31", "season"),
        ("2016-05-02T24:00:00", "2016-05-02", "2016-05-02", "day"),
        ("2016-05-02T16:54:59+14:00", "2016-05-02", "2016-05-02", "day"),
    ],
)
def test_a_date_covers_the_days_from_its_earliest_to_its_latest(text, earliest, latest, precision):
    dating = parse(text)

    assert (dating.earliest, dating.latest) == (date.fromisoformat(earliest), date.fromisoformat(latest))
    assert dating.precision == precision


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("1992", False, False),
        ("1992~", True, False),
        ("1992?", False, True),
        ("1992%", True, True),
        ("2004?-06-~11", True, True),
        ("?2001", False, True),
        ("1984/2004-06~", True, False),
        ("[1992~,1993]", True, False),
    ],
)
def test_a_qualified_part_qualifies_the_date(text, approximate, uncertain):
    dating = parse(text)

    assert (dating.approximate, dating.uncertain) == (approximate, uncertain)


def test_open_ends_are_told_from_unknown_ones():
    assert (parse("../1992").open_start, parse("/1992").open_start) == (True, False)
    assert (parse("1992/..").open_end, parse("1992/").open_end) == (True, False)
    assert parse("[..1760]").open_start
    assert parse("{1760..}").open_end


@pytest.mark.parametrize("text", ["2016/2015", "2012-08-23/2012-08-21", "[1992..1990]", "-0999/-1000"])
def test_an_interval_that_ends_before_it_begins_is_refused(text):
    with pytest.raises(InvalidDate, match="ends before it begins"):
        parse(text)


def test_an_impossible_day_is_refused_with_the_length_of_its_month():
    with pytest.raises(InvalidDate, match="“1900-02-29” is not in the calendar: 1900-02 has 28 days"):
        parse("1900-02-29")


def test_an_impossible_month_is_refused_by_name():
    with pytest.raises(InvalidDate, match="“1992-13” has the month 13"):
        parse("1992-13")


@pytest.mark.parametrize("text", ["XXX3-02-29", "1992-02-3X", "/", "[]", "[1992,..,1993]", "Y" + "9" * 40, "Y1E999999"])
def test_a_text_that_fits_no_day_is_refused(text):
    with pytest.raises(InvalidDate):
        parse(text)


def test_a_very_long_text_is_refused_without_being_repeated():
    with pytest.raises(InvalidDate, match="too long") as problem:
        parse("[" + "1992," * 100_000 + "1993]")

    assert len(str(problem.value)) < 150


def test_a_refusal_carries_its_sentence_for_translation():
    with pytest.raises(InvalidDate) as problem:
        parse("1992-13")

    assert problem.value.message % problem.value.params == str(problem.value)
    assert str(pickle.loads(pickle.dumps(problem.value))) == str(problem.value)


@given(st.text(alphabet="0123456789X-/.[]{},~?%YESTZ:+ ", max_size=30))
def test_any_text_is_a_date_with_ordered_days_or_refused(text):
    try:
        dating = parse(text)
    except InvalidDate:
        return
    assert dating.earliest <= dating.latest


@given(DAYS)
def test_a_plain_day_is_its_own_bounds(day):
    dating = parse(day.isoformat())

    assert (dating.earliest, dating.latest) == (day, day)
    assert (dating.year, dating.month, dating.day) == (day.year, day.month, day.day)


@given(DAYS, DAYS)
def test_plain_and_general_grammar_agree(one, other):
    start, end = sorted((one, other))

    plain, qualified = parse(f"{start}/{end}"), parse(f"{start}?/{end}?")
    assert (plain.first, plain.last) == (qualified.first, qualified.last) == (start.toordinal(), end.toordinal())


@given(st.integers(min_value=-3_000_000, max_value=6_000_000))
def test_day_numbers_count_every_day_of_every_year(number):
    assert day_number(*year_month_day(number)) == number
    if 0 < number <= datetime.date.max.toordinal():
        assert year_month_day(number) == datetime.date.fromordinal(number).timetuple()[:3]


def test_a_day_moved_by_a_month_stays_in_the_month():
    assert shifted(date(1992, 1, 31).toordinal(), 1) == date(1992, 2, 29).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1992-01-14", (1, 14)),
        ("2012-08-21/2012-08-23", (8, 21)),
        ("XXXX-12-31", (12, 31)),
        ("2016-05-02T16:54:59Z", (5, 2)),
        ("1992-01-14/..", (1, 14)),
        ("1992-01-14~", None),
        ("1992-01", None),
        ("1992", None),
        ("../1992-01-14", None),
        ("[1992-01-14,1992-02-10]", None),
        ("1992-21", None),
    ],
)
def test_the_anniversary_of_a_date_is_its_first_certain_day(text, expected):
    assert month_day(text) == expected
