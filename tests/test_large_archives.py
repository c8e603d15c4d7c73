"""What is written into a large archive, or undone in one, asks indexes, and leaves alone what is stored besides."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import Citation, Evidence, NameForm, Person, Stance, Visit
from archive.search.indexing import index
from archive.undoing import OfPerson
from archive.writing import change
from archive.writing.roomy import roomy
from archive.writing.surveying import survey
from tests.factories import make_person, make_source, make_visit, name_form

pytestmark = pytest.mark.django_db


def plan_of(queryset) -> str:
    """How the database finds the rows, without what it would choose for tables that are nearly empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return queryset.explain()


def test_what_a_person_did_in_a_time_is_found_by_the_person_and_the_time():
    now = timezone.now()
    selection = OfPerson(by="ayla", since=now - timedelta(hours=1), until=now)
    assert "revision_by_author_and_time" in plan_of(selection.versions(Visit).order_by())


def test_an_address_is_found_among_many_of_one_title_by_asking_for_addresses():
    for _number in range(11):
        make_visit(title_en="Talks in Baku")
    with CaptureQueriesContext(connection) as asked, change(by=None, why="One more"):
        visit = Visit(title_en="Talks in Baku")
        visit.save()
    assert visit.slug == "talks-in-baku-12"
    assert not [query for query in asked.captured_queries if re.search(r"slug\W+(?:::text )?LIKE", query["sql"])]


def test_an_address_that_a_record_had_is_not_given_again():
    visit = make_visit(title_en="Talks in Baku")
    with change(by=None, why="Renamed"):
        visit.slug = "baku-talks"
        visit.save()
    assert make_visit(title_en="Talks in Baku").slug == "talks-in-baku-2"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has a memory of its own in each process")
def test_a_large_set_of_changes_has_more_of_the_database_at_hand_and_gives_it_back():
    def held():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    before = held()
    with pytest.raises(ValueError, match="interrupted"), roomy():
        assert held() == -16 * 1024
        raise ValueError("interrupted")
    assert held() == before


def test_a_new_record_that_comes_with_its_citations_is_weighed_and_found():
    citation = Citation(source=make_source(), field="date", stated="1994")
    with change(by=None, why="A set") as current:
        current.create(Visit, [Visit(title_en="Talks in Baku", slug="talks", date="1992")], [{"citations": [citation]}])
    visit = Visit.objects.matching("talks").get()
    assert (visit.evidence, visit.uncited, visit.unsupported) == (Evidence.SINGLE, 0, 1)
    assert visit.citations.get().stance == Stance.CONTRADICTS
    assert [row.field for row in visit.discrepancies.all()] == ["date"]


def test_a_new_record_that_comes_with_forms_of_its_name_is_found_by_them():
    forms = [NameForm(text="Ада Лавлейс", language="ru", kind="transliteration"), NameForm(text="A. Byron")]
    with change(by=None, why="A set") as current:
        current.create(Person, [Person(name_en="Ada Lovelace", slug="ada")], [{"names": forms}])
    person = Person.objects.get()
    assert list(Person.objects.matching("лавлейс")) == list(Person.objects.matching("byron")) == [person]
    index(Person, [person.pk])
    assert Person.objects.get().search_text == person.search_text


def test_names_of_a_type_that_has_few_are_looked_up_where_only_these_stand():
    person = make_person(name_en="Ada Traveller")
    with change(by=None, why="Many names."):
        for number in range(300):
            name_form(person, f"Ada {number}")
    survey()
    if connection.vendor == "postgresql":
        # It looks by itself, but not when told to; until then it may hold the table for empty.
        connection.cursor().execute("ANALYZE archive_nameform")
    found = NameForm.objects.filter(organization__in=[1, 2, 3]).order_by("id")
    assert "name_of_organization" in plan_of(found)
