"""The lists of records: what they show, how they are narrowed, and what they answer to what they do not understand."""

import pytest

from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_organization,
    make_person,
    make_place,
    make_source,
    make_visit,
    post,
    take_part,
)
from tests.public.pages import Page, listed, text_of, titles
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db
FIFTY = 50


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_every_type_has_a_valid_list_in_every_language(client, address, prefix):
    with_everything(address, 2)
    page = Page(client, f"{prefix}/{address}/")
    assert page.status == 200
    assert not list(page.faults())
    assert page.root.get("lang") == (prefix.strip("/") or "en")
    assert titles(page)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_list_says_what_would_be_here(client, address):
    page = Page(client, f"/{address}/")
    assert page.status == 200
    assert "Nothing is published here yet" in page.main


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_takes_no_more_queries_for_many_records_than_for_one(client, address, django_assert_max_num_queries):
    counts = []
    for many in (1, 30):
        with_everything(address, many)
        for _number in range(many):
            MAKERS[address]()
        with django_assert_max_num_queries(12) as queries:
            assert Page(client, f"/{address}/").status == 200
        counts.append(len(queries))
    # What has no date is asked for where those with one do not fill the page.
    assert counts[1] <= counts[0]


def test_a_line_says_when_who_where_and_how_well_attested(client):
    visit = make_visit(
        title_en="State visit",
        date="1978-05",
        visitor_country="FR",
        host_country="BE",
        places=[make_place(name_en="Ghent")],
    )
    take_part(make_person(name_en="Jane Doe"), visit, role="head_of_delegation")
    cite(visit, "date", "May 1978")
    page = Page(client, "/visits/")
    for words in ("May 1978", "State visit", "France to Belgium", "Jane Doe", "Ghent", "One source"):
        assert words in page.main


def test_a_line_names_four_people_and_says_how_many_more(client):
    visit = make_visit()
    for number in range(6):
        take_part(make_person(name_en=f"Deputy {number}"), visit)
    assert "Deputy 0, Deputy 1, Deputy 2, Deputy 3 and 2 more" in Page(client, "/visits/").main


def test_the_count_is_a_sentence(client):
    make_visit()
    assert "1 visit" in Page(client, "/visits/").main
    make_visit()
    assert "2 visits, oldest first" in Page(client, "/visits/").main


def test_a_list_is_in_the_order_of_dates_with_each_year_once(client):
    for title, date in (("C", "1993"), ("A", "1992-02"), ("B", "1992-05-01"), ("D", "")):
        make_visit(title_en=title, date=date)
    page = Page(client, "/visits/")
    assert titles(page) == ["A", "B", "C", "D"]
    assert [text_of(e) for e in page.root.iter() if "entry-year" in e.get("class", "").split()] == ["1992", "1993"]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [("date", ["B", "A", "C"]), ("-date", ["A", "B", "C"]), ("title", ["A", "B", "C"]), ("-title", ["C", "B", "A"])],
)
def test_a_list_is_sorted_as_asked_and_what_has_no_date_comes_last(client, sort, wanted):
    for title, date in (("A", "1993"), ("B", "1992"), ("C", "")):
        make_visit(title_en=title, date=date)
    assert listed(client, f"/visits/?sort={sort}") == wanted


def test_titles_are_sorted_as_the_reader_reads_them(client):
    make_person(name_en="Alpha", name_es="Zeta")
    make_person(name_en="Beta")
    assert listed(client, "/people/") == ["Alpha", "Beta"]
    assert listed(client, "/es/people/") == ["Beta", "Zeta"]


def test_the_same_list_is_offered_as_data(client):
    make_visit(host_country="FR")
    links = Page(client, "/az/visits/?host=FR&page=1").links()
    for suffix in ("csv", "xlsx", "json"):
        assert f"/visits.{suffix}?host=FR" in links


def test_a_long_list_has_pages_of_fifty(client):
    with change(by=None, why="test"):
        for number in range(FIFTY + 1):
            make_visit(title_en=f"V{number:02}", date=str(1900 + number))
    first = Page(client, "/visits/")
    [further] = {a.get("href") for a in first.all("a", rel="next")}
    second = Page(client, further)
    assert len(titles(first)) == FIFTY
    assert titles(second) == ["V50"]
    assert titles(Page(client, "/visits/?page=2")) == ["V50"]
    assert "51 visits" in first.main


@pytest.mark.parametrize("number", ["0", "2", "-1", "abc", "9" * 3000, "1.5", "last"])
def test_a_page_that_is_not_there_is_not_found(client, number):
    make_visit()
    assert client.get("/visits/", {"page": number}).status_code == 404


def test_each_page_names_itself_in_the_other_languages(client):
    make_source()
    page = Page(client, "/az/sources/?sort=title&q=Source")
    alternates = {e.get("hreflang"): e.get("href") for e in page.all("link", rel="alternate") if e.get("hreflang")}
    assert alternates == {
        "en": "http://testserver/sources/",
        "az": "http://testserver/az/sources/",
        "es": "http://testserver/es/sources/",
        "x-default": "http://testserver/sources/",
    }
    assert [e.get("href") for e in page.all("link", rel="canonical")] == ["http://testserver/az/sources/"]
    assert "/es/sources/?sort=title&q=Source" in page.links()


def test_a_text_in_another_language_is_marked_with_it(client):
    make_visit(title_en="", title_es="Visita de Estado")
    (link,) = Page(client, "/visits/").all("a", class_="entry-title")
    assert [(e.get("lang"), text_of(e)) for e in link] == [("es", "Visita de Estado"), (None, "(in Spanish)")]


def test_a_person_is_listed_with_each_office_and_where_it_is_held(client):
    jane = make_person(name_en="Jane Doe", country="FR")
    post(jane, make_organization(name_en="Friendship <group>"), title_en="Member", since="1950")
    post(jane, make_organization(name_en="Academy"), since="1960")
    post(jane, make_organization(name_en="Hidden", status="draft"), title_en="Chair")
    (about,) = Page(client, "/people/").all("span", class_="entry-about")
    assert text_of(about) == "France · Member, Friendship <group>; Academy"


def test_a_name_of_somebody_needs_no_word_for_its_language(client):
    make_person(name_en="", name_es="Juana")
    (link,) = Page(client, "/people/").all("a", class_="entry-title")
    assert [(e.get("lang"), text_of(e)) for e in link] == [("es", "Juana")]


def test_what_editors_typed_is_shown_as_text(client):
    make_visit(title_en="<script>alert(1)</script>", purpose_en="<b>")
    page = Page(client, "/visits/?q=%3Cscript%3Ealert")
    assert titles(page) == ["<script>alert(1)</script>"]
    assert not list(page.faults())
