"""The feeds tell what was published or changed last, and nothing that readers may not see."""

import feedparser
import pytest

from archive.models import Visit
from archive.writing import change
from tests.factories import MAKERS, cite, make_visit
from tests.public.pages import Page

pytestmark = pytest.mark.django_db


def read(client, address="/changes.atom"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed


def test_the_latest_change_stands_first_with_its_time_and_permanent_address(client):
    make_visit(slug="first", title_en="First & <b>foremost</b>", summary_en="A summary.")
    make_visit(slug="second")
    with change(by=None, why="test"):
        first = Visit.objects.get(slug="first")
        first.date = "1992"
        first.save()
    feed = read(client)
    visit = Visit.objects.get(slug="first")
    assert [entry.link for entry in feed.entries] == [
        "http://testserver/visits/first/",
        "http://testserver/visits/second/",
    ]
    entry = feed.entries[0]
    assert entry.id == "http://testserver/visits/first/"
    assert "foremost" in entry.title
    assert entry.summary == "A summary."
    assert entry.updated.startswith(visit.face_changed_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_every_type_is_there_and_no_draft(client):
    for make in MAKERS.values():
        make(slug="seen")
        cite(make(slug="quillfeather", status="draft"), "summary", "quillfeather")
    feed = read(client)
    assert {entry.link.split("/")[3] for entry in feed.entries if entry.link.endswith("/seen/")} == set(MAKERS)
    assert "quillfeather" not in client.get("/changes.atom").content.decode()


@pytest.mark.parametrize("address", ["/changes.atom", "/new.atom"])
@pytest.mark.parametrize("more", [0, 60])
def test_it_is_bounded_and_takes_few_queries(client, more, address, django_assert_max_num_queries):
    for make in MAKERS.values():
        make()
    for _number in range(more):
        make_visit()
    with django_assert_max_num_queries(8):
        assert len(read(client, address).entries) == min(50, 7 + more)


def test_a_record_is_new_once_when_readers_first_see_it(client):
    old = make_visit(slug="begun-first", status="draft")
    make_visit(slug="published-first")
    publish(old)
    assert slugs(client, "/new.atom") == ["begun-first", "published-first"]
    entry = read(client, "/new.atom").entries[0]
    assert entry.published.startswith(Visit.objects.get(pk=old.pk).published_at.strftime("%Y-%m-%dT%H:%M:%S"))
    again = Visit.objects.get(slug="published-first")
    again.title_en = "Another title"
    with change(by=None, why="test"):
        again.save()
    assert slugs(client, "/new.atom") == ["begun-first", "published-first"]
    assert slugs(client, "/changes.atom") == ["published-first", "begun-first"]


def test_what_editors_alone_see_changes_no_feed(client):
    first, _second = make_visit(slug="first"), make_visit(slug="second")
    first = Visit.objects.get(pk=first.pk)
    first.note = "For editors."
    with change(by=None, why="test"):
        first.save()
    assert slugs(client, "/changes.atom") == ["second", "first"]


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_no_feed_has_what_readers_do_not_see(client, status):
    visit = make_visit(slug="quillfeather")
    visit = Visit.objects.get(pk=visit.pk)
    visit.status = status
    with change(by=None, why="test"):
        visit.save()
    for address in ("/new.atom", "/changes.atom"):
        assert "quillfeather" not in client.get(address).content.decode()


def test_each_language_has_its_feeds_and_every_page_names_them(client):
    make_visit(slug="one", title_az="Səfər", title_en="")
    for prefix, language in (("", "en"), ("/az", "az"), ("/es", "es")):
        for name in ("changes", "new"):
            feed = read(client, f"{prefix}/{name}.atom")
            assert feed.feed.language == language
            assert feed.entries[0].link == f"http://testserver{prefix}/visits/one/"
            assert feed.feed.links[1].href == f"http://testserver{prefix}/{name}.atom"
            named = Page(client, f"{prefix}/about/").all("link", rel="alternate", type="application/atom+xml")
            assert f"{prefix}/{name}.atom" in {link.get("href") for link in named}
    assert (
        read(client, "/es/new.atom").entries[0].get("dc_language", read(client, "/es/new.atom").entries[0].language)
        == "az"
    )


def test_letters_that_xml_does_not_know_are_left_out(client):
    make_visit(title_en="One", summary_en="line one\nline two \u202e")
    assert "line one" in read(client, "/new.atom").entries[0].summary


def slugs(client, address):
    """The last part of the address of each entry, in order."""
    return [entry.link.rstrip("/").rpartition("/")[2] for entry in read(client, address).entries]


def publish(record):
    """Put a draft before readers."""
    record = type(record).objects.get(pk=record.pk)
    record.status = "published"
    with change(by=None, why="test"):
        record.save()
