"""The first page of the admin for each role, the guide in each language, the groups of tables, the language."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from archive.admin.desk import counting, guide, navigation
from archive.models import Event, ImportBatch, LinkCheck, Merge, Person, Revision
from archive.review import identity, propose, submit
from archive.writing import change
from tests.factories import cite, make_event, make_person, make_source, make_visit

pytestmark = pytest.mark.django_db
CODES = [code for code, _name in settings.LANGUAGES]


def piles(client):
    """{title: how many wait} on somebody's first page."""
    return {pile.title: pile.number for pile in client.get("/admin/").context["piles"]}


def text_of(client, address="/admin/"):
    return client.get(address).content.decode()


def draft(by, **values):
    with change(by=by):
        event = Event(**values)
        event.save()
    return event


def test_a_contributor_finds_their_own_work_and_nobody_elses(sign_in):
    contributor, editor = sign_in("contributor"), sign_in("editor")
    draft(contributor.user, title_en="The exhibition")
    draft(editor.user, title_en="The concert")
    visit = make_visit(title_en="The state visit", date="1992")
    cite(visit, "date", "1993")
    make_person(name_en="Ana Ruiz"), make_person(name_en="Ana Ruis")
    identity.compare(Person)
    page = text_of(contributor)
    assert piles(contributor) == {"Your drafts": 1}
    assert "The exhibition" in page
    assert "The concert" not in page
    assert "The state visit" not in page
    assert "How the evidence stands" not in page
    assert "What you changed last" in page
    assert "The concert" not in text_of(contributor, reverse("admin:archive_desk"))


def test_an_editor_finds_what_disagrees_and_what_looks_alike(sign_in):
    editor, visit = sign_in("editor"), make_visit(title_en="The state visit", date="1992")
    cite(visit, "date", "1992")
    cite(visit, "date", "1993")
    cite(make_event(title_en="The concert", date="1995"), "date", "1995")
    make_person(name_en="Ana Ruiz"), make_person(name_en="Ana Ruis")
    identity.compare(Person)
    assert piles(editor) == {"Where sources disagree": 1, "Perhaps one and the same": 1}
    page = text_of(editor)
    assert "?evidence__exact=disputed" in page
    assert "Recent changes" in page
    assert "Backups" not in page


def test_a_reviewer_finds_what_others_hand_in_and_not_what_is_their_own(sign_in):
    reviewer, editor = sign_in("reviewer"), sign_in("editor")
    for client in (reviewer, editor):
        submit(draft(client.user, title_en=f"By {client.user}"), by=client.user)
        visit = make_visit()
        taken = Revision.objects.get(visit=visit, number=1).snapshot
        propose(visit, taken | {"title_en": "Another"}, by=client.user)
    identity.propose(make_person(), make_person(), by=editor.user, why="One man")
    found = piles(reviewer)
    assert found == {
        "Proposals to decide on": 1,
        "Merges to decide on": 1,
        "Records to review": 1,
        "Your proposals that wait for a reviewer": 1,
        "Your records that wait for a reviewer": 1,
    }
    shown = {p.title: [words for _address, words, _more in p.items] for p in reviewer.get("/admin/").context["piles"]}
    assert shown["Records to review"] == [f"By {editor.user}"]
    assert Merge.objects.count() == 1


def test_a_viewer_is_told_that_they_only_read(sign_in):
    page = text_of(sign_in("viewer"))
    assert "Ask an administrator" in page
    assert "How the evidence stands" not in page
    assert "Recent changes" not in page


def test_an_administrator_reads_how_the_archive_fares(admin_client):
    make_source(accessed="")
    page = text_of(admin_client)
    assert "No link is known to lead nowhere, and none waits to be checked." in page
    assert "Without the day on which they were last looked up: 1." in page
    assert all(word in page for word in ("Worker", "Backups", "There is no backup yet"))


def test_links_that_lead_nowhere_or_were_never_checked_are_counted(sign_in):
    make_source(url="https://example.org/gone"), make_source(url="https://example.org/new")
    now = timezone.now()
    LinkCheck(address="https://example.org/gone", outcome="dead", checked_at=now, since=now).save()
    editor = sign_in("editor")
    page = text_of(editor)
    assert "Sources with a link that leads nowhere: 1." in page
    assert "Sources with a link that was never checked: 1." in page
    for query in ("links=dead", "links=never"):
        assert f"?{query}" in page
        assert editor.get(f"/admin/archive/source/?{query}").context["cl"].result_count == 1


def test_an_import_that_waits_is_on_the_desk_of_its_editor_alone(sign_in):
    editor, other = sign_in("editor"), sign_in("editor")
    ImportBatch(type="visits", file_name="theirs.csv", state="uploaded", user=editor.user, content=b"x",
                message="Row 3 cannot be read.").save()  # fmt: skip
    assert piles(editor) == {"Your imports that wait or failed": 1}
    assert piles(other) == {}
    assert "Row 3 cannot be read." in text_of(editor)


