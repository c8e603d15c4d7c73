"""Stances of names, numbers and links as they are stored: every form of a name, whatever a field links to."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.evidence import SUPPORTING, amount_stance, link_fields, name_stance
from archive.models import RECORD_TYPES, Citation, Stance
from archive.writing import change
from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_visit,
    name_form,
    post,
    take_part,
)

# One name in every kind of form, language and script, with other ways in which a source may write that form.
FORMS = {
    ("Əliyev, Heydər", "az", "Latn", "authorised"): [
        "ƏLİYEV HEYDƏR",
        "Heydər Əliyev",
        "Aliyev, Heydar",
        "eliyev heyder",
    ],
    ("Гейдар Алиев", "ru", "Cyrl", "transliteration"): ["ГЕЙДАР АЛИЕВ", "Алиев, Гейдар"],
    ("حیدر علی‌اف", "fa", "Arab", "transliteration"): ["حیدر علی‌اف"],
    ("Geidar Aliev", "en", "Latn", "variant"): ["GEIDAR ALIEV", "Aliev Geidar"],
    ("Heydor Aliyew", "en", "Latn", "misprint"): ["Heydor Aliyew"],
    ("Gəncəli Ş. Müəllim", "az", "Latn", "former"): ["GƏNCƏLİ Ş MÜƏLLİM", "Gancali S. Muallim", "Genceli S. Muellim"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
def test_any_form_of_a_name_however_it_is_written_supports_it(form):
    person = make_person(name_en="Heydar Aliyev")
    text, language, script, kind = form
    name_form(person, text, language=language, script=script, kind=kind)
    for written in (text, *FORMS[form]):
        assert cite(person, "name", written).stance == Stance.MENTIONS
        assert Citation.objects.order_by("-pk").first().stance == Stance.SUPPORTS, written


@pytest.mark.django_db
def test_a_name_that_is_found_later_decides_the_stance_of_what_was_cited_before():
    person = make_person(name_en="Heydar Aliyev")
    cited = cite(person, "name", "Гейдар Алиев")
    cited.refresh_from_db()
    assert cited.stance == Stance.CONTRADICTS
    form = name_form(person, "Гейдар Алиев", language="ru", script="Cyrl")
    cited.refresh_from_db()
    assert cited.stance == Stance.SUPPORTS
    with change(by=None):
        form.delete()
    cited.refresh_from_db()
    assert cited.stance == Stance.CONTRADICTS


@pytest.mark.parametrize(
    ("stated", "stance"),
    [
        ("I. Muxtarov", Stance.LESS_PRECISE),
        ("İ. MUXTAROV", Stance.LESS_PRECISE),
        ("Muxtarov", Stance.LESS_PRECISE),
        ("Ilqar Əli oğlu Muxtarov", Stance.MORE_PRECISE),
        ("A. Muxtarov", None),
        ("Ana Ruiz", Stance.CONTRADICTS),
        ("I.", Stance.CONTRADICTS),
    ],
)
def test_an_initial_stands_for_a_word_that_it_begins_and_for_no_other(stated, stance):
    assert name_stance(stated, ["İlqar Muxtarov"]) == stance


# Every field that links a record to others: a record whose field links to somebody or something called so.
LINKS = {
    ("people", "postings"): lambda name: post(make_person(), _body(name)).person,
    ("organizations", "postings"): lambda name: post(_body(name, make_person), make_organization()).organization,
    ("organizations", "place"): lambda name: make_organization(place=_body(name, make_place)),
    ("events", "place"): lambda name: make_event(place=_body(name, make_place)),
    ("events", "part_of"): lambda name: make_event(part_of=make_event(title_en=name)),
    ("events", "participations"): lambda name: take_part(_body(name, make_person), make_event()).event,
    ("visits", "occasion"): lambda name: make_visit(occasion=make_event(title_en=name)),
    ("visits", "places"): lambda name: make_visit(places=[_body(name, make_place), make_place()]),
    ("visits", "participations"): lambda name: take_part(_body(name, make_person), make_visit()).visit,
    ("agreements", "place"): lambda name: make_agreement(place=_body(name, make_place)),
    ("agreements", "signed_during"): lambda name: make_agreement(signed_during=make_visit(title_en=name)),
    ("agreements", "parties"): lambda name: make_party(make_agreement(), organization=_body(name)).agreement,
    ("agreements", "participations"): lambda name: take_part(_body(name, make_person), make_agreement()).agreement,
}


def _body(name, maker=make_organization):
    """Somebody or something with another name, that goes by this one too."""
    found = maker(name_en="Otherwise Called")
    name_form(found, name, language="az")
    return found


def test_every_link_that_can_be_cited_is_tried_here():
    every = {(m.address, name) for m in RECORD_TYPES for name in link_fields(m) if name in m.citable()}
    assert every == set(LINKS)


@pytest.mark.django_db
@pytest.mark.parametrize("link", LINKS, ids="-".join)
def test_a_link_is_supported_by_any_name_of_what_is_linked_and_never_contradicted(link):
    record = LINKS[link]("Şuşa Şəhəri")
    expected = {
        "Şuşa Şəhəri": Stance.SUPPORTS,
        "ŞUŞA ŞƏHƏRİ": Stance.SUPPORTS,
        "Shusha": Stance.MENTIONS,
        "Susa Sahari": Stance.SUPPORTS,
        "Şuşa": Stance.LESS_PRECISE,
        "Qədim Şuşa Şəhəri": Stance.MORE_PRECISE,
        "Zaqatala": Stance.MENTIONS,
    }
    with change(by=None):
        rows = {stated: cite(record, link[1], stated) for stated in expected}
    found = {stated: Citation.objects.get(pk=row.pk).stance for stated, row in rows.items()}
    assert found == expected
    assert Stance.CONTRADICTS not in found.values()
    assert {stance in SUPPORTING for stance in found.values()} == {True, False}


# Numbers in the writing of each of the archive's languages mean the same.


@st.composite
def numbers(draw):
    """(value, the same written out in several ways)."""
    whole, cents = draw(st.integers(1000, 10**12)), draw(st.integers(0, 99))
    grouped = f"{whole:,}"
    ways = [
        grouped + f".{cents:02}",
        grouped.replace(",", ".") + f",{cents:02}",
        grouped.replace(",", " ") + f",{cents:02}",
    ]
    ways += [f"US${grouped}.{cents:02}", f"{whole}.{cents:02} USD"]
    return Fraction(whole * 100 + cents, 100), draw(st.sampled_from(ways))


@given(numbers(), st.sampled_from(["0", "0.01", "-0.01", "1"]))
def test_a_number_that_is_written_out_supports_itself_alone(number, off):
    value, text = number
    accepted = Decimal(value.numerator) / Decimal(value.denominator) + Decimal(off)
    expected = {Stance.SUPPORTS} if off == "0" else {Stance.CONTRADICTS}
    if re.search(r"0{3}$", f"{accepted.quantize(Decimal(1)):f}") or accepted == accepted.to_integral_value():
        # A round accepted number may be the stated one, rounded.
        expected |= {Stance.MORE_PRECISE}
    assert amount_stance(text, accepted) in expected, (text, accepted)


@pytest.mark.parametrize(
    ("stated", "accepted", "stance"),
    [
        ("US$7.2 million", "7200000", Stance.SUPPORTS),
        ("7,2 milyon dollar", "7234567.10", Stance.LESS_PRECISE),
        ("7,2 millones de dólares", "7250001", Stance.CONTRADICTS),
        ("3,8 mil millones", "3800000000", Stance.SUPPORTS),
        ("3,8 milyard", "3849999999.99", Stance.LESS_PRECISE),
        ("7 234 567", "7200000", Stance.MORE_PRECISE),
        ("7.234.567", "7234567", Stance.SUPPORTS),
        ("many", "7200000", None),
    ],
)
def test_numbers_in_words_of_three_languages(stated, accepted, stance):
    assert amount_stance(stated, Decimal(accepted)) == stance
