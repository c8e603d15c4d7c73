"""A search that finds nothing asks whether another spelling was meant, of what readers may see alone."""

from urllib.parse import quote

import pytest
from django.db import connection

from archive.models import Person
from archive.writing import change
from tests.factories import make_event, make_person, make_place, make_visit, name_form, take_part
from tests.public.pages import Page, text_of

pytestmark = pytest.mark.django_db


def meant(client, query):
    """What the page of a search offers instead."""
    return [
        text_of(a)
        for p in Page(client, f"/search/?q={quote(query, safe='&=')}").all("p", class_="suggestions")
        for a in p.iter("a")
    ]


@pytest.mark.parametrize("typed", ["Aliyef", "Alieyv", "İlhem Aliyef", "Ilhan Əliyef", "Ilhem Aliyev"])
def test_a_misspelt_name_leads_to_the_one_that_is_meant(client, typed):
    make_person(name_en="Ilham Aliyev", name_az="İlham Əliyev")
    first = meant(client, typed)[0]
    assert first.split()[-1] in ("Aliyev", "Əliyev")
    page = Page(client, f"/search/?q={quote(first)}")
    assert "Ilham Aliyev" in page.main
    assert not page.all("p", class_="suggestions")


def test_other_forms_of_names_and_of_places_and_words_of_titles_are_meant_too(client):
    name_form(make_person(), "Гейдар Алиев", language="ru", script="Cyrl")
    make_visit(places=[make_place(name_en="Guadalajara")])
    make_event(title_en="Conference of ministers")
    assert meant(client, "Гейдер") == ["Гейдар"]
    assert meant(client, "Guadalahara") == ["guadalajara"]
    assert "Conference" in meant(client, "konference")


def test_what_begins_as_another_suggestion_is_not_offered_besides(client):
    for name in ("Aliyev", "Aliyeva", "Aliyevich"):
        make_person(name_en=name)
    assert meant(client, "Aliyef") == ["Aliyev"]


def test_a_word_is_written_as_where_it_only_begins_another(client, monkeypatch):
    make_person(name_en="Aliyeva")
    monkeypatch.setattr("archive.search.suggestions", lambda query: ["aliyev"])
    assert meant(client, "Aliyef") == ["Aliyev"]


def test_a_suggestion_stays_in_the_language_and_is_a_link(client):
    make_person(name_en="Bezauri")
    page = Page(client, "/az/search/?q=Bezaury")
    assert "/az/search/?q=Bezauri" in page.links()
    assert not list(page.faults())


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_a_hidden_name_is_never_meant_and_changes_nothing(client, status):
    make_person(name_en="Quillfeathers")
    before = [
        Page(client, f"/search/?q={query}").response.content for query in ("Quilfeathers", "Quillfeatherz", "Zuill")
    ]
    hidden = make_person(name_en="Quillfeatherz Zuilly", status=status)
    name_form(hidden, "Quilfeatherss")
    take_part(hidden, make_visit(title_en="Open"))
    after = [
        Page(client, f"/search/?q={query}").response.content for query in ("Quilfeathers", "Quillfeatherz", "Zuill")
    ]
    assert before == after
    assert meant(client, "Quillfeatherz") == ["Quillfeathers"]


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_however_many_hidden_names_are_like_it_what_is_seen_is_meant(client, status):
    # Not even by crowding out may a hidden word be told from one that nobody ever wrote.
    for name in ("Bezauri", "Aliyev", "Aliyeva", "Olinka"):
        make_person(name_en=name)
    asked = ("Bezaurx", "Bezaurx Aliyef", "Bezaurx Aliyef Olinca", "Olinca Bezaurw")
    before = [meant(client, query) for query in asked]
    assert before[0] == ["Bezauri"]
    place = make_place(name_en="Bezaurw")
    for letter in "xyzwvut":
        person = make_person(name_en=f"Bezaur{letter} Aliye{letter}", status=status)
        take_part(person, make_visit(status=status, places=[place]))
        name_form(person, f"Olinc{letter}")
    assert [meant(client, query) for query in asked] == before


def test_a_name_is_meant_from_when_its_record_or_one_that_names_its_place_is_published(client):
    place = make_place(name_en="Guadalajara")
    visit = make_visit(title_en="Conference", status="draft", places=[place])
    assert meant(client, "Guadalahara") == meant(client, "Conferense") == []
    visit = type(visit).objects.get()
    visit.status = "published"
    with change(by=None, why="test"):
        visit.save()
    assert (meant(client, "Guadalahara"), meant(client, "Conferense")) == (["guadalajara"], ["Conference"])
    name_form(place, "Quauhxicalco")
    assert meant(client, "Quauhxicalca") == ["quauhxicalco"]


def test_a_name_is_meant_no_more_when_its_last_record_is_withdrawn(client):
    person = make_person(name_en="Bezauri")
    assert meant(client, "Bezaury") == ["Bezauri"]
    person = Person.objects.get(pk=person.pk)
    person.status = "withdrawn"
    with change(by=None, why="test"):
        person.save()
    assert meant(client, "Bezaury") == []


@pytest.mark.parametrize(
    "query", ["Bezauri", "Bez", '"Bezaury"', "Bezaury&country=FR", "Bezaury&type=visits", "zzzzzz", "1"]
)
def test_what_finds_something_is_narrowed_or_is_like_nothing_has_no_suggestion(client, query):
    make_person(name_en="Bezauri")
    assert meant(client, query) == []


def test_two_queries_more_are_asked_however_many_words_are_alike(client, django_assert_max_num_queries):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        make_person(name_en=f"Bezaur{letter} {letter * 3}")
    # PostgreSQL is asked first what it expects, of the words and of those that are like them.
    with django_assert_max_num_queries(9 if connection.vendor == "postgresql" else 7):
        assert len(meant(client, "Bezaurii")) == 3