def test_nothing_that_waits_is_said_in_words(sign_in):
    assert "Nothing waits for you" in text_of(sign_in("editor"))


def test_numbers_are_counted_no_further_than_a_bound(sign_in, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    editor = sign_in("editor")
    for _number in range(9):
        draft(editor.user, title_en="An event")
    with CaptureQueriesContext(connection) as queries:
        assert counting.bounded(Event.objects.all()) == 4
    assert "LIMIT 4" in queries[0]["sql"]
    assert "more than 3" in text_of(editor)


def test_the_first_page_asks_no_more_of_a_full_archive(sign_in):
    editor = sign_in("reviewer")
    cite(make_visit(date="1992"), "date", "1993")
    draft(editor.user, title_en="One")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert editor.get("/admin/").status_code == 200
        return len(queries)

    # More than are shown: from here on every pile is counted too.
    for _number in range(8):
        cite(make_visit(date="1992"), "date", "1993")
        draft(editor.user, title_en="One")
    few = asked()
    for _number in range(12):
        cite(make_visit(date="1992"), "date", "1993")
        draft(editor.user, title_en="One")
    assert asked() == few < 90


def test_every_table_stands_in_one_group(admin_client):
    groups = admin_client.get("/admin/").context["app_list"]
    assert [group["app_label"] for group in groups] == [key for key, _name, _members in navigation.GROUPS]
    names = [model["object_name"] for group in groups for model in group["models"]]
    assert len(names) == len(set(names))
    assert {"Visit", "Citation", "Proposal", "User"} <= set(names)
    assert admin_client.get("/admin/archive/").status_code == 200


def test_the_last_changes_lead_to_their_versions(sign_in):
    editor, event = sign_in("editor"), make_event(title_en="The concert")
    address = reverse("admin:archive_event_version", args=[event.pk, 1])
    assert address in text_of(editor)
    assert editor.get(address).status_code == 200


# The guide


@pytest.mark.parametrize("code", CODES)
def test_the_guide_has_every_part_in_every_language(sign_in, code):
    page = sign_in("contributor").get("/admin/guide/", headers={"accept-language": code}).content.decode()
    assert re.findall(r'<section id="([\w-]+)"', page) == list(guide.SECTIONS)
    assert "not written in your language" not in page
    assert all(f'href="#{section}"' in page for section in guide.SECTIONS)


def test_the_texts_of_the_guide_are_of_one_build():
    texts = [get_template(f"admin/archive/guide/{code}.html").template.source for code in CODES]
    assert len({tuple(re.findall(r"<(\w+)", text)) for text in texts}) == 1


def test_a_language_without_a_guide_reads_the_first_ones_and_is_told(sign_in, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "French")]
    translation.trans_real.get_languages.cache_clear()
    page = sign_in("editor").get("/admin/guide/", headers={"accept-language": "fr"}).content.decode()
    translation.trans_real.get_languages.cache_clear()
    assert '<div class="text" lang="en">' in page
    assert 'class="notice"' in page


@pytest.mark.parametrize(
    ("view", "section"),
    [
        ("admin:archive_visit_change", "idea"),
        ("admin:archive_source_enter", "document"),
        ("admin:archive_person_merge", "merging"),
        ("admin:archive_importbatch_columns", "imports"),
        ("admin:archive_visit_import", "imports"),
        ("admin:archive_discrepancy_change", "discrepancies"),
        ("admin:archive_proposal_page", "publishing"),
        ("admin:archive_visit_version", "history"),
        ("admin:index", ""),
    ],
)
def test_a_page_leads_to_the_part_of_the_guide_about_it(view, section):
    assert guide.section_of(view) == section
    assert not section or section in guide.SECTIONS


def test_the_way_to_the_guide_stands_on_every_page(sign_in):
    editor, visit = sign_in("editor"), make_visit()
    assert 'href="/admin/guide/#idea"' in text_of(editor, reverse("admin:archive_visit_change", args=[visit.pk]))
    assert 'href="/admin/guide/"' in text_of(editor)


# The language


def test_the_language_is_chosen_by_a_post_and_kept(client, sign_in):
    assert client.get("/admin/language/").status_code == 405
    editor = sign_in("editor")
    answer = editor.post("/admin/language/", {"language": "az", "next": "/admin/guide/"})
    assert answer["Location"] == "/admin/guide/"
    assert '<html lang="az"' in text_of(editor)
    away = editor.post("/admin/language/", {"language": "es", "next": "https://example.org/"})
    assert away["Location"] == "/"
    # What readers get is a matter of the address alone.
    assert '<html lang="en"' in text_of(editor, "/")


def test_who_signs_in_can_choose_the_language_there(client):
    assert 'action="/admin/language/"' in client.get("/admin/login/").content.decode()
