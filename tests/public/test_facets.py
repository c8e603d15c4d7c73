"""Facets: what was found told by kind, country, decade, language and evidence, each number true, each a way further."""

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.public import facets
from archive.writing import change
from tests.factories import (
    MAKERS,
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
    take_part,
)
from tests.public.pages import Page, listed, text_of
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db


def offered(client, url):
    """{facet: {words: number}} of a page."""
    return {text_of(f.find("dt")): _choices(f) for f in Page(client, url).all("div", class_="facet")}


def _choices(facet):
    return {text_of(li.find("a")): int(text_of(li.find("span"))) for li in facet.iter("li")}


def links(page):
    """The addresses that the facets of a page lead to, with their numbers."""
    return {
        li.find("a").get("href"): int(text_of(li.find("span")))
        for f in page.all("nav", class_="facets")
        for li in f.iter("li")
    }


@pytest.fixture
@change(by=None, why="test")
def travels():
    """Visits of two decades between three countries, one of them attested in Spanish and French."""
    visit = make_visit(title_en="A", date="1992-01", visitor_country="FR", host_country="BE")
    make_visit(title_en="B", date="1994", visitor_country="BE", host_country="FR")
    make_visit(title_en="C", date="2001/2011", visitor_country="IT", places=[make_place(country="IT")])
    for language in ("es", "fr"):
        cite(visit, "title", "A", source=make_source(language=language))


def test_a_list_tells_what_it_holds_and_how_many_of_each(client, travels):
    assert offered(client, "/visits/") == {
        "Country": {"Belgium": 2, "France": 2, "Italy": 1},
        "Date": {"1990s": 2, "2000s": 1},
        "Language of a source": {"French": 1, "Spanish": 1},
        "Evidence": {"Several sources": 1},
    }


