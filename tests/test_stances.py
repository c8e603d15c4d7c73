"""Stated values decide stances: held against definitions that are written here anew, from sets of days and words."""

import calendar
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive import countries
from archive.evidence import Accepted, amount_stance, country_stance, date_stance, name_stance
from archive.models import Stance, TradeFigure, Visit

SUPPORTS, MORE, LESS = Stance.SUPPORTS, Stance.MORE_PRECISE, Stance.LESS_PRECISE
OVERLAPS, CONTRADICTS = Stance.OVERLAPS, Stance.CONTRADICTS
MIRRORED = {SUPPORTS: SUPPORTS, MORE: LESS, LESS: MORE, OVERLAPS: OVERLAPS, CONTRADICTS: CONTRADICTS}

# Dates: what they mean is the set of their days.


@st.composite
def plain_dates(draw):
    """(EDTF text, first day, last day) of a year, a month or a day."""
    year = draw(st.integers(1988, 1996))
    if draw(st.booleans()):
        return f"{year}", date(year, 1, 1), date(year, 12, 31)
    month = draw(st.integers(1, 12))
    length = calendar.monthrange(year, month)[1]
    if draw(st.booleans()):
        return f"{year}-{month:02}", date(year, month, 1), date(year, month, length)
    day = draw(st.integers(1, length))
    return f"{year}-{month:02}-{day:02}", date(year, month, day), date(year, month, day)


def days_between(first, last):
    return frozenset(range(first.toordinal(), last.toordinal() + 1))


@st.composite
def dates(draw):
    """(EDTF text, its days): plain, an interval, or a set of alternatives."""
    kind = draw(st.sampled_from(["plain", "plain", "interval", "one of"]))
    text, first, last = draw(plain_dates())
    if kind == "plain":
        return text, days_between(first, last)
    other, its_first, its_last = draw(plain_dates())
    if kind == "one of":
        return f"[{text},{other}]", days_between(first, last) | days_between(its_first, its_last)
    if first > its_last or first > its_first or last > its_last:
        return text, days_between(first, last)
    return f"{text}/{other}", days_between(first, its_last)


def by_days(stated, accepted):
    if stated == accepted:
        return SUPPORTS
    if stated < accepted:
        return MORE
    if accepted < stated:
        return LESS
    return OVERLAPS if stated & accepted else CONTRADICTS


@given(dates(), dates())
@example(("1992", days_between(date(1992, 1, 1), date(1992, 12, 31))), ("1992-01-14", frozenset([727211])))
def test_the_stance_of_a_date_is_the_relation_of_its_days(stated, accepted):
    assert date_stance(stated[0], accepted[0]) == by_days(stated[1], accepted[1])


@given(dates(), dates())
def test_seen_from_the_other_side_the_more_precise_is_the_less_precise(one, other):
    assert date_stance(one[0], other[0]) == MIRRORED[date_stance(other[0], one[0])]


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"]))
@example(date(1992, 1, 14), "%Y-%m-%d")
def test_a_year_beside_one_of_its_days_is_never_a_contradiction(day, written):
    for shortened in (
        f"{day.year:04}",
        f"{day.year:04}-{day.month:02}",
        f"{calendar.month_name[day.month]} {day.year}",
    ):
        assert date_stance(shortened, day.isoformat()) == LESS
        assert date_stance(day.isoformat(), f"{day.year:04}") == MORE
    assert date_stance(day.strftime(written), day.isoformat()) == SUPPORTS


@given(plain_dates(), plain_dates(), st.sampled_from(["~", "?", "%"]))
def test_an_uncertain_date_contradicts_no_more_than_the_certain_one(stated, accepted, mark):
    certain, uncertain = date_stance(stated[0], accepted[0]), date_stance(stated[0] + mark, accepted[0])
    if certain != CONTRADICTS:
        assert uncertain != CONTRADICTS
    if mark == "?" and certain == CONTRADICTS:
        assert uncertain == CONTRADICTS


@pytest.mark.parametrize("stated", ["", "one day", "31/02/1900", "1992-13"])
def test_what_is_no_date_has_no_stance(stated):
    assert date_stance(stated, "1992") is None


# Numbers: a statement means every number that rounds to it.

SCALES = {"": 1, "thousand": 10**3, "million": 10**6, "milyon": 10**6, "billion": 10**9}


@st.composite
def statements(draw):
    """(text, value, half of the unit of its last digit; none where it is written out)."""
    whole, places = draw(st.integers(0, 9999)), draw(st.integers(0, 2))
    scale = draw(st.sampled_from(sorted(SCALES)))
    digits = f"{whole}" + (f".{draw(st.integers(0, 10**places - 1)):0{places}}" if places else "")
    value = Fraction(digits) * SCALES[scale]
    tolerance = Fraction(SCALES[scale], 10**places) / 2 if scale else Fraction(0)
    return f"{digits} {scale}".strip(), value, tolerance


