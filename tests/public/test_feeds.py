"""The feed of changes tells what was published or changed last, and nothing that readers may not see."""

import feedparser
import pytest

from archive.models import Visit
from archive.writing import change
from tests.factories import MAKERS, cite, make_visit

pytestmark = pytest.mark.django_db


def read(client):
    response = client.get("/changes.atom")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed


def test_the_latest_change_stands_first_with_its_time_and_permanent_address(client):
    make_visit(slug="first", title_en="First & <b>foremost</b>", summary_en="A summary.")
    make_visit(slug="second")
    with change(by=None, why="test"):
        Visit.objects.get(slug="first").save()
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
    assert entry.updated.startswith(visit.updated_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_every_type_is_there_and_no_draft(client):
    for make in MAKERS.values():
        make(slug="seen")
        cite(make(slug="quillfeather", status="draft"), "summary", "quillfeather")
    feed = read(client)
    assert {entry.link.split("/")[3] for entry in feed.entries if entry.link.endswith("/seen/")} == set(MAKERS)
    assert "quillfeather" not in client.get("/changes.atom").content.decode()


@pytest.mark.parametrize("more", [0, 60])
def test_it_is_bounded_and_takes_few_queries(client, more, django_assert_max_num_queries):
    for make in MAKERS.values():
        make()
    for _number in range(more):
        make_visit()
    with django_assert_max_num_queries(8):
        assert len(read(client).entries) == min(50, 7 + more)