def test_facets_combine_stay_in_the_address_and_are_taken_back_one_by_one(client, travels):
    further = set(links(Page(client, "/visits/?country=FR")))
    assert further == {f"/visits/?country=FR&{one}" for one in ("language=es", "language=fr", "evidence=several")}
    page = Page(client, "/visits/?country=FR&decade=1990&language=es")
    assert [text_of(a) for a in page.all("a", class_="entry-title")] == ["A"]
    chosen = page.all("ul", class_="chosen")[0]
    for words in ("Country: France", "Date: 1990s", "Language of a source: Spanish"):
        assert words in text_of(chosen)
    assert {a.get("href") for a in chosen.iter("a")} == {
        "/visits/?decade=1990&language=es",
        "/visits/?country=FR&language=es",
        "/visits/?country=FR&decade=1990",
    }
    kept = {(e.get("name"), e.get("value")) for e in page.all("input", type="hidden")}
    assert kept == {("decade", "1990"), ("language", "es")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_number_is_that_of_the_list_behind_it(client, address):
    with_everything(address, 3)
    with_everything(address, 2)
    MAKERS[address]()
    page = Page(client, f"/{address}/")
    found = links(page)
    assert found
    for url, number in found.items():
        assert len(listed(client, url)) == number, url
        assert not list(Page(client, url).faults())


def test_each_type_has_facets_of_its_own(client):
    for kind in ("treaty", "protocol"):
        make_party(make_agreement(kind=kind, signed="1992"), country="FR")
    for language in ("es", "az"):
        make_source(language=language, kind="book", published=f"199{len(language)}")
    make_organization(kind="embassy", host_country="FR")
    make_organization(kind="ministry", country="BE")
    assert offered(client, "/agreements/") == {"Kind": {"Protocol": 1, "Treaty": 1}}
    assert offered(client, "/sources/") == {"Language": {"Azerbaijani": 1, "Spanish": 1}}
    assert offered(client, "/organizations/") == {
        "Country": {"Belgium": 1, "France": 1},
        "Kind": {"Embassy": 1, "Ministry": 1},
    }
    for born in ("1901", "1911"):
        make_person(born=born)
    assert offered(client, "/people/") == {"Born": {"1900s": 1, "1910s": 1}}


def test_what_all_share_and_what_is_alone_is_no_facet(client):
    make_visit(date="1992", visitor_country="FR")
    assert offered(client, "/visits/") == {}
    make_visit(date="1993", visitor_country="FR")
    assert offered(client, "/visits/") == {}


def test_nothing_hidden_counts(client):
    for status in ("draft", "in_review", "withdrawn"):
        make_visit(date="1970", visitor_country="IT", status=status)
        hidden = make_person(country="LU", status=status)
        seen = make_visit(date="1992", visitor_country="FR")
        take_part(hidden, seen)
        cite(seen, "title", "A", source=make_source(language="it", status=status))
        cite(seen, "title", "A", source=make_source(language="pt"), status="draft")
    make_visit(date="1993", visitor_country="BE")
    for url in ("/visits/", "/search/?q=visit"):
        assert offered(client, url) == {"Country": {"France": 3, "Belgium": 1}}
    for query in ("country=LU", "country=IT", "decade=1970", "language=it", "language=pt"):
        assert listed(client, f"/visits/?{query}") == []


def test_a_date_without_a_beginning_has_no_decade(client):
    make_visit(date="../1992")
    make_visit(date="1985/..")
    make_visit(date="1992")
    assert offered(client, "/visits/") == {"Date": {"1980s": 1, "1990s": 1}}


@pytest.mark.parametrize(
    ("query", "value"),
    [("decade=nineties", "nineties"), ("decade=0", "0"), ("decade=99999", "99999"), ("language=Narnian!", "Narnian!")],
)
def test_a_decade_or_language_that_is_none_gets_a_sentence(client, query, value):
    make_visit(date="1992")
    page = Page(client, f"/visits/?{query}")
    assert f"“{value}”" in page.main
    assert not page.all("a", class_="entry-title")
    assert not list(page.faults())


def test_a_decade_is_known_by_any_of_its_years(client, travels):
    assert listed(client, "/visits/?decade=1994") == ["A", "B"]
    assert listed(client, "/visits/?decade=9990") == []


def test_too_many_are_not_counted_and_the_page_says_so(client, travels, monkeypatch):
    make_visit(title_en="D", date="1995", visitor_country="FR")
    monkeypatch.setattr(facets, "MOST_COUNTED", 2)
    monkeypatch.setattr("archive.public.lists.MOST_COUNTED", 2)
    assert offered(client, "/visits/?country=FR") == {}
    assert "narrow the list first" in Page(client, "/visits/?country=FR").main
    assert offered(client, "/visits/?country=BE")
    # What a whole list holds is known without counting.
    assert offered(client, "/visits/")


@pytest.mark.parametrize("prefix", ["/az", "/es"])
def test_facets_are_in_the_readers_language(client, travels, prefix):
    words = " ".join(text_of(e) for e in Page(client, f"{prefix}/visits/").all("nav", class_="facets"))
    assert ("Fransa" if prefix == "/az" else "Francia") in words
    assert ("1990-cı illər" if prefix == "/az" else "años 1990") in words


def test_a_search_is_narrowed_by_type_country_decade_language_and_evidence(client, travels):
    make_event(title_en="A fair", date="1995", countries="FR")
    make_event(title_en="A fair", date="2003", countries="BE; FR")
    make_trade_figure(period="1990", exporter="FR", importer="BE", goods_en="a")
    found = offered(client, "/search/?q=a")
    assert found["Type"]["Events"] == 2
    assert "Kind" not in found
    page = Page(client, "/search/?q=a&country=FR&decade=1990")
    assert {parse_qs(urlsplit(url).query)["country"][0] for url in links(page)} == {"FR"}
    assert [text_of(e) for e in page.all("section", class_="found") for e in e.iter("h2")] == [
        "Events",
        "Visits",
        "Trade figures",
    ]
    for url, number in (links(page) | links(Page(client, "/search/?q=a"))).items():
        assert Page(client, url).response.context["total"] == number, url


def test_the_filters_of_a_search_are_taken_back_one_by_one_and_kept_by_its_form_and_its_lists(client, travels):
    page = Page(client, "/search/?q=a&type=visits&country=France")
    chosen = page.all("ul", class_="chosen")[0]
    assert {a.get("href") for a in chosen.iter("a")} == {"/search/?q=a&country=France", "/search/?q=a&type=visits"}
    assert "Country: France" in text_of(chosen)
    assert "Type: Visits" in text_of(chosen)
    assert {(e.get("name"), e.get("value")) for e in page.all("input", type="hidden")} == {
        ("type", "visits"),
        ("country", "France"),
    }
    assert "/visits/?q=a&country=France" in page.links()
    nothing = Page(client, "/search/?q=a&type=visits&country=France&decade=2000")
    assert "take one away" in nothing.main


@pytest.mark.parametrize(
    "query", ["type=planets", "country=Narnia", "decade=x", "evidence=plenty", "language=!!", "kind=planet"]
)
def test_a_value_that_a_search_does_not_understand_gets_a_sentence(client, travels, query):
    page = Page(client, f"/search/?q=a&{query}")
    assert page.status == 200
    assert page.response.context["total"] == 0
    assert f"“{query.partition('=')[2]}”" in page.main
    assert not list(page.faults())


def test_a_search_for_a_kind_finds_the_types_that_have_it(client):
    make_agreement(title_en="A treaty", kind="treaty")
    make_event(title_en="A treaty day")
    page = Page(client, "/search/?q=treaty&kind=treaty")
    assert [text_of(a) for a in page.all("a", class_="entry-title")] == ["A treaty"]
