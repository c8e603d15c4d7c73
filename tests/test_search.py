import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Person, Place, TradeFigure, Visit
from archive.writing import change
from tests.factories import make_person, make_place, make_trade_figure, make_visit, name_form, take_part

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query", ["Əliyev", "əliyev", "Aliyev", "Eliyev", "ELİYEV", "heydar", "Heydər", "Алиев", "aliy heyd"]
)
def test_every_spelling_finds_the_person(query):
    person = make_person(name_en="Heydar Aliyev", name_az="Heydər Əliyev")
    name_form(person, "Гейдар Алиев", language="ru", script="Cyrl")
    make_person(name_en="Somebody Else")
    assert list(Person.objects.matching(query)) == [person]


@pytest.mark.parametrize(("stored", "queries"), [
    ("İlham", ["İlham", "ILHAM", "ilham", "Ilham"]),
    ("José López Portillo", ["Lopez", "López", "LÓPEZ portillo"]),
    ("Mariya de Lurdes Aranda Bezauri", ["Bezauri", "bezau", "aranda bezauri"]),
])  # fmt: skip
def test_folded_letters_meet(stored, queries):
    person = make_person(name_az=stored)
    for query in queries:
        assert list(Person.objects.matching(query)) == [person], query


def test_a_visit_is_found_by_its_participants_and_places():
    person, place = make_person(name_az="Ülvi Quliyev"), make_place(name_az="Şuşa")
    visit = make_visit(title_en="A journey", places=[place], host_country="FR")
    take_part(person, visit)
    for query in ("quliyev", "Şuşa", "susa", "journey quliyev", "Fransa"):
        assert list(Visit.objects.matching(query)) == [visit], query


def test_the_name_of_a_draft_person_finds_no_published_visit():
    person, visit = make_person(name_en="Hidden Name", status="draft"), make_visit()
    take_part(person, visit)
    assert not Visit.objects.matching("Hidden")
    person.refresh_from_db()
    person.status = "published"
    with change(by=None):
        person.save()
    assert Visit.objects.matching("Hidden")


def test_a_renamed_place_is_found_by_its_new_name():
    place = make_place(name_en="Old Town")
    visit = make_visit(places=[place])
    place.name_en = "New Town"
    with change(by=None):
        place.save()
    assert list(Place.objects.matching("new town")) == [place]
    assert list(Visit.objects.matching("new town")) == [visit]
    assert not Visit.objects.matching("old")


def test_a_record_without_a_title_is_found_by_what_it_is_called():
    figure = make_trade_figure(period="2023", between="DE; FR")
    assert list(TradeFigure.objects.matching("trade between germany 2023")) == [figure]


def test_editors_notes_are_not_searched():
    make_visit(note="confidential remark")
    assert not Visit.objects.matching("confidential")


def test_a_query_without_words_finds_all():
    make_visit()
    for query in ("", "  ", "…", "'\""):
        assert Visit.objects.matching(query).count() == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_no_query_is_an_error(query):
    assert Visit.objects.matching(query).count() == 0


@pytest.mark.parametrize(
    "query", ["a\x00b", '" OR 1=1', "x" * 10_000, "a " * 500, "NEAR(a b)", "a:*", "!&|()", "-a", "*"]
)
def test_operators_and_endless_queries_are_only_words(query):
    make_visit(title_en="Quiet")
    assert Visit.objects.matching(query).count() in (0, 1)


def test_a_query_whose_words_lie_beyond_the_limit_is_a_query_without_words():
    visit = make_visit(title_en="Quiet")
    assert list(Visit.objects.matching("!" * 200 + "abc")) == [visit]
