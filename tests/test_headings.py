"""Headings say of each published record what it is listed under, and count right whatever happens to the records."""

import random
import threading

import pytest
from django.db import connection

from archive.models import RECORD_TYPES, Facet, Heading, Listed
from archive.review import identity
from archive.writing import change, complete_headings
from tests.factories import (
    MAKERS,
    cite,
    edit,
    make_agreement,
    make_event,
    make_party,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    take_part,
)

pytestmark = pytest.mark.django_db


def under(record):
    """The {(facet, value)} under which a record stands, with those of its rows that are looked for in order of time."""
    record.refresh_from_db()
    rows = Heading.objects.filter(pk__in=record.headings.split())
    assert {row.type for row in rows} <= {record.address}
    return {(row.facet, row.value) for row in rows}


def countries(record):
    return {value for facet, value in under(record) if facet == Facet.COUNTRY}


def recounted():
    """All headings that have records, counted from the records themselves, and all rows that are listed."""
    counts, listed = {}, set()
    for model in RECORD_TYPES:
        for record in model._base_manager.exclude(headings=""):
            assert record.status == "published"
            name = record.dated_by
            days = (getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")) if name else (None, None)
            for key in map(int, record.headings.split()):
                counts[key] = counts.get(key, 0) + 1
                listed.add((key, record.pk, *days))
    return counts, listed


def assert_counted():
    counts, listed = recounted()
    assert dict(Heading.objects.filter(records__gt=0).values_list("pk", "records")) == counts
    rows = set(Listed.objects.values_list("heading_id", "record", "first", "last"))
    facets = dict(Heading.objects.values_list("pk", "facet"))
    assert rows == {row for row in listed if facets[row[0]] in (Facet.COUNTRY, Facet.LANGUAGE, Facet.LONG)}


def test_a_visit_stands_under_all_that_it_has_to_do_with():
    place = make_place(country="IT")
    visit = make_visit(visitor_country="FR", host_country="BE", date="1994-05", places=[place])
    take_part(make_person(country="ES"), visit)
    take_part(make_person(country="PL", status="draft"), visit)
    cite(visit, "title", "A", source=make_source(language="es"))
    cite(visit, "title", "B", source=make_source(language="ru", status="draft"))
    assert under(visit) == {
        ("country", "FR"),
        ("country", "BE"),
        ("country", "IT"),
        ("country", "ES"),
        ("visitor_country", "FR"),
        ("host_country", "BE"),
        ("pair", "BE; FR"),
        ("place", str(place.pk)),
        ("decade", "1990"),
        ("evidence", "single"),
        ("language", "es"),
    }


@pytest.mark.parametrize(("date", "is_long"), [("1994", False), ("199X", True), ("1994/1996", True), ("../1950", True)])
def test_a_date_that_leaves_years_open_is_a_long_stretch(date, is_long):
    assert (("long", "") in under(make_visit(date=date))) is is_long


def test_each_type_is_placed_by_its_own_columns_and_links():
    assert countries(make_event(countries="FR; BE", place=make_place(country="IT"))) == {"FR", "BE", "IT"}
    agreement = make_agreement()
    make_party(agreement, country="FR")
    assert countries(agreement) == {"FR"}
    assert countries(make_trade_figure(exporter="FR", importer="BE")) == {"FR", "BE"}
    assert ("language", "es") in under(make_source(language="es"))
    assert ("kind", "meeting") in under(make_event(kind="meeting"))


def test_what_joins_two_countries_and_lies_on_the_map_says_so():
    event = make_event(countries="FR; BE", place=make_place(latitude="40.1", longitude="49.2"))
    assert {("pair", "BE; FR"), ("located", "yes")} < under(event)
    assert "pair" not in dict(under(make_event(countries="FR; BE; IT")))
    agreement = make_agreement()
    for code in ("FR", "BE", "IT"):
        make_party(agreement, country=code)
    assert {value for facet, value in under(agreement) if facet == "pair"} == {"BE; FR", "BE; IT", "FR; IT"}


@pytest.mark.parametrize("address", MAKERS)
def test_what_is_not_published_stands_under_nothing(address):
    draft = MAKERS[address](status="draft")
    assert under(draft) == set()
    edit(draft, status="published")
    assert under(draft)
    edit(draft, status="withdrawn")
    assert under(draft) == set()
    assert_counted()


def test_what_changes_elsewhere_is_followed():
    place, person = make_place(country="IT"), make_person(country="ES")
    visit = make_visit(visitor_country="FR", date="1990", places=[place])
    take_part(person, visit)
    edit(place, country="PL")
    edit(person, status="withdrawn")
    assert countries(visit) == {"FR", "PL"}
    edit(visit, date="199X")
    assert set(
        Listed.objects.filter(record=visit.pk, heading__type="visits").values_list("first__year", "last__year")
    ) == {(1990, 1999)}
    assert_counted()


def test_merging_takes_the_one_that_goes_from_under_its_headings():
    kept, gone = make_person(country="FR"), make_person(country="BE")
    take_part(gone, make_visit())
    identity.merge(kept, gone, by=None)
    assert_counted()
    assert Heading.objects.get(type="people", facet="country", value="BE").records == 0


def test_numbers_stay_right_through_a_hundred_changes():
    chance = random.Random(5)
    records = [MAKERS[address]() for address in MAKERS for _number in range(3)]
    visits = [record for record in records if record.address == "visits"]
    for _step in range(100):
        record = chance.choice(records)
        values = {"status": chance.choice(["published", "draft", "withdrawn", "in_review"])}
        if record.address == "visits":
            values |= {
                "date": chance.choice(["1990", "19XX", "", "2001-02-03"]),
                "host_country": chance.choice(["", "FR"]),
            }
        if record.status in ("published", "withdrawn") and values["status"] in ("draft", "in_review"):
            values["status"] = "published"
        edit(record, **values)
        record.refresh_from_db()
        if chance.random() < 0.3:
            cite(chance.choice(visits), "title", "A", source=make_source(language=chance.choice(["es", "fr"])))
    assert_counted()


def test_what_was_stored_before_there_were_headings_gets_its_own():
    visit = make_visit(visitor_country="FR", date="1994")
    before = under(visit)
    Listed.objects.all().delete()
    Heading.objects.update(records=0)
    for model in RECORD_TYPES:
        model._base_manager.update(headings="")
    complete_headings()
    assert under(visit) == before
    assert_counted()


def test_created_records_stand_under_the_headings_of_saved_ones():
    saved = make_visit(visitor_country="FR", date="1994", title_en="A")
    with change(by=None) as current:
        fresh = type(saved)(slug="new", status="published", visitor_country="FR", date="1994", title_en="A")
        current.create(type(saved), [fresh], [{}])
    assert under(fresh) == under(saved)
    assert_counted()


@pytest.mark.django_db(transaction=True)
def test_numbers_stay_right_where_two_change_the_same_at_once():
    place = make_place(country="IT")
    visits = [make_visit(visitor_country="FR", date="1994", places=[place]) for _number in range(4)]

    def move():
        for code in ("PL", "ES", "IT", "PL", "ES", "IT"):
            edit(type(place).objects.get(pk=place.pk), country=code)

    def date():
        for number in range(12):
            edit(type(visits[0]).objects.get(pk=visits[number % 4].pk), date=f"19{number + 10}", host_country="BE")

    failures = []

    def in_thread(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=in_thread, args=[work]) for work in (move, date)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert_counted()
    assert {code for visit in visits for code in countries(visit)} == {"FR", "BE", "IT"}
