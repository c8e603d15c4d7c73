"""The pages of records: what they state, what the sources say to it, and what is linked."""

import pytest

from archive.models import Discrepancy
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    edit,
    make_event,
    make_person,
    make_source,
    make_visit,
    name_form,
    take_part,
)
from tests.public.pages import Page, main_of, page_of, text_of
from tests.public.scenes import ADDRESSES, with_everything

pytestmark = pytest.mark.django_db
# Where the reader's door keeps what a type says of its own.
PAGES, FILTERS, KINDS = "archive.public.records.PAGES", "archive.public.filters.FILTERS", "archive.public.lines.KINDS"
PREFIXES = {"en": "", "az": "/az", "es": "/es"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", PREFIXES)
def test_every_type_has_valid_pages_in_every_language(client, address, language):
    page = page_of(client, with_everything(address, 2), PREFIXES[language])
    assert page.status == 200
    assert not list(page.faults())
    assert page.root.get("lang") == language


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_type_without_classes_of_its_own_has_the_shared_list_and_page(client, address, monkeypatch):
    for known in (PAGES, FILTERS, KINDS):
        monkeypatch.setattr(known, {})
    record = with_everything(address, 2)
    for page in (page_of(client, record), Page(client, f"/{address}/?country=FR"), Page(client, f"/{address}/")):
        assert page.status == 200
        assert not list(page.faults())


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_smallest_record_has_a_valid_page(client, address):
    page = page_of(client, MAKERS[address]())
    assert page.status == 200
    assert not list(page.faults())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_takes_as_many_queries_for_thirty_of_everything_as_for_one(
    client, address, django_assert_max_num_queries
):
    counts = []
    for many in (1, 30):
        record = with_everything(address, many)
        with django_assert_max_num_queries(12) as queries:
            assert page_of(client, record).status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_former_address_leads_to_the_present_one(client, address):
    record = MAKERS[address](slug="old-address")
    edit(record, slug="new-address")
    answer = client.get(f"/az/{address}/old-address/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/az/{address}/new-address/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_answers_as_what_never_existed(client, address, status):
    record = MAKERS[address](slug="old-address", status=status)
    edit(record, slug="new-address")
    nothing = client.get(f"/{address}/nonsense/")
    assert nothing.status_code == 404
    for slug in ("old-address", "new-address"):
        answer = client.get(f"/{address}/{slug}/")
        assert (answer.status_code, answer.content) == (404, nothing.content)
        assert dict(answer.headers) == dict(nothing.headers)


def disputed_event():
    """An event whose date is stated as two different days."""
    event = make_event(title_en="Diplomatic relations established", date="1992-01-14")
    cite(
        event, "date", "14 January 1992", source=make_source(title_en="An article", language="en"), locator="History, 1"
    )
    cite(
        event,
        "date",
        "10 fevral 1992-ci il",
        source=make_source(title_en="A text", language="az"),
        locator="paragraph 1",
        quotation="10 fevral 1992-ci ildə yaradılmışdır",
        translation="established on that day",
    )
    with change(by=None, why="test"):
        row = Discrepancy.objects.get(event=event)
        row.public_note_en = "The article is kept, because it is older."
        row.save()
    return event


def test_sources_that_disagree_stand_together_with_the_reason(client):
    page = page_of(client, disputed_event())
    apart = text_of(page.all("div", class_="disagreement")[0])
    accepted, rival = apart.index("14 January 1992"), apart.index("10 February 1992")
    assert accepted < rival < apart.index("The article is kept, because it is older.")
    assert "open" in apart


def test_a_note_says_source_locator_stated_value_translation_and_stance(client):
    main = main_of(client, disputed_event())
    for words in (
        "A text",
        "paragraph 1",
        "10 fevral 1992-ci il",
        "10 February 1992",
        "established on that day",
        "Contradicts",
    ):
        assert words in main


def test_a_stated_value_carries_the_language_of_its_source(client):
    page = page_of(client, disputed_event())
    assert "10 fevral 1992-ci il" in {text_of(q) for q in page.all("q", lang="az")}


def test_dates_are_in_words_of_the_readers_language(client):
    visit = make_visit(date="2012-08-21/2012-08-23")
    assert "21–23 August 2012" in main_of(client, visit)
    assert "21–23 avqust 2012" in main_of(client, visit, "/az")
    assert "21–23 de agosto de 2012" in main_of(client, visit, "/es")


def test_notes_are_numbered_in_the_order_of_the_page_and_listed_at_its_foot(client):
    visit = make_visit(date="1992", visitor_country="FR", purpose_en="Trade talks")
    for field, stated in (("purpose", "talks"), ("date", "1992"), ("visitor_country", "France")):
        cite(visit, field, stated)
    page = page_of(client, visit)
    numbers = [e.get("data-note") for e in page.all("details", class_="note")]
    assert numbers == ["1", "2", "3"]
    assert [li.get("id") for li in page.all("li") if li.get("id", "").startswith("note-")] == [
        "note-1",
        "note-2",
        "note-3",
    ]


def test_a_note_that_two_statements_share_keeps_one_number(client):
    visit = make_visit()
    for name in ("Jane Doe", "John Roe"):
        take_part(make_person(name_en=name), visit)
    cite(visit, "participations", "Jane Doe and John Roe")
    numbers = [e.get("data-note") for e in page_of(client, visit).all("details", class_="note")]
    assert numbers == ["1", "1"]


def test_each_participant_carries_the_notes_that_name_them(client):
    visit = make_visit()
    jane = make_person(name_en="Jane Doe")
    name_form(jane, "Ceyn Dou")
    take_part(jane, visit, role="visitor", capacity_en="minister")
    take_part(make_person(name_en="John Roe"), visit, role="host")
    cite(visit, "participations", "Ceyn Dou")
    values = [text_of(e) for e in page_of(client, visit).all("div", class_="value")]
    assert any("Jane Doe, minister" in v and "Ceyn Dou" in v for v in values)
    assert not any("John Roe" in v and "Ceyn Dou" in v for v in values)


def test_a_source_is_referred_to_in_full_once_and_then_by_its_title_in_the_readers_language(client):
    event = make_event(date="1958", countries="FR")
    text = make_source(title_en="A text", title_az="Mətn", language="az", publisher="An embassy", kind="official")
    for field, locator in (("title", "p. 1"), ("date", "p. 2"), ("countries", "p. 3")):
        cite(event, field, "said", source=text, locator=locator)
    told = [text_of(note) for note in page_of(client, event).all("p", class_="note-source")]
    assert told[:3] == ["An embassy. Mətn [A text]. N.d.: p. 1.", "A text: p. 2.", "A text: p. 3."]


def test_an_unsupported_field_still_shows_what_sources_say_of_it(client):
    visit = make_visit()
    cite(visit, "participations", "an unnamed delegation")
    assert "an unnamed delegation" in main_of(client, visit)


def test_a_source_with_many_statements_has_pages(client):
    source = make_source()
    with change(by=None, why="test"):
        for number in range(60):
            cite(make_visit(), "summary", f"statement {number}.", source=source)
    first = page_of(client, source)
    second = Page(client, f"{first.url}?page=2")
    assert "statement 0." in first.main
    assert "statement 59." not in first.main
    assert "statement 59." in second.main
    assert client.get(f"{first.url}?page=3").status_code == 404


def test_links_run_both_ways(client):
    event = make_event()
    visit = make_visit(occasion=event)
    person = make_person()
    take_part(person, visit)
    source = make_source()
    cite(visit, "title", "said", source=source)
    links = page_of(client, visit).links()
    for other in (event, person, source):
        assert other.get_absolute_url() in links
        assert visit.get_absolute_url() in page_of(client, other).links()


def test_a_text_missing_in_a_language_is_shown_in_another_and_says_so(client):
    visit = make_visit(summary_es="Una visita.")
    page = page_of(client, visit)
    assert "Una visita. (in Spanish)" in page.main
    assert "Una visita." in {text_of(e) for e in page.all("span", lang="es")}


def test_a_page_says_how_to_cite_it_and_where_its_data_are(client):
    source = make_source(title_en="A text")
    page = page_of(client, source, "/es")
    assert f"http://testserver/es/sources/{source.slug}/" in page.main
    for suffix in ("json", "jsonld", "bib", "ris", "csl.json"):
        assert f"/sources/{source.slug}.{suffix}" in page.links()


def test_each_page_names_itself_in_the_other_languages(client):
    visit = make_visit(slug="journey")
    page = page_of(client, visit, "/es")
    alternates = {e.get("hreflang"): e.get("href") for e in page.all("link", rel="alternate") if e.get("hreflang")}
    assert alternates == {
        "en": "http://testserver/visits/journey/",
        "az": "http://testserver/az/visits/journey/",
        "es": "http://testserver/es/visits/journey/",
        "x-default": "http://testserver/visits/journey/",
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_editors_typed_is_shown_as_text(client, address):
    attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    record = MAKERS[address](summary_en=attack, summary_az=attack)
    source = make_source(title_en=attack, language='"><b>')
    for field in type(record).citable():
        cite(record, field, attack, source=source, locator=attack, quotation=attack, translation=attack)
    for prefix in PREFIXES.values():
        page = page_of(client, record, prefix)
        assert not list(page.faults())
        assert not page.all("img", src="x")
        assert "<script>alert" in page.main


def test_a_translation_is_shown_where_it_tells_the_reader_something_new(client):
    event = make_event(date="1992-02-10", countries="FR", title_az="Hadisə", title_es="Hecho")
    source = make_source(language="az")
    cite(event, "date", "10 fevral 1992", source=source, translation="10 February 1992")
    cite(event, "title", "elan", source=source, translation="a declaration")
    english, azerbaijani, spanish = (main_of(client, event, prefix) for prefix in PREFIXES.values())
    assert "a declaration" in english
    assert "a declaration" in spanish
    assert "a declaration" not in azerbaijani
    assert english.count("Translation") == 2
