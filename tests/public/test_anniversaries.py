"""The calendar holds every published day that is known to the day, and no other."""

from datetime import date

import pytest
from icalendar import Calendar

from tests.factories import MAKERS, make_agreement, make_event, make_person, make_source, make_visit

pytestmark = pytest.mark.django_db


def days(client, address="/anniversaries.ics"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return {str(event["uid"]): event for event in Calendar.from_ical(response.getvalue()).walk("VEVENT")}


def test_a_known_day_comes_again_every_year_under_the_name_of_what_came_to_pass(client):
    make_agreement(slug="pact", title_en="A pact; with, signs", signed="1995-05-04", in_force="1996-02-29")
    make_person(slug="ada", name_en="Ada", born="1950-01-02", died="2001-03")
    make_visit(slug="tour", title_en="A tour", date="2012-08-21/2012-08-23", summary_en="Two lines.\n\nOf words.")
    found = days(client)
    assert set(found) == {
        f"{name}@testserver"
        for name in ("agreements/pact/signed", "agreements/pact/in_force", "people/ada/born", "visits/tour/date")
    }
    signed = found["agreements/pact/signed@testserver"]
    assert signed.decoded("dtstart") == date(1995, 5, 4)
    assert signed["rrule"] == {"FREQ": ["YEARLY"]}
    assert str(signed["summary"]) == "Signed: A pact; with, signs (1995)"
    assert str(signed["url"]) == "http://testserver/agreements/pact/"
    assert str(found["people/ada/born@testserver"]["summary"]) == "Born: Ada (1950)"
    tour = found["visits/tour/date@testserver"]
    assert (tour.decoded("dtstart"), tour.decoded("dtend")) == (date(2012, 8, 21), date(2012, 8, 22))
    assert "Two lines." in str(tour["description"])


@pytest.mark.parametrize(
    "uncertain", ["1992", "1992-05", "1992-05-04~", "1992-05-04?", "[1992-01-14,1992-02-10]", "../1992-05-04"]
)
def test_what_is_not_known_to_the_day_has_no_anniversary(client, uncertain):
    make_event(date=uncertain)
    assert not days(client)


def test_nothing_unpublished_is_in_it(client):
    for make in MAKERS.values():
        row = make(slug="quillfeather")
        name = type(row).dated_by
        make(slug="hidden", status="draft", **({name: "1990-01-02"} if name else {}))
    make_source(published="1990-01-02")
    assert not days(client)


def test_it_speaks_the_language_of_its_address(client):
    make_agreement(slug="pact", title_en="A pact", title_es="Un pacto", signed="1995-05-04")
    (event,) = days(client, "/es/anniversaries.ics").values()
    assert "Un pacto (1995)" in str(event["summary"])


def test_it_takes_as_many_queries_for_many_days(client, django_assert_num_queries):
    make_event(date="1990-01-02")
    with django_assert_num_queries(10):
        days(client)
    for _number in range(20):
        make_event(date="1990-01-02")
    with django_assert_num_queries(10):
        assert len(days(client)) == 21
