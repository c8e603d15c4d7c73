"""The page that foretells the undo of a person's changes, does it, and shows what it kept; who gets there."""

import io
import json
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin.review import undoing
from archive.models import ImportBatch, Visit
from archive.review import identity
from archive.writing import change
from tests.factories import make_person, make_visit
from tests.history import rewrite
from tests.undoing.hour import edit, hour_of

pytestmark = pytest.mark.django_db


def address():
    return reverse("admin:archive_recent_undo")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def leyla(somebody):
    return somebody("contributor", "leyla")


@pytest.fixture
def editor(somebody):
    return signed_in(somebody("editor", "editor"))


def an_hour(leyla):
    old = make_visit(slug="old", title_en="Old", status="draft")
    edited = make_visit(slug="edited", title_en="Old", status="draft")
    shown = make_visit(slug="shown", title_en="Old")
    with hour_of(leyla):
        for visit in (old, edited, shown):
            edit(visit, title_en="Hers")
        make_visit(slug="made", status="draft")
    edit(edited, title_en="His")


def told(client, **query):
    answer = client.get(address(), {"by": "leyla", **query})
    assert answer.status_code == 200
    return answer.context, answer.content.decode()


def sent(context, why="Wrong list"):
    return {**context["asked"], "seen": context["seen"], "why": why}


def test_the_page_tells_what_would_be_undone_and_the_deed_does_that(leyla, editor):
    an_hour(leyla)
    context, page = told(editor)
    assert context["by_type"] == [("Visits", {"deleted": 1, "restored": 1, "recreated": 0, "proposed": 1})]
    assert [(kept.slug, str(kept.reason)) for kept in context["found"].kept] == [
        ("edited", "edited"), ("shown", "proposed"),
    ]  # fmt: skip
    assert "visits “edited” · title_en stays as it is: it was edited since" in page
    answer = editor.post(address(), sent(context), follow=True)
    assert "visits “edited” · title_en stays as it is" in answer.content.decode()
    batch = ImportBatch.objects.get(type="changes")
    assert answer.redirect_chain[-1][0] == reverse("admin:archive_importbatch_change", args=[batch.pk])
    assert dict(Visit.objects.values_list("slug", "title_en")) == {"old": "Old", "edited": "His", "shown": "Hers"}
    # And the undo is taken back from its own page.
    back = reverse("admin:archive_importbatch_undo", args=[batch.pk])
    assert back in answer.content.decode()
    assert editor.get(back).context["found"].restored == 1
    answer = editor.post(back, follow=True)
    assert answer.status_code == 200
    assert Visit.objects.get(slug="old").title_en == "Hers"
    assert Visit.objects.filter(slug="made").exists()


def test_nothing_happens_without_a_reason_or_when_something_has_changed_meanwhile(leyla, editor):
    an_hour(leyla)
    context, _page = told(editor)
    answer = editor.post(address(), sent(context, why=" "), follow=True)
    assert "Write the reason" in answer.content.decode()
    edit(Visit.objects.get(slug="old"), title_en="His too")
    answer = editor.post(address(), sent(context), follow=True)
    assert "Something has been changed since this page was opened" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_double_click_undoes_once(leyla, editor):
    an_hour(leyla)
    context, _page = told(editor)
    for _click in range(2):
        assert editor.post(address(), sent(context)).status_code == 302
    assert ImportBatch.objects.count() == 1


def test_without_times_it_is_the_last_hour_in_which_they_did_something(leyla, editor):
    an_hour(leyla)
    visit = make_visit(slug="long-ago", note="old", status="draft")
    edit(visit, by=leyla, note="hers")
    rewrite(visit.revisions.filter(author_name="leyla"), created_at=timezone.now() - timedelta(hours=2))
    context, _page = told(editor)
    assert context["selection"].until - context["selection"].since >= timedelta(hours=1)
    assert sum(sum(counts.values()) for _type, counts in context["by_type"]) == 3
    context, _page = told(editor, since=(timezone.now() - timedelta(hours=3)).isoformat())
    assert sum(sum(counts.values()) for _type, counts in context["by_type"]) == 4


def test_the_changes_that_are_listed_lead_to_their_undo(leyla, editor):
    an_hour(leyla)
    answer = editor.get(reverse("admin:archive_recent"), {"by": "leyla", "type": "visits"})
    assert f"{address()}?by=leyla&amp;type=visits" in answer.content.decode()
    assert answer.context["changes"]
    assert "Undo these changes" not in editor.get(reverse("admin:archive_recent")).content.decode()


