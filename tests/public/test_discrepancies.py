"""Where published sources disagree, readers see both values, who states them, and why one is accepted."""

import pytest

from archive.models import Discrepancy
from archive.writing import change
from tests.factories import cite, make_event, make_source, make_visit

pytestmark = pytest.mark.django_db
QUERIES = 5


@pytest.fixture
@change(by=None, why="test")
def disputed():
    """Relations that one source dates to January and another to February 1992."""
    event = make_event(title_en="Relations begin", kind="relations", date="1992-01-14")
    cite(event, "date", "14 January 1992", make_source(title_en="Encyclopedia"), locator="History, paragraph 1")
    cite(
        event,
        "date",
        "10 fevral 1992-ci il",
        make_source(title_en="Embassy text", language="az"),
        quotation="10 fevral 1992",
    )
    cite(event, "date", "1992", make_source(title_en="Yearbook"))
    return event


def note(record, **values):
    found = Discrepancy.objects.get(event=record)
    with change(by=None, why="test"):
        for name, value in values.items():
            setattr(found, name, value)
        found.save()


def page(client, query="", path="/discrepancies/"):
    response = client.get(path + query)
    assert response.status_code == 200
    return response.content.decode()


def test_both_values_stand_with_sources_locators_words_and_stances(client, disputed):
    text = page(client)
    for words in (
        "Relations begin",
        "14 January 1992",
        "10 February 1992",
        "10 fevral 1992",
        "Encyclopedia",
        "Embassy text",
    ):
        assert words in text
    for words in ("History, paragraph 1", "Contradicts", "Supports", "Less precise", "Sources disagree: open."):
        assert words in text
    assert text.index('class="accepted"') < text.index('class="rival"')


def test_the_stated_value_is_in_the_readers_words(client, disputed):
    assert "10 de febrero de 1992" in page(client, path="/es/discrepancies/")
    assert "10 fevral 1992" in page(client, path="/az/discrepancies/")


def test_the_public_note_gives_the_reason(client, disputed):
    note(disputed, public_note_en="The joint communiqué bears this day.", state="resolved")
    text = page(client)
    assert "The joint communiqué bears this day." in text
    assert "Sources disagree: resolved." in text


def test_the_state_narrows_them(client, disputed):
    assert "Relations begin" in page(client, "?state=open")
    assert "Relations begin" not in page(client, "?state=resolved")
    assert "No disagreement is in this state" in page(client, "?state=resolved")


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?state=%27%22%3Cscript%3E", "?page=99999999999", "?page=x", "?page=-1"]
)
def test_an_unknown_value_is_no_failure(client, disputed, query):
    text = page(client, query)
    assert ("There is no state “nonsense”" in text) == ("nonsense" in query)
    assert "<script>" not in text


def test_pages_are_bounded_and_lead_on(client):
    source, other = make_source(), make_source()
    for number in range(21):
        visit = make_visit(date="1992", title_en=f"Visit number {number}")
        cite(visit, "date", "1992", source)
        cite(visit, "date", "1993", other)
    first, second = page(client), page(client, "?page=2")
    assert first.count('class="dispute"') == 20
    assert second.count('class="dispute"') == 1
    assert 'rel="next"' in first


def test_testimony_that_readers_may_not_see_makes_no_discrepancy(client):
    event = make_event(title_en="Quiet event", date="1992-01-14")
    cite(event, "date", "14 January 1992")
    cite(event, "date", "10 February 1992", make_source(title_en="Quillfeather", status="draft"))
    cite(event, "date", "11 March 1992", status="draft")
    hidden = make_event(title_en="Hidden event", date="1992", status="draft")
    cite(hidden, "date", "1992")
    cite(hidden, "date", "1993")
    text = page(client)
    for words in ("Quiet event", "Quillfeather", "11 March", "Hidden event"):
        assert words not in text
    assert "No published sources contradict each other" in text


@pytest.mark.parametrize("more", [0, 15])
def test_it_takes_the_same_few_queries_however_many_there_are(client, disputed, more, django_assert_num_queries):
    for number in range(more):
        visit = make_visit(date=f"{1990 + number}")
        cite(visit, "date", f"{1990 + number}")
        cite(visit, "date", "1901")
    with django_assert_num_queries(QUERIES):
        page(client)
