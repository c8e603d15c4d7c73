"""What the page of each type of record says in its own form."""

import pytest

from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.public.pages import main_of, page_of, text_of

pytestmark = pytest.mark.django_db


def test_a_visit_is_a_journey(client):
    occasion = make_event(title_en="World fair")
    visit = make_visit(
        visitor_country="FR", host_country="BE", places=[make_place(name_en="Ghent", country="BE")], occasion=occasion,
        purpose_en="To open the pavilion",
    )  # fmt: skip
    for role, name in (("head_of_delegation", "Jane Doe"), ("host", "John Roe"), ("met", "Ann Poe")):
        take_part(make_person(name_en=name), visit, role=role)
    make_agreement(title_en="Pact of Ghent", signed_during=visit)
    page = page_of(client, visit)
    for words in (
        "France to Belgium", "Head of delegation Jane Doe", "Received by John Roe", "Met Ann Poe", "Ghent, Belgium",
        "On the occasion of World fair", "To open the pavilion", "Signed during the visit", "Pact of Ghent",
    ):  # fmt: skip
        assert words in page.main
    assert {f"/events/{occasion.slug}/", "/visits/?visitor=FR", "/visits/?host=BE"} <= set(page.links())


def test_a_person_is_a_life_in_order(client):
    person = make_person(name_en="Jane Doe", name_es="Juana Doe", country="FR")
    name_form(person, "Джейн Доу", language="ru", script="Cyrl", kind="transliteration")
    take_part(person, make_visit(title_en="Journey", date="1978-05"), capacity_en="envoy")
    post(person, make_organization(name_en="Embassy"), role="ambassador", since="1970", until="1974")
    take_part(person, make_agreement(title_en="Pact", signed="1972"), role="signatory")
    page = page_of(client, person)
    told = [text_of(moment) for moment in page.all("li", class_="moment")]
    assert told == [
        "1970–1974 Embassy, Ambassador", "1972 Signatory: Pact", "May 1978 Visitor (envoy): Journey",
        "English Jane Doe", "Spanish Juana Doe", "Russian, Cyrillic Джейн Доу, transliteration",
    ]  # fmt: skip


def test_an_organization_shows_its_people_over_time_and_its_agreements(client):
    body = make_organization(name_en="Academy", kind="academy", country="FR", founded="1901")
    post(make_person(name_en="Jane Doe"), body, title_en="Rector", since="1950")
    make_party(make_agreement(title_en="Pact", signed="1960"), organization=body)
    main = main_of(client, body)
    for words in ("Academy, France", "Founded 1901", "from 1950", "Jane Doe, Rector", "Party to", "Pact"):
        assert words in main


def test_an_event_shows_what_it_belongs_to_and_what_belongs_to_it(client):
    whole = make_event(title_en="Congress")
    event = make_event(title_en="Session", part_of=whole, place=make_place(name_en="Ghent"), countries="BE; FR")
    make_event(title_en="Vote", part_of=event)
    make_visit(title_en="Journey", occasion=event)
    main = main_of(client, event)
    for words in ("Part of Congress", "Ghent", "Belgium and France", "Vote", "Visits on this occasion Journey"):
        assert words in main
    assert "Session" in main_of(client, whole)


def test_an_agreement_shows_the_dates_of_its_life_and_its_parties(client):
    body = make_organization(name_en="Academy")
    visit = make_visit(title_en="Journey")
    agreement = make_agreement(signed="1960-01-02", in_force="1961", ended="1970", signed_during=visit, kind="treaty")
    make_party(agreement, country="FR")
    make_party(agreement, organization=body)
    take_part(make_person(name_en="Jane Doe"), agreement, role="signatory", capacity_en="minister")
    main = main_of(client, agreement)
    for words in (
        "Treaty", "Signed 2 January 1960", "In force from 1961", "Ended 1970", "Parties France", "Academy",
        "Signed during Journey", "Signed by Jane Doe, minister",
    ):  # fmt: skip
        assert words in main


def test_a_trade_figure_shows_its_amount_goods_and_the_others_of_its_period(client):
    figure = make_trade_figure(
        period="2023", exporter="FR", importer="BE", amount=7_200_000, currency="USD", goods_en="wine; coal"
    )
    other = make_trade_figure(period="2023", exporter="BE", importer="FR", amount=1_500_000, currency="USD")
    page = page_of(client, figure)
    for words in (
        "7,200,000 US dollars",
        "France",
        "wine",
        "coal",
        "Exports from Belgium to France, 2023",
        "1,500,000",
    ):
        assert words in page.main
    assert f"/trade/{other.slug}/" in page.links()
    assert "7.200.000" in main_of(client, figure, "/az")


def test_a_source_shows_all_that_it_supports_and_contradicts_by_record(client):
    source = make_source(
        title_en="A text", authors="Doe, Jane", published="2013", language="az", licence="CC BY-SA 4.0"
    )
    visit = make_visit(title_en="Journey", date="1992-05", host_country="FR")
    cite(visit, "date", "iyun 1992", source=source, locator="paragraph 7")
    cite(visit, "host_country", "Fransa", source=source)
    page = page_of(client, source)
    main = page.main
    against = main.index("What it states otherwise")
    assert against < main.index("iyun 1992") < main.index("What it supports") < main.index("Fransa")
    for words in ("Doe, Jane", "2013", "Azerbaijani", "CC BY-SA 4.0", "June 1992", "paragraph 7", "Journey"):
        assert words in main
    assert f"/visits/{visit.slug}/" in page.links()
