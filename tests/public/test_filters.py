"""How readers narrow lists, and what they are told about a value that is not understood."""

import pytest

from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_trade_figure,
    make_visit,
)
from tests.public.pages import Page, listed, text_of, titles
from tests.public.scenes import ADDRESSES

pytestmark = pytest.mark.django_db


def test_words_narrow_a_list_by_folded_letters(client):
    make_person(name_en="José López")
    make_person(name_en="Somebody Else")
    assert listed(client, "/people/?q=lopez") == ["José López"]


@pytest.mark.parametrize("written", ["FR", "fr", "France", "Fransa", "Francia"])
def test_a_country_is_understood_by_code_and_by_name_in_any_language(client, written):
    make_visit(title_en="Wanted", host_country="FR")
    make_visit(title_en="Other", host_country="BE")
    assert listed(client, f"/visits/?country={written}") == ["Wanted"]


def test_a_country_is_looked_for_in_every_way_that_it_can_concern_a_record(client):
    make_visit(title_en="visitor", visitor_country="FR")
    make_visit(title_en="host", host_country="FR")
    make_visit(title_en="place", places=[make_place(country="FR"), make_place(country="FR")])
    make_visit(title_en="none", host_country="BE")
    assert listed(client, "/visits/?country=FR&sort=title") == ["host", "place", "visitor"]
    make_event(title_en="among others", countries="BE; FR")
    assert listed(client, "/events/?country=FR") == ["among others"]
    make_trade_figure(period="1990", exporter="FR", importer="BE")
    make_trade_figure(period="1991", between="BE; FR")
    assert len(listed(client, "/trade/?country=FR")) == 2


def test_a_country_reached_through_a_draft_does_not_count(client):
    agreement = make_agreement(title_en="Public")
    make_party(agreement, organization=make_organization(country="FR", status="draft"))
    make_party(agreement, organization=make_organization(country="BE"))
    assert listed(client, "/agreements/?country=FR") == []
    assert listed(client, "/agreements/?country=BE") == ["Public"]
    options = [e.get("value") for e in Page(client, "/agreements/").all("option")]
    assert "BE" in options
    assert "FR" not in options


def test_visits_are_narrowed_by_direction(client):
    make_visit(title_en="There", visitor_country="FR", host_country="BE")
    make_visit(title_en="Back", visitor_country="BE", host_country="FR")
    assert listed(client, "/visits/?visitor=FR") == ["There"]
    assert listed(client, "/visits/?host=FR") == ["Back"]
    assert listed(client, "/visits/?visitor=FR&host=FR") == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("since=1993", ["B", "C"]),
        ("until=1992", ["A"]),
        ("since=14.01.1992&until=1993-05", ["A", "B"]),
        ("since=yanvar 1994", ["C"]),
        ("since=enero de 1994", ["C"]),
    ],
)
def test_since_and_until_take_dates_as_people_write_them(client, query, wanted):
    for title, date in (("A", "1992"), ("B", "1993-02"), ("C", "1994-06-07")):
        make_visit(title_en=title, date=date)
    make_visit(title_en="undated")
    assert listed(client, f"/visits/?{query}") == wanted


def test_kinds_and_evidence_narrow_a_list(client):
    treaty = make_agreement(title_en="T", kind="treaty")
    make_agreement(title_en="P", kind="protocol")
    assert listed(client, "/agreements/?kind=treaty") == ["T"]
    for number in (1, 2):
        cite(treaty, "title", f"T{number}")
    assert listed(client, "/agreements/?evidence=several") == ["T"]
    assert listed(client, "/agreements/?evidence=single") == []


def test_disputed_records_are_found_by_their_evidence(client):
    visit = make_visit(title_en="Disputed", date="1992")
    make_visit(title_en="Calm", date="1992")
    cite(visit, "date", "1992")
    cite(visit, "date", "1993")
    assert listed(client, "/visits/?evidence=disputed") == ["Disputed"]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("country=Narnia", "Narnia"),
        ("visitor=ZZ", "ZZ"),
        ("host=!!", "!!"),
        ("since=someday", "someday"),
        ("until=31/02/1900", "31/02/1900"),
        ("evidence=plenty", "plenty"),
        ("sort=password", "password"),
        ("q=%3F%21", "?!"),
    ],
)
def test_a_value_that_is_not_understood_gets_an_empty_list_and_a_sentence_that_names_it(client, query, value):
    make_visit(title_en="There", date="1992")
    page = Page(client, f"/visits/?{query}")
    assert page.status == 200
    assert titles(page) == []
    assert f"“{value}”" in page.main
    assert not list(page.faults())


@pytest.mark.parametrize("query", ["nonsense=1", "kind=treaty", "status=draft", "slug__startswith=a", "page=1", "q="])
def test_parameters_that_a_list_does_not_have_are_ignored(client, query):
    make_visit(title_en="There", status="published")
    make_visit(title_en="Hidden", status="draft")
    assert listed(client, f"/visits/?{query}") == ["There"]


def test_no_value_of_any_parameter_breaks_a_list(client):
    values = [
        "'",
        '"><b>',
        "%",
        "🜚",
        "9" * 400,
        "a b " * 200,
        "1992/..",
        "[1992,1993]",
        "-1",
        "!" * 200 + "abc",
    ]
    names = ("q", "country", "visitor", "host", "since", "until", "kind", "evidence", "sort")
    for address in ADDRESSES:
        for name in names:
            for value in values:
                assert client.get(f"/{address}/", {name: value}).status_code == 200, (address, name, value)


def test_filters_in_force_stand_as_words_that_can_be_taken_away(client):
    make_visit(host_country="FR", date="1992")
    page = Page(client, "/visits/?host=FR&since=1990-02&nonsense=1")
    chosen = page.all("ul", class_="chosen")[0]
    assert "Host country: France" in text_of(chosen)
    assert "Since: February 1990" in text_of(chosen)
    assert {a.get("href") for a in chosen.iter("a")} == {"/visits/?since=1990-02", "/visits/?host=FR"}
