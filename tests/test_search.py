"""Words, phrases and misspelt names find what they mean, on either database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Person, Place, Spelling, TradeFigure, Visit
from archive.models.sets import update_rows
from archive.search import Term, complete_index, suggestions, terms
from archive.search.spelling import learn
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


def test_beyond_ten_words_and_two_hundred_letters_nothing_is_looked_for():
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett"]
    visit = make_visit(title_en=" ".join(words))
    assert list(Visit.objects.matching(" ".join(words))) == [visit]
    assert list(Visit.objects.matching(" ".join([*words, "kilo"]))) == [visit]
    assert not Visit.objects.matching(" ".join([*words[:9], "kilo"]))
    # A phrase counts with all its words; one that would go beyond them is not looked for at all.
    assert list(Visit.objects.matching(" ".join([*words[:9], '"kilo lima"']))) == [visit]
    assert list(Visit.objects.matching(f"alpha{'.' * 195} kilo")) == [visit]
    assert not Visit.objects.matching(f"alpha{'.' * 190} kilo")
    assert len(terms("a " * 5000)) == 10


@pytest.mark.parametrize(
    "query",
    ['"state visit"', "“State VISIT”", "«state visit» bak", '"visit of Həsən"', '"hasan eliyev"', '"Baku"', '"'],
)
def test_quotation_marks_find_words_as_they_stand_together(query):
    visit = make_visit(title_en="State visit of Həsən Eliyev to Baku")
    assert list(Visit.objects.matching(query)) == [visit]


@pytest.mark.parametrize(
    "query",
    ['"visit state"', '"state of"', '"state visi"', '"Bak"', '"Baku state"', '"state visit" paris', '"to other"'],
)
def test_a_phrase_is_not_found_in_other_words_parts_of_words_or_across_two_texts(query):
    make_visit(title_en="State visit of Həsən Eliyev to Baku", purpose_en="Other things")
    assert not Visit.objects.matching(query)


def test_the_words_of_a_phrase_count_among_the_words_of_a_query():
    ten = terms('"' + "a " * 8 + '" b c d e')
    assert [len(term.readings[0].split()) for term in ten] == [8, 1, 1]
    assert sum(len(term.readings[0].split()) for term in terms('"' + "a " * 50 + '" b')) == 10
    assert terms("a b") == [Term(("a",)), Term(("b",))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Aliyef", "aliyev"),
        ("Alyev", "aliyev"),
        ("Bezaury", "bezauri"),
        ("Bezuari", "bezauri"),
        ("Vezauri", "bezauri"),
        ("Lopes", "lopez"),
        ("Лопис", "лопес"),
    ],
)
def test_a_misspelt_name_suggests_the_one_that_is_on_record(typed, meant):
    for name in ("Heydər Əliyev", "Mariya Bezauri", "José López"):
        make_person(name_en=name)
    name_form(make_person(), "Лопес", language="ru", script="Cyrl")
    assert meant in suggestions(typed)


def test_each_word_of_a_query_may_be_misspelt_and_the_likest_comes_first():
    make_person(name_en="Ilham Aliyev")
    make_person(name_en="Ilhama Aliyeva")
    assert suggestions("Ilhem Aliyev")[0] == "ilham aliyev"
    assert "ilham aliyev" in suggestions("Ilhem Alijev")


@pytest.mark.parametrize("query", ["", "…", '"Ilhem"', "a b c d e", "x" * 200, "ab", "1992"])
def test_some_queries_suggest_nothing(query):
    make_person(name_en="Ilham Aliyev", name_az="Ab 1993")
    assert suggestions(query) == []


def test_words_are_kept_once_whichever_way_their_names_come():
    make_person(name_en="Ilham Aliyev")
    name_form(make_person(), "Ilham Aliyeff")
    with change(by=None) as current:
        current.create(Person, [Person(slug="new", name_en="Ilham Newman", status="published")], [{}])
        current.create(Person, [Person(slug="draft", name_en="Ilham Drafted")], [{}])
    words = list(Spelling.objects.order_by("word").values_list("word", flat=True))
    assert [word for word in words if word not in ("person",)] == ["aliyeff", "aliyev", "ilham", "newman"]


def test_a_word_like_thousands_of_others_is_compared_with_few(django_assert_num_queries):
    words = [f"ali{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"]
    learn(words)
    with django_assert_num_queries(1):
        assert suggestions("aliabz")
    assert Spelling.objects.count() == 1000


def test_after_a_migration_what_was_not_indexed_is():
    person = make_person(name_az="Çingiz Əsəd")
    person.search_text = person.sorted_en = person.sorted_az = person.sorted_es = ""
    update_rows([person], ["search_text", "sorted_en", "sorted_az", "sorted_es"])
    Spelling.objects.all().delete()
    complete_index()
    person.refresh_from_db()
    assert list(Person.objects.matching('"cingiz esed"')) == [person]
    assert person.sorted_az == "c~ingiz e~se~d\tçingiz əsəd"
    assert Spelling.objects.filter(word="cingiz").exists()
