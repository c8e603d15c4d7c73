"""Pages of records to which very much is linked: each reads a page of it, and leads to all of it."""

import re

import pytest
from django.db import connection

from archive.models import Citation, Participation, Visit
from archive.public.records import paged
from archive.writing import change
from tests.factories import cite, make_person, make_source, make_visit, take_part
from tests.public.pages import Page, page_of

pytestmark = pytest.mark.django_db


def test_a_page_of_much_testimony_is_read_from_the_index_in_its_order():
    rows = Citation.objects.of_source(make_source())[:50]
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert "citation_in_order_of_source (source_id=? AND status=?)" in plan
        assert "TEMP B-TREE" not in plan
    else:
        with connection.cursor() as cursor:
            # In a table of a few rows it would not look at an index.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
        plan = rows.explain()
        assert "citation_in_order_of_source" in plan
        assert "Sort" not in plan


def walked(client, first, rel):
    """The pages of a record from one to the last that links lead to by `rel`."""
    pages = [Page(client, first)]
    while links := [a.get("href") for a in pages[-1].all("a", rel=rel)]:
        pages.append(Page(client, links[0]))
        assert len(pages) < 20
    return pages


def said(page):
    return re.findall(r"said \d+\.", page.main)


def much_testimony(visits=60):
    """A source that contradicts and supports each of so many visits and a person."""
    source = make_source()
    with change(by=None, why="test"):
        records = [*(make_visit() for _number in range(visits)), make_person()]
    with change(by=None, why="test"):
        for number, record in enumerate(records):
            for stance, n in (("contradicts", 2 * number), ("supports", 2 * number + 1)):
                cite(record, "summary", f"said {n}.", source=source, stance=stance)
    return source


def test_the_pages_of_a_source_hold_each_of_its_statements_once_contradictions_first(client):
    source = much_testimony()
    pages = walked(client, source.get_absolute_url(), "next")
    told = [text for page in pages for text in said(page)]
    # The person before the visits, what contradicts before what supports.
    assert told == [f"said {n}." for n in (120, *range(0, 120, 2), 121, *range(1, 120, 2))]
    assert [len(said(page)) for page in pages] == [50, 50, 22]


def test_the_pages_of_a_source_are_the_same_backwards_from_the_last(client):
    source = much_testimony()
    pages = walked(client, source.get_absolute_url(), "next")
    back = walked(client, f"{source.get_absolute_url()}?before=end", "prev")
    assert [said(page) for page in back[::-1]] == [said(page) for page in pages]


def test_a_numbered_page_of_a_source_is_found_while_its_address_is_in_use(client):
    source = much_testimony()
    third = walked(client, source.get_absolute_url(), "next")[2]
    assert said(Page(client, f"{source.get_absolute_url()}?page=3")) == said(third)


@pytest.mark.parametrize("query", ["page=4", "page=x", "page=9999", "after=1~1", "after=a.b~1", "after=99.1~1"])
def test_a_page_of_a_source_that_is_not_there_is_not_found(client, query):
    source = make_source()
    cite(make_visit(), "summary", "said 1.", source=source)
    assert client.get(f"{source.get_absolute_url()}?{query}").status_code == 404


def test_the_pages_of_a_source_tell_nothing_of_what_is_not_published(client):
    source = make_source()
    cite(make_visit(), "summary", "said 1.", source=source)
    cite(make_visit(status="draft"), "summary", "said 2.", source=source)
    cite(make_visit(), "summary", "said 3.", source=source, status="draft")
    assert said(page_of(client, source)) == ["said 1."]
    assert paged.Statements(source).count() == (1, True)


def test_no_more_of_much_testimony_is_counted_than_a_bound(client, monkeypatch):
    monkeypatch.setattr(paged, "MOST_COUNTED", 60)
    source = much_testimony()
    assert paged.Statements(source).count() == (60, False)
    page = page_of(client, source)
    assert "Page 1" in page.main
    assert "Page 1 of" not in page.main


def busy(visits=120):
    """A person on so many visits, of which the later ones were entered first."""
    person = make_person()
    with change(by=None, why="test"):
        for number in range(visits):
            take_part(person, make_visit(title_en=f"said {number}.", date=f"{2000 - number}"))
    return person


def test_the_pages_of_a_busy_person_tell_the_whole_life_in_order_of_time(client):
    person = busy()
    pages = walked(client, person.get_absolute_url(), "next")
    assert [text for page in pages for text in said(page)] == [f"said {n}." for n in reversed(range(120))]
    assert [len(said(page)) for page in pages] == [50, 50, 20]


def test_parts_that_are_too_many_to_be_put_in_order_are_told_as_they_were_entered_and_that_is_said(client, monkeypatch):
    monkeypatch.setattr(paged, "MOST_IN_TIME", 60)
    person = busy()
    pages = walked(client, person.get_absolute_url(), "next")
    found = [number for page in pages for number in sorted(int(text[5:-1]) for text in said(page))]
    assert found == list(range(120))
    assert all("in the order in which they were entered" in page.main for page in pages)


def test_no_more_parts_of_a_person_are_fetched_than_a_page_shows(client, monkeypatch):
    fetched = []
    monkeypatch.setattr(Participation, "from_db", counting(Participation.from_db, fetched))
    monkeypatch.setattr(Visit, "from_db", counting(Visit.from_db, fetched))
    person = busy()
    fetched.clear()
    page_of(client, person)
    assert len(fetched) == 2 * 50


def counting(made, into):
    def from_db(cls, *given):
        into.append(cls)
        return made.__func__(cls, *given)

    return classmethod(from_db)


def test_a_life_tells_nothing_of_what_is_not_published(client):
    person = make_person()
    take_part(person, make_visit(title_en="said 1."))
    take_part(person, make_visit(title_en="said 2.", status="draft"))
    assert said(page_of(client, person)) == ["said 1."]
    assert paged.Parts(person).count() == (1, True)
