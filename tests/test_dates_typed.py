"""Dates as people type them, understood as EDTF."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.dates import InvalidDate, parse, understand
from archive.dates.vocabulary import MONTHS, fold
from archive.dates.wording import Wording
from tests.edtf_vectors import VALID

MONTH_NAMES = [(language, number) for language in ("en", "az", "es") for number in range(1, 13)]


@pytest.mark.parametrize("text", VALID)
def test_edtf_is_understood_as_it_is(text):
    assert understand(text) == text
    assert understand(f"  {text} ") == text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14 January 1992", "1992-01-14"),
        ("January 14, 1992", "1992-01-14"),
        ("14 Jan 1992", "1992-01-14"),
        ("14 JAN. 1992", "1992-01-14"),
        ("Tuesday, 14 January 1992", "1992-01-14"),
        ("the 1st of May 1990", "1990-05-01"),
        ("19-Feb-2009", "2009-02-19"),
        ("25-Mar-2012[15]", "2012-03-25"),
        ("21 Mar-2011", "2011-03-21"),
        ("May 1978", "1978-05"),
        ("Sept 1978", "1978-09"),
        ("14.01.1992", "1992-01-14"),
        ("14. 01. 1992", "1992-01-14"),
        ("03.04.1950", "1950-04-03"),
        ("14-01-1992", "1992-01-14"),
        ("31/12/1950", "1950-12-31"),
        ("12/31/1950", "1950-12-31"),
        ("04/04/1950", "1950-04-04"),
        ("1992/01/14", "1992-01-14"),
        ("1992.01.14", "1992-01-14"),
        ("1992-1-4", "1992-01-04"),
        ("01.1992", "1992-01"),
        ("1992-01-14 00:00:00", "1992-01-14"),
        ("1992-01-14 16:30", "1992-01-14T16:30:00"),
        ("14\u00a0January\u00a01992", "1992-01-14"),
        ("1992-xx", "1992-XX"),
        ("[1992-01-14, 1992-02-10]", "[1992-01-14,1992-02-10]"),
        ("1992 / 1995", "1992/1995"),
    ],
)
def test_single_dates_are_understood(typed, expected):
    assert understand(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("yanvar 1992", "1992-01"),
        ("20 yanvar 1992", "1992-01-20"),
        ("20 YANVAR 1992", "1992-01-20"),
        ("20 İYUN 1992", "1992-06-20"),
        ("20 IYUN 1992", "1992-06-20"),
        ("20 ıyun 1992", "1992-06-20"),
        ("10 fevral 1992-ci il", "1992-02-10"),
        ("10 fevral 1992-ci ildə", "1992-02-10"),
        ("21 oktyabr 2009-cu ildə", "2009-10-21"),
        ("10-11 iyun 2008-ci il tarixlərində", "2008-06-10/2008-06-11"),
        ("21-23 avqust 2012-ci il tarixində", "2012-08-21/2012-08-23"),
        ("2010-cu ilin 8 aprel", "2010-04-08"),
        ("2010-cu ilin 8 aprel tarixində", "2010-04-08"),
        ("2005-ci ildə", "2005"),
        ("2012-ci ilin iyul ayının 1-də", "2012-07-01"),
        ("yanvarın 14-ü 1992", "1992-01-14"),
        ("şənbə, 14 may 2011", "2011-05-14"),
        ("2012-ci ilin iyulunda", "2012-07"),
        ("1992-ci ilin mayından", "1992-05/.."),
        ("1992-dən", "1992/.."),
        ("1992-ci ilə qədər", "../1992"),
        ("1992-ci ildən əvvəl", "../1992"),
        ("1992-ci ildən sonra", "1992/.."),
        ("1992-ci ildən 1995-ci ilədək", "1992/1995"),
        ("təqribən 1990-cı illərdə", "199X~"),
        ("yaz 1992", "1992-21"),
        ("enero de 1992", "1992-01"),
        ("10 de febrero de 1992", "1992-02-10"),
        ("1.º de enero de 1992", "1992-01-01"),
        ("martes 14 de marzo de 2011", "2011-03-14"),
        ("21 a 23 de agosto de 2012", "2012-08-21/2012-08-23"),
        ("del 21 al 23 de agosto de 2012", "2012-08-21/2012-08-23"),
        ("de enero a marzo de 1992", "1992-01/1992-03"),
        ("OTOÑO de 1992", "1992-23"),
        ("antes de 1992", "../1992"),
        ("después del 14 de enero de 1992", "1992-01-14/.."),
    ],
)
def test_dates_in_the_other_languages_are_understood(typed, expected):
    assert understand(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("21–23 August 2012", "2012-08-21/2012-08-23"),
        ("August 21-23, 2012", "2012-08-21/2012-08-23"),
        ("30 March – 2 April 2011", "2011-03-30/2011-04-02"),
        ("30 December 2010 – 2 January 2011", "2010-12-30/2011-01-02"),
        ("21.08.2012 - 23.08.2012", "2012-08-21/2012-08-23"),
        ("14-15.06.2008", "2008-06-14/2008-06-15"),
        ("2012-08-21 – 2012-08-23", "2012-08-21/2012-08-23"),
        ("1992-1995", "1992/1995"),
        ("May 1992–June 1993", "1992-05/1993-06"),
        ("from 1992 to 1995", "1992/1995"),
        ("between May 1992 and 3 June 1993", "1992-05/1993-06-03"),
        ("before 1992", "../1992"),
        ("after 1992", "1992/.."),
        ("since 2007", "2007/.."),
        ("2007 – present", "2007/.."),
        ("1 May 1992 – ?", "1992-05-01/"),
        ("14 January or 10 February 1992", "[1992-01-14,1992-02-10]"),
        ("14 and 16 January 1992", "{1992-01-14,1992-01-16}"),
        ("spring 1992", "1992-21"),
        ("1990s", "199X"),
        ("1990-ci illər", "199X"),
        ("años 1990", "199X"),
        ("20th century", "19XX"),
    ],
)
def test_stretches_of_time_are_understood(typed, expected):
    assert understand(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *[
            (f"{about} 1992", "1992~")
            for about in ("about", "circa", "ca.", "ca", "c.", "hacia", "təxminən", "TƏXMİNƏN")
        ],
        ("c1992", "1992~"),
        ("about 14 January 1992?", "1992-01-14%"),
        ("probably 1992", "1992?"),
        ("about 21–23 August 2012", "2012-08-21~/2012-08-23~"),
        ("about 1984 – 2004", "1984~/2004"),
        ("c. 1990 – c. 1995", "1990~/1995~"),
        ("since about the 1990s", "199X~/.."),
    ],
)
def test_qualified_dates_are_understood(typed, expected):
    assert understand(typed) == expected


def test_a_date_that_may_be_read_both_ways_is_refused_with_both():
    with pytest.raises(InvalidDate, match="“03/04/1950” is ambiguous.*1950-04-03 or 1950-03-04.*date order"):
        understand("03/04/1950")
    with pytest.raises(InvalidDate, match="ambiguous"):
        understand("03-04-1950")


def test_the_order_of_the_file_settles_what_numbers_mean():
    assert understand("03/04/1950", order="dmy") == "1950-04-03"
    assert understand("03/04/1950", order="mdy") == "1950-03-04"
    assert understand("03.04.1950", order="mdy") == "1950-03-04"
    assert understand("1950/03/04", order="ymd") == "1950-03-04"


def test_a_date_against_the_order_of_the_file_is_refused():
    with pytest.raises(InvalidDate, match="“12/31/1950” does not fit the date order dmy: there is no month 31"):
        understand("12/31/1950", order="dmy")


def test_an_unknown_order_is_a_programming_error():
    with pytest.raises(ValueError, match="order must be one of"):
        understand("03/04/1950", order="day first")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31/02/1900", "“31/02/1900” is not in the calendar: 1900-02 has 28 days"),
        ("June 31, 1992", "1992-06 has 30 days"),
        ("99/99/1999", "no month from 1 to 12"),
        ("14.13.1992", "no month from 1 to 12"),
        ("14 January", "no year of four digits"),
        ("14 January 92", "no year of four digits"),
        ("14.01.92", "no year of four digits"),
        ("33617", "no year of four digits"),
        ("", "There is no date"),
        ("   ", "There is no date"),
        ("soon", "because of “soon”"),
        ("14 Brumaire 1992", "because of “brumaire”"),
        ("14 1992", "is not a date that can be read"),
        ("30 December – 2 January 2011", "ends before it begins"),
        ("1992 1993", "is not a date that can be read"),
        ("9" * 2000, "too long"),
        ("~" * 900 + "1992", "is not a date that can be read"),
        ("about " * 19 + "soon", "because of “soon”"),
        ("2012-08-23/2012-08-21", "ends before it begins"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(typed, reason):
    with pytest.raises(InvalidDate, match=reason):
        understand(typed)


@pytest.mark.parametrize(("language", "number"), MONTH_NAMES)
def test_every_month_name_of_cldr_is_known_in_any_case(language, number):
    months = Wording(language).locale.months["format"]
    for name in (months["wide"][number], months["abbreviated"][number]):
        for written in (name, name.upper(), name.capitalize(), f"{name}."):
            assert understand(f"14 {written} 1992") == f"1992-{number:02}-14"


def test_no_month_name_means_two_months():
    for language, number in MONTH_NAMES:
        for width in ("wide", "abbreviated"):
            assert MONTHS[fold(Wording(language).locale.months["format"][width][number]).rstrip(".")] == number


@given(st.text(max_size=40) | st.text(alphabet="0123456789 -/.~?,–abcdelnorsty", max_size=30))
@example("\x00")
@example("１９９２")
def test_any_text_is_understood_as_edtf_or_refused(typed):
    try:
        edtf = understand(typed)
    except InvalidDate:
        return
    assert parse(edtf).text == edtf == understand(edtf)


@given(st.dates(min_value=parse("1000").earliest), st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}-{m}-{y}"]))
def test_written_days_are_understood(day, template):
    names = Wording("en").locale.months["format"]["wide"]

    assert understand(template.format(d=day.day, m=names[day.month], y=day.year)) == day.isoformat()


@given(st.dates(min_value=parse("1000").earliest), st.sampled_from([("dmy", "{d}/{m}/{y}"), ("mdy", "{m}/{d}/{y}")]))
def test_numbers_in_a_known_order_are_understood(day, written):
    order, template = written

    assert understand(template.format(d=day.day, m=day.month, y=day.year), order=order) == day.isoformat()