def test_contributors_get_to_their_own_changes_only(leyla, somebody):
    an_hour(leyla)
    own = signed_in(leyla)
    context, _page = told(own)
    answer = own.post(address(), sent(context), follow=True)
    assert answer.status_code == 200
    assert ImportBatch.objects.get().user == leyla
    assert own.get(address(), {"by": "editor"}).status_code == 403
    assert signed_in(somebody("contributor")).get(address(), {"by": "leyla"}).status_code == 403
    assert signed_in(somebody("viewer")).get(address(), {"by": "leyla"}).status_code == 403
    page = reverse("admin:archive_importbatch_change", args=[ImportBatch.objects.get().pk])
    assert signed_in(somebody("contributor")).get(page).status_code == 404


def test_contributors_undo_their_own_imports_only(leyla, somebody):
    batches = [
        ImportBatch.objects.create(type="visits", file_name="x", content=b"", state="applied", user=user)
        for user in (leyla, somebody("editor"))
    ]
    own = signed_in(leyla)
    answers = [own.get(reverse("admin:archive_importbatch_undo", args=[b.pk])).status_code for b in batches]
    assert answers[0] == 200
    assert answers[1] in (403, 404)
    editors = signed_in(somebody("editor"))
    assert editors.get(reverse("admin:archive_importbatch_undo", args=[batches[0].pk])).status_code == 200


@pytest.mark.parametrize("query", [{"since": "soon"}, {"until": "x"}, {"kind": "y"}, {"type": "z"}, {"by": "nobody"}])
def test_what_cannot_be_understood_is_said_and_nothing_is_undone(leyla, editor, query):
    an_hour(leyla)
    context, _page = told(editor, **query)
    assert "found" not in context
    editor.post(address(), {"by": "leyla", "why": "x", "seen": "1-1-0-1-2", **query})
    assert not ImportBatch.objects.exists()


def test_more_than_somebody_waits_for_is_left_to_a_command_which_is_named(leyla, editor, monkeypatch):
    an_hour(leyla)
    context, _page = told(editor)
    monkeypatch.setattr(undoing, "MOST", 2)
    _context, page = told(editor)
    assert 'python manage.py undo_changes --by "leyla" --since' in page
    editor.post(address(), sent(context))
    assert not ImportBatch.objects.exists()


def test_merges_are_shown_with_the_way_to_their_own_page(somebody):
    admin = somebody("administrator", "leyla")
    with hour_of(admin):
        merge = identity.merge(make_person(), make_person(), by=admin)
    _context, page = told(signed_in(admin))
    assert reverse("admin:archive_merge_page", args=[merge.pk]) in page


def test_an_hour_of_five_hundred_records_is_foretold_at_once(leyla, editor):
    made = [Visit(title_en=f"Visit {number}", slug=f"v-{number}") for number in range(500)]
    with change(by=None):
        Visit.objects.bulk_create(made)
    for note in ("hers", "hers again"):
        with change(by=leyla):
            for visit in Visit.objects.all():
                visit.note = note
                visit.save()
    took = []
    for _try in range(3):
        # Of the processor: this machine may have other work besides.
        began = time.process_time()
        assert told(editor)[0]["found"].restored == 500
        took.append(time.process_time() - began)
    assert min(took) < 0.3


def test_the_command_undoes_names_what_stays_and_refuses_with_a_sentence(leyla, somebody):
    an_hour(leyla)
    somebody("administrator", "admin")
    since = (timezone.now() - timedelta(hours=1)).isoformat()

    def run(*arguments):
        out = io.StringIO()
        call_command("undo_changes", "--by", "leyla", "--since", since, *arguments, stdout=out)
        *lines, last = out.getvalue().splitlines()
        return lines, json.loads(last)

    lines, numbers = run("--dry-run")
    assert numbers == {"deleted": 1, "restored": 2, "recreated": 0, "kept": 1}
    assert len(lines) == 1
    assert not ImportBatch.objects.exists()
    lines, numbers = run("--user", "admin", "--why", "Wrong list")
    batch = ImportBatch.objects.get()
    assert numbers == {"batch": batch.pk, "deleted": 1, "restored": 2, "recreated": 0, "kept": 1}
    assert batch.user_name == "admin"
    for arguments, sentence, status in (
        (("--until", "noon"), "“noon” is no time", 2),
        (("--user", "nobody"), "There is no user “nobody”", 2),
        (("--type", "people"), "Nothing of these changes is left", 1),
    ):
        with pytest.raises(CommandError, match=sentence) as caught:
            run(*arguments)
        assert caught.value.returncode == status


def test_an_undo_that_breaks_off_changes_nothing(leyla, editor, monkeypatch):
    an_hour(leyla)
    context, _page = told(editor)

    def fail(*_arguments, **_options):
        raise RuntimeError

    monkeypatch.setattr("archive.search.index", fail)
    with pytest.raises(RuntimeError):
        editor.post(address(), sent(context))
    assert not ImportBatch.objects.exists()
    assert Visit.objects.get(slug="old").title_en == "Hers"
