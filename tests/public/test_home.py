"""The first page tells the relation at a glance, from what is published alone."""

import pytest

from archive.public import moments
from archive.writing import change
from tests.factories import (
    cite,
    make_agreement,
    make_event,
    make_party,
    make_person,
    make_source,
    make_trade_figure,
    make_visit,
    take_part,
)

pytestmark = pytest.mark.django_db
# One of them asks by which revision the pairs of countries were added up.
QUERIES = 14


@pytest.fixture
@change(by=None, why="test")
def relation():
    """Two countries with relations whose beginning is disputed, visits both ways, an agreement and trade."""
    start = make_event(title_en="Relations begin", kind="relations", date="1992-01-14", countries="BE; FR")
    cite(start, "date", "14 January 1992", make_source(title_en="Article"))
    cite(start, "date", "10 fevral 1992", make_source(title_en="Embassy text", language="az"))
    there = make_visit(
        title_en="A journey north", visitor_country="FR", host_country="BE", date="2012-08-21/2012-08-23"
    )
    make_visit(title_en="A journey south", visitor_country="BE", host_country="FR", date="2008")
    take_part(make_person(name_en="Ada Traveller"), there, role="head_of_delegation")
    treaty = make_agreement(title_en="Treaty of friendship", signed="2010-05")
    make_party(treaty, "BE")
    make_party(treaty, "FR")
    make_trade_figure(period="2023", between="BE; FR", amount="7200000", currency="USD")
    return start


def home(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_sentence_names_the_countries_that_most_records_join(client, relation):
    make_visit(visitor_country="DE", host_country="FR", date="1950")
    page = home(client)
    assert "The relations between Belgium and France" in page
    assert "Germany and" not in page


def test_several_pairs_are_named_where_they_share_about_as_much(client):
    make_visit(visitor_country="DE", host_country="FR")
    make_visit(visitor_country="BE", host_country="FR")
    page = home(client)
    assert "Germany and France" in page
    assert "Belgium and France" in page


def test_the_disputed_beginning_shows_both_days(client, relation):
    page = home(client)
    assert "14 January 1992" in page
    assert "10 February 1992" in page
    assert relation.get_absolute_url() in page


def test_latest_visits_agreements_trade_and_counts_stand_on_the_page(client, relation):
    page = home(client)
    for words in ("A journey north", "21–23 August 2012", "Treaty of friendship", "7,200,000", "Ada Traveller"):
        assert words in page
    assert ">2 visits</a>" in page
    assert ">1 agreement</a>" in page


def test_the_two_directions_of_visits_lie_above_and_below_the_axis(client, relation):
    drawing = client.get("/").context["drawings"][0]
    lanes = {lane.name: lane for lane in drawing.lanes}
    assert lanes["Visits, Belgium to France"].marks[0].y < drawing.axis
    assert lanes["Visits, France to Belgium"].marks[0].y > drawing.ground


def test_what_is_drawn_is_told_in_a_table_too(client, relation):
    context = client.get("/").context
    drawn = {mark.url for lane in context["drawings"][0].lanes for mark in lane.marks}
    assert drawn == {moment.record.get_absolute_url() for moment in context["told"]}


def test_drafts_stay_out(client, relation):
    make_visit(title_en="Quillfeather visit", visitor_country="FR", host_country="BE", date="2020", status="draft")
    make_event(title_en="Quillfeather event", date="2020", status="withdrawn", kind="relations")
    published = make_visit(title_en="Public visit", visitor_country="FR", host_country="BE", date="2019")
    take_part(make_person(name_en="Quillfeather", status="draft"), published)
    page = home(client)
    assert "Quillfeather" not in page
    assert ">3 visits</a>" in page


def test_an_empty_archive_says_what_will_be_here(client):
    assert "Nothing is published here yet" in home(client)


@pytest.mark.parametrize("more", [0, 12])
def test_the_page_takes_the_same_few_queries_however_much_there_is(
    client, relation, more, django_assert_max_num_queries
):
    for number in range(more):
        visit = make_visit(visitor_country="FR", host_country="BE", date=f"{1990 + number}")
        cite(visit, "date", f"{1990 + number}")
        cite(visit, "date", "1901")
    with django_assert_max_num_queries(QUERIES) as queries:
        home(client)
    assert len(queries) == QUERIES


def test_a_known_day_is_sharp_and_an_uncertain_one_is_not():
    assert all(map(moments.is_known, ("2012-08-21", "2012-08-21/2012-08-23")))
    assert not any(
        map(moments.is_known, ("2012", "2012-08", "2012-08-21~", "2012-08-21/..", "[2012-01-01,2012-02-01]"))
    )
