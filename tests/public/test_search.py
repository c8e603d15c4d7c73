"""One search over everything that is published, however a name is spelt and whatever is typed."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    make_agreement,
    make_event,
    make_organization,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    take_part,
)

pytestmark = pytest.mark.django_db
QUERIES = 12


def found(client, query, path="/search/"):
    response = client.get(path, {"q": query})
    assert response.status_code == 200
    return {group.address: [hit.record for hit in group.hits] for group in response.context["groups"]}


def text(client, query):
    return client.get("/search/", {"q": query}).content.decode()


@pytest.fixture
def president():
    """A person under one of the spellings of their name, another being on record."""
    person = make_person(name_az="İlham Şəki oğlu Əliyev", name_en="Ilham Aliyev")
    name_form(person, "Ильхам Алиев", language="ru", script="Cyrl")
    return person


@pytest.mark.parametrize("query", ["İlham", "ILHAM", "Əliyev", "Aliyev", "Eliyev", "aliyev ilham", "ilh ali", "Алиев"])
def test_letters_fold_and_beginnings_suffice(client, president, query):
    assert found(client, query) == {"people": [president]}


def test_every_word_must_be_there(client, president):
    assert found(client, "Aliyev Lopez") == {}


def test_the_name_form_that_matched_is_shown_and_marked(client, president):
    page = text(client, "Алиев")
    assert "also written:" in page
    assert "Ильхам <mark>Алиев</mark>" in page
    assert "also written:" not in text(client, "Aliyev")


def test_found_words_are_marked_in_titles_and_summaries(client):
    make_visit(title_en="Visit to <b>Baku</b>", summary_en="x " * 200 + "a delegation met")
    page = text(client, "baku delegation")
    assert "<mark>Baku</mark>" in page
    assert "<b>" not in page
    assert "a <mark>delegation</mark> met" in page


def test_results_are_grouped_by_type_with_counts_and_a_link_to_the_list(client):
    make_person(name_en="Garnet Smith")
    for number in range(12):
        make_visit(title_en=f"Garnet journey {number}")
    page = client.get("/search/", {"q": "garnet"})
    people, visits = page.context["groups"]
    assert (people.address, people.count, len(people.hits)) == ("people", 1, 1)
    assert (visits.address, visits.count, len(visits.hits)) == ("visits", 12, 10)
    assert 'href="/visits/?q=garnet"' in page.content.decode()
    assert "13 records answer to “garnet”." in page.content.decode()


def test_what_goes_by_the_words_stands_before_what_only_speaks_of_them(client):
    other = make_person(name_en="Adam Other", summary_en="Met Garnet Smith in Baku.")
    named = make_person(name_en="Garnet Smith")
    assert found(client, "garnet smith") == {"people": [named, other]}


def test_drafts_are_not_found_by_their_own_words_nor_through_links(client):
    hidden = make_person(name_en="Quillfeather", status="draft")
    visit = make_visit(title_en="Open visit")
    take_part(hidden, visit)
    make_source(title_en="Quillfeather papers", status="withdrawn")
    assert found(client, "Quillfeather") == {}
    assert "Nothing published answers" in text(client, "Quillfeather")


def test_an_empty_query_says_what_can_be_searched(client):
    page = text(client, "")
    assert "Search looks through" in page
    assert 'href="/people/"' in page


def test_no_result_says_what_to_try(client):
    assert "Try fewer words" in text(client, "nothing-of-the-kind")


def test_signs_alone_are_answered_with_a_sentence(client):
    assert "no letters or digits" in text(client, "?!* \" ' ()")


@pytest.mark.parametrize(
    "query",
    [
        "a" * 3_000,
        "!" * 300 + "abc",
        "- " * 30 + "x",
        '"unclosed',
        "a AND OR NOT NEAR(b",
        "x:* & | !",
        "search_text:x",
        "'; DROP TABLE--",
        "😀 ½ ª ﷺ",
        "a\u0300\u0301",
        "%",
        "_",
        "\\",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        " ".join("abcdefghijklmnop"),
    ],
)
def test_no_input_is_a_failure(client, president, query):
    assert client.get("/search/", {"q": query}).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=60))
def test_no_text_is_a_failure(client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_a_nul_is_refused(client):
    assert client.get("/search/?q=a%00b").status_code == 400


def test_a_broken_encoding_is_no_failure(client):
    assert client.get("/search/?q=%ff%fe%ed%a0%80").status_code == 200


def fill(word, times):
    for number in range(times):
        person = make_person(name_en=f"{word} person {number}")
        name_form(person, f"Form {word}{number}")
        make_organization(name_en=f"{word} organization {number}")
        visit = make_visit(title_en=f"{word} visit {number}", places=[make_place()])
        take_part(person, visit)
        for make in (make_event, make_agreement, make_source):
            make(title_en=f"{word} {number}")
        make_trade_figure(between="BE; FR", goods_en=word)


@pytest.mark.parametrize("times", [1, 12])
def test_it_takes_the_same_few_queries_however_much_is_found(client, times, django_assert_num_queries):
    fill("garnet", times)
    # PostgreSQL is asked first what it expects.
    with django_assert_num_queries(QUERIES + (connection.vendor == "postgresql")):
        assert len(found(client, "garnet")) == 7
