"""Dates in words, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import InvalidDate, parse, understand, words
from archive.dates.wording import roman
from archive.dates.wording_az import ordinal
from tests.edtf_vectors import VALID

LANGUAGES = ("en", "az", "es")


@pytest.mark.parametrize(
    ("text", "en", "az", "es"),
    [
        ("1992", "1992", "1992", "1992"),
        ("1978-05", "May 1978", "may 1978", "mayo de 1978"),
        ("1992-01-14", "14 January 1992", "14 yanvar 1992", "14 de enero de 1992"),
        ("2012-08-21/2012-08-23", "21–23 August 2012", "21–23 avqust 2012", "21–23 de agosto de 2012"),
        ("2011-03-30/2011-04-02", "30 March – 2 April 2011", "30 mart – 2 aprel 2011",
         "30 de marzo – 2 de abril de 2011"),
        ("2010-12-30/2011-01-02", "30 December 2010 – 2 January 2011", "30 dekabr 2010 – 2 yanvar 2011",
         "30 de diciembre de 2010 – 2 de enero de 2011"),
        ("2012-03/2012-05", "March–May 2012", "mart–may 2012", "marzo–mayo de 2012"),
        ("1964/2008", "1964–2008", "1964–2008", "1964–2008"),
        ("2004-02-01/2005", "1 February 2004 – 2005", "1 fevral 2004 – 2005", "1 de febrero de 2004 – 2005"),
        ("1992-01-14/1992-01-14", "14 January 1992", "14 yanvar 1992", "14 de enero de 1992"),
        ("1992~", "about 1992", "təxminən 1992", "hacia 1992"),
        ("1992?", "1992 (uncertain)", "1992 (dəqiq deyil)", "1992 (incierto)"),
        ("1992%", "about 1992 (uncertain)", "təxminən 1992 (dəqiq deyil)", "hacia 1992 (incierto)"),
        ("1992-01-14~", "about 14 January 1992", "təxminən 14 yanvar 1992", "hacia el 14 de enero de 1992"),
        ("1984~/2004~", "about 1984 – about 2004", "təxminən 1984 – təxminən 2004", "hacia 1984 – hacia 2004"),
        ("199X", "1990s", "1990-cı illər", "años 1990"),
        ("199X~", "about the 1990s", "təxminən 1990-cı illər", "hacia los años 1990"),
        ("19XX", "20th century", "XX əsr", "siglo XX"),
        ("1XXX", "2nd millennium", "II minillik", "II milenio"),
        ("1992-XX", "1992, month unknown", "1992, ay naməlum", "1992, mes desconocido"),
        ("1992-05-XX", "May 1992, day unknown", "may 1992, gün naməlum", "mayo de 1992, día desconocido"),
        ("156X-12-31", "31 December, 1560s", "31 dekabr, 1560-cı illər", "31 de diciembre, años 1560"),
        ("XXXX-12-31", "31 December, year unknown", "31 dekabr, il naməlum", "31 de diciembre, año desconocido"),
        ("1992/..", "since 1992", "1992-ci ildən", "desde 1992"),
        ("../1992", "until 1992", "1992-ci ilədək", "hasta 1992"),
        ("1992-05/..", "since May 1992", "1992-ci ilin may ayından", "desde mayo de 1992"),
        ("../1992-05-03", "until 3 May 1992", "3 may 1992-ci ilədək", "hasta el 3 de mayo de 1992"),
        ("../1990~", "until about 1990", "təxminən 1990-cı ilədək", "hasta hacia 1990"),
        ("199X/..", "since the 1990s", "1990-cı illərdən", "desde los años 1990"),
        ("../2001-21", "until spring 2001", "2001-ci ilin yazınadək", "hasta la primavera de 2001"),
        ("1992/", "from 1992, end unknown", "1992-ci ildən, sonu naməlum", "desde 1992, fin desconocido"),
        ("/1992", "until 1992, start unknown", "1992-ci ilədək, başlanğıcı naməlum",
         "hasta 1992, inicio desconocido"),
        ("../..", "at any time", "istənilən vaxt", "en cualquier momento"),
        ("1992-21", "spring 1992", "1992-ci ilin yazı", "primavera de 1992"),
        ("1990-24", "winter 1990", "1990-cı ilin qışı", "invierno de 1990"),
        ("1992-31", "autumn 1992 (Southern Hemisphere)", "1992-ci ilin payızı (Cənub yarımkürəsi)",
         "otoño de 1992 (hemisferio sur)"),
        ("1992-34", "2nd quarter of 1992", "1992-ci ilin 2-ci kvartalı", "2.º trimestre de 1992"),
        ("1992-41", "2nd half of 1992", "1992-ci ilin ikinci yarısı", "2.º semestre de 1992"),
        ("[1992-01-14,1992-02-10]", "14 January or 10 February 1992", "14 yanvar və ya 10 fevral 1992",
         "14 de enero o 10 de febrero de 1992"),
        ("{1992-01-14,1992-02-10}", "14 January and 10 February 1992", "14 yanvar və 10 fevral 1992",
         "14 de enero y 10 de febrero de 1992"),
        ("[1992-01-07,1992-01-08]", "7 or 8 January 1992", "7 və ya 8 yanvar 1992", "7 u 8 de enero de 1992"),
        ("[1992-09,1992-10]", "September or October 1992", "sentyabr və ya oktyabr 1992",
         "septiembre u octubre de 1992"),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672", "1667, 1668 və ya 1670–1672",
         "1667, 1668 o 1670–1672"),
        (
            "[..1760-12-03]",
            "3 December 1760 or earlier",
            "3 dekabr 1760 və ya daha əvvəl",
            "3 de diciembre de 1760 o antes",
        ),
        ("[2012-07..]", "July 2012 or later", "iyul 2012 və ya daha gec", "julio de 2012 o más tarde"),
        ("0000", "1 BC", "e.ə. 1", "1 a. C."),
        ("-0043-03-15", "15 March 44 BC", "15 mart e.ə. 44", "15 de marzo de 44 a. C."),
        ("-01XX", "200 BC – 101 BC", "e.ə. 200 – e.ə. 101", "200 a. C. – 101 a. C."),
        ("Y170002", "170002", "170002", "170002"),
        ("1950S2", "about 1950 (2 significant digits)", "təxminən 1950 (2 mənalı rəqəm)",
         "hacia 1950 (2 cifras significativas)"),
        ("2016-05-02T16:54:59+02:30", "2 May 2016, 16:54:59 UTC+02:30", "2 may 2016, 16:54:59 UTC+02:30",
         "2 de mayo de 2016, 16:54:59 UTC+02:30"),
    ],
)  # fmt: skip
def test_a_date_reads_naturally_in_each_language(text, en, az, es):
    assert (words(text, "en"), words(text, "az"), words(text, "es")) == (en, az, es)


@pytest.mark.parametrize("text", VALID)
@pytest.mark.parametrize("language", [*LANGUAGES, "fr", "zh", "no-such-language"])
def test_every_valid_text_has_words(text, language):
    said = words(text, language)

    assert said.strip() == said != ""
    assert not {"{", "}"} & set(said)
    assert "None" not in said


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1910, "1910-cu"), (1920, "1920-ci"), (1930, "1930-cu"), (1940, "1940-cı"), (1950, "1950-ci"),
        (1960, "1960-cı"), (1970, "1970-ci"), (1980, "1980-ci"), (1990, "1990-cı"), (2000, "2000-ci"),
        (1900, "1900-cü"), (1991, "1991-ci"), (1992, "1992-ci"), (1993, "1993-cü"), (1994, "1994-cü"),
        (1995, "1995-ci"), (1996, "1996-cı"), (1997, "1997-ci"), (1998, "1998-ci"), (1999, "1999-cu"),
        (2005, "2005-ci"), (2009, "2009-cu"), (2010, "2010-cu"), (17_000_000, "17000000-cu"),
    ],
)  # fmt: skip
def test_the_ending_of_a_number_follows_its_last_spoken_word(number, expected):
    assert ordinal(number) == expected


@pytest.mark.parametrize(("number", "expected"), [(1, "I"), (14, "XIV"), (19, "XIX"), (20, "XX"), (100, "C")])
def test_centuries_are_counted_in_roman_numerals(number, expected):
    assert roman(number) == expected


def test_regional_languages_use_the_words_of_their_language():
    assert words("1992-01-14", "es-mx") == words("1992-01-14", "es_MX") == "14 de enero de 1992"


def test_a_language_without_words_of_its_own_takes_names_and_order_from_cldr():
    assert words("1992-01-14", "fr") == "14 janvier 1992"
    assert words("1992-01-14", "de") == "14. Januar 1992"
    assert words("1992~", "fr") == "≈ 1992"


def test_a_dating_has_the_words_of_its_text():
    assert words(parse("1978-05"), "en") == "May 1978"


def test_a_text_that_is_no_date_has_no_words():
    with pytest.raises(InvalidDate):
        words("yesterday", "en")


YEARS = st.integers(min_value=1000, max_value=2999).map(str)
DATES = st.dates(min_value=parse("1000").earliest).map(str)
MONTHS = DATES.map(lambda day: day[:7])
SEASONS = st.builds("{}-{}".format, YEARS, st.integers(21, 24))
DECADES = YEARS.map(lambda year: year[:3] + "X")
CENTURIES = YEARS.map(lambda year: year[:2] + "XX")
SINGLE = st.builds("{}{}".format, YEARS | MONTHS | DATES | SEASONS | DECADES, st.sampled_from(["", "", "~", "?", "%"]))
SPANS = st.builds(lambda *ends: "/".join(sorted(ends)), DATES | MONTHS, DATES | MONTHS) | st.builds(
    lambda *ends: "/".join(sorted(ends)), YEARS, YEARS
)
OPEN = st.builds("../{}".format, SINGLE) | st.builds("{}/..".format, SINGLE)
CHOICES = st.builds("[{},{}]".format, DATES, DATES) | st.builds("{{{},{}}}".format, DATES, DATES)


def _whole(text):
    """An interval of one date reads as that date."""
    start, _, end = text.partition("/")
    return start if start == end else text


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=SINGLE | CENTURIES | SPANS | OPEN | CHOICES)
def test_words_are_understood_again(language, text):
    try:
        parse(text)
    except InvalidDate:
        return
    assert understand(words(text, language)) == _whole(text)
