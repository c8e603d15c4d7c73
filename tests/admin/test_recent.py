"""The archive's recent changes: who, what, when and why, filtered, page by page, and as a feed."""

import feedparser
import pytest
from django.urls import reverse

from archive.admin.review import recent
from archive.models import Revision, Visit
from archive.writing import change
from tests.factories import edit, make_person, make_visit

pytestmark = pytest.mark.django_db


def listed(client, **query):
    answer = client.get(reverse("admin:archive_recent"), query)
    assert answer.status_code == 200
    return answer.context["changes"], answer.content.decode()


def test_each_change_says_who_what_why_and_what_differs(admin_client, admin_user):
    visit = make_visit(title_en="The state visit")
    edit(visit, by=admin_user, why="The programme.", date="1992")
    (first, *_rest), page = listed(admin_client)
    assert (first.author_name, first.reason, [part.label for part in first.differences]) == (
        "admin", "The programme.", ["Date"],
    )  # fmt: skip
    assert all(word in page for word in ("The state visit", "The programme.", "Date"))


def test_changes_are_filtered_by_person_type_and_kind(admin_client, admin_user):
    visit, _person = make_visit(), make_person()
    edit(visit, by=admin_user, why="", date="1992")
    assert {c.record_type for c in listed(admin_client, type="people")[0]} == {"people"}
    assert {c.author_name for c in listed(admin_client, by="admin")[0]} == {"admin"}
    assert {c.number for c in listed(admin_client, kind="new")[0]} == {1}
    assert {c.number for c in listed(admin_client, kind="changed")[0]} == {2}
    assert listed(admin_client, by="nobody")[0] == []


def test_a_deleted_draft_is_listed_without_a_link(admin_client):
    draft = make_visit(status="draft", title_en="A slip")
    with change(by=None):
        draft.delete()
    (first,), page = listed(admin_client, kind="deleted")
    assert (first.page, "A slip" in page) == ("", True)


@pytest.mark.parametrize("query", [{"since": "soon"}, {"type": "x"}, {"before": "x"}, {"before": "-1"}, {"kind": "y"}])
def test_what_cannot_be_understood_is_said_and_no_error_page(admin_client, query):
    make_visit()
    assert listed(admin_client, **query)[1]


def test_pages_go_by_key_and_reach_every_change_once(admin_client, monkeypatch):
    monkeypatch.setattr(recent, "PAGE", 3)
    for _number in range(7):
        make_visit()
    seen, query = [], {}
    while True:
        answer = admin_client.get(reverse("admin:archive_recent"), query)
        seen += [c.pk for c in answer.context["changes"]]
        if not answer.context["older"]:
            break
        query = {"before": seen[-1]}
    assert seen == list(Revision.objects.order_by("-pk").values_list("pk", flat=True))


def test_queries_do_not_grow_with_the_changes(admin_client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visits = [make_visit() for _number in range(2)]
    edit(visits[0], date="1992")
    with CaptureQueriesContext(connection) as few:
        listed(admin_client)
    for visit in [*visits, *(make_visit() for _number in range(10))]:
        edit(visit, note="x")
    with django_assert_num_queries(len(few)):
        listed(admin_client)


def test_the_feed_is_read_by_a_feed_reader(admin_client, admin_user):
    visit = make_visit(title_en="The state visit")
    edit(visit, by=admin_user, why="The programme.", date="1992")
    feed = feedparser.parse(admin_client.get(reverse("admin:archive_recent_feed")).content)
    assert not feed.bozo
    entry = feed.entries[0]
    assert (entry.title, entry.author) == ("The state visit, version 2", "admin")
    assert entry.link.endswith(reverse("admin:archive_visit_version", args=[Visit.objects.get().pk, 2]))