def accepted_numbers():
    """Amounts as the archive stores them, most of them round."""
    return st.builds(lambda n, zeros: Decimal(n) * 10**zeros, st.integers(0, 99_999), st.integers(0, 9))


def by_rounding(value, tolerance, accepted):
    """The expected stances: two where the stated number lies exactly between two round ones."""
    number = Fraction(accepted)
    if value == number:
        return {SUPPORTS}
    if abs(value - number) <= tolerance:
        return {LESS}
    unit = 1
    while number and number % (unit * 10) == 0:
        unit *= 10
    distance = abs(value - number)
    if unit == 1 or distance > Fraction(unit, 2):
        return {CONTRADICTS}
    return {MORE} if distance < Fraction(unit, 2) else {MORE, CONTRADICTS}


@given(statements(), accepted_numbers())
@example(("7.2 million", Fraction(7_200_000), Fraction(50_000)), Decimal(7_234_567))
@example(("7.2 million", Fraction(7_200_000), Fraction(50_000)), Decimal(7_000_000))
def test_the_stance_of_a_number_is_whether_one_rounds_to_the_other(stated, accepted):
    text, value, tolerance = stated
    assert amount_stance(text, accepted) in by_rounding(value, tolerance, accepted)


@given(accepted_numbers())
def test_a_number_rounded_in_words_never_contradicts(accepted):
    assert amount_stance(f"{accepted / 10**6:.1f} million", accepted) in (SUPPORTS, LESS, MORE)


# Names and links: a name means its words, whatever their letters.

WORDS = st.sampled_from(["ali", "ana", "hasanov", "ruiz", "soto", "ilqar", "rashid", "de", "gonzalez"])
NAMES = st.lists(WORDS, min_size=1, max_size=4, unique=True).map(tuple)
SPELT = str.maketrans({"s": "ş", "u": "ü", "o": "ó", "i": "ı", "g": "ğ"})


def by_words(stated, known):
    found = {frozenset(stated) == frozenset(name) and SUPPORTS for name in known}
    if SUPPORTS in found:
        return SUPPORTS
    if any(set(stated) < set(name) for name in known):
        return LESS
    if any(set(name) < set(stated) for name in known):
        return MORE
    return None if any(set(stated) & set(name) for name in known) else CONTRADICTS


@given(NAMES, st.lists(NAMES, min_size=1, max_size=3), st.booleans(), st.booleans())
def test_the_stance_of_a_name_is_the_relation_of_its_words(stated, known, spelt, capital):
    text = " ".join(stated)
    text = text.translate(SPELT) if spelt else text
    text = text.title() if capital else text
    assert name_stance(text, [" ".join(name) for name in known]) == by_words(stated, known)


@given(NAMES, st.lists(st.lists(NAMES, min_size=1, max_size=2), max_size=3))
def test_a_link_is_supported_by_the_name_of_any_that_is_linked_and_contradicted_by_none(stated, linked):
    facts = Accepted(Visit(), [])
    facts.linked["participations"] = [[" ".join(name) for name in names] for names in linked]
    by_each = {by_words(stated, names) for names in linked}
    expected = next((s for s in (SUPPORTS, MORE, LESS) if s in by_each), None)
    assert facts.stance("participations", " ".join(stated)) == expected


# Countries: a name in any language of the archive means its code.

CODES = st.sampled_from(["FR", "DE", "TR", "ES", "GE", "US", "CU", "JP"])
LANGUAGES = st.sampled_from(["en", "az", "es"])


@given(CODES, LANGUAGES, CODES)
def test_the_stance_of_a_country_is_whether_it_is_the_same(stated, language, accepted):
    expected = SUPPORTS if stated == accepted else CONTRADICTS
    assert country_stance(countries.name(stated, language), accepted) == expected
    assert Accepted(Visit(host_country=accepted), []).stance("host_country", stated) == expected


@given(st.sets(CODES, min_size=2, max_size=2), CODES, LANGUAGES)
def test_one_of_several_countries_is_supported(accepted, stated, language):
    codes = "; ".join(sorted(accepted))
    expected = SUPPORTS if stated in accepted else CONTRADICTS
    figure = Accepted(TradeFigure(between=codes), [])
    assert figure.stance("between", countries.name(stated, language)) == expected


@given(dates())
def test_testimony_about_an_empty_field_has_no_stance(stated):
    assert Accepted(Visit(date=""), []).stance("date", stated[0]) is None
    assert Accepted(Visit(), []).stance("participations", "Ana Ruiz") is None
