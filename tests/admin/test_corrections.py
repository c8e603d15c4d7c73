"""What readers propose lands at the editors' desk: who sees it, how it is decided, answered and told."""

import pytest
from django.urls import reverse

from archive.models import Correction, CorrectionContact, Person, Sending
from archive.review import corrections, identity
from tests.factories import cite, make_person, make_source, make_visit

pytestmark = pytest.mark.django_db


def sent(record=None, **values):
    """A correction as a reader has sent it."""
    given = {
        "field": "date", "proposed": "20 August <b>2012</b>", "source_words": "The Gazette, p. 3", "reason": "",
        "language": "es", "token": f"{Correction.objects.count():032}", "wants_answer": True,
    }  # fmt: skip
    return corrections.receive(
        record or make_visit(title_en="The visit", date="2012"),
        "sender",
        email="reader@example.org",
        **(given | values),
    )


def page_of(correction):
    return reverse("admin:archive_correction_change", args=[correction.pk])


def piles(client):
    return {pile.title: pile for pile in client.get("/admin/").context["piles"]}


@pytest.mark.parametrize("role", ["editor", "reviewer", "administrator"])
def test_it_waits_on_the_desk_of_those_who_decide(sign_in, role):
    correction, client = sent(), sign_in(role)
    pile = piles(client)["Corrections that readers propose"]
    assert pile.items == [(page_of(correction), "The visit", "20 August <b>2012</b>")]
    page = client.get(page_of(correction)).content.decode()
    now = "<dt>What it says now</dt><dd>2012</dd>"
    for words in (now, "20 August &lt;b&gt;2012&lt;/b&gt;", "The Gazette, p. 3", "reader@example.org", "Spanish"):
        assert words in page


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_others_neither_see_nor_decide_it(sign_in, role):
    correction, client = sent(), sign_in(role)
    assert "Corrections that readers propose" not in piles(client)
    assert "correction" not in client.get("/admin/").content.decode().lower()
    assert client.get(page_of(correction)).status_code == 403
    assert client.post(page_of(correction), {"_accepted": "1", "answer_en": "Yes."}).status_code == 403
    assert client.get(reverse("admin:archive_correction_changelist")).status_code == 403
    correction.refresh_from_db()
    assert correction.state == "waiting"


def test_an_editor_decides_and_answers_and_the_reader_finds_it(sign_in, client):
    correction, editor = sent(), sign_in("editor")
    answer = editor.post(page_of(correction), {"_declined": "1", "answer_es": "El diario dice otra cosa."})
    assert answer.status_code == 302
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by, correction.decided_by_name) == (
        "declined", editor.user, editor.user.username,
    )  # fmt: skip
    assert correction.answer_es == "El diario dice otra cosa."
    assert "Corrections that readers propose" not in piles(editor)
    assert "El diario dice otra cosa." in client.get(f"/es/corrections/{correction.token}/").content.decode()


def test_who_asks_for_an_answer_gets_one(sign_in):
    correction, editor = sent(), sign_in("editor")
    answer = editor.post(page_of(correction), {"_accepted": "1", "answer_en": " \u200b "})
    assert answer.status_code == 200
    assert "asks for a public answer" in answer.content.decode()
    correction.refresh_from_db()
    assert correction.state == "waiting"
    silent = sent(wants_answer=False)
    assert editor.post(page_of(silent), {"_accepted": "1"}).status_code == 302


def test_a_decision_is_not_overwritten_unseen(sign_in):
    correction, one, other = sent(), sign_in("editor"), sign_in("editor")
    assert one.post(page_of(correction), {"_accepted": "1", "answer_en": "Yes."}).status_code == 302
    answer = other.post(page_of(correction), {"_declined": "1", "answer_en": "My own words."})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert one.user.username in page
    assert "My own words." in page
    correction.refresh_from_db()
    assert (correction.state, correction.answer_en) == ("accepted", "Yes.")
    again = {"_declined": "1", "answer_en": "My own words.", "decided": correction.decided_at.isoformat()}
    assert other.post(page_of(correction), again).status_code == 302
    correction.refresh_from_db()
    assert correction.state == "declined"


def test_neither_decision_nor_a_too_long_answer_is_refused_with_a_sentence(sign_in):
    correction, editor = sent(), sign_in("editor")
    for wrong, words in (
        ({"answer_en": "Yes."}, "Choose whether"),
        ({"_accepted": "1", "answer_en": "x" * 2001}, "2000"),
    ):
        answer = editor.post(page_of(correction), wrong)
        assert answer.status_code == 200
        assert words in answer.content.decode()
    correction.refresh_from_db()
    assert correction.state == "waiting"


def test_the_ways_to_enter_it_lead_to_the_record_and_the_sources_that_may_be_meant(sign_in):
    visit = make_visit(date="2012")
    speaking = make_source()
    cite(visit, "date", "2012", source=speaking)
    written, other = make_source(url="https://example.org/a"), make_source(url="https://example.org/b")
    page = sign_in("editor").get(page_of(sent(visit, source_words="See https://example.org/a.")))
    found = [found.source for found in page.context["sources"]]
    assert found == [written, speaking]
    assert other not in found
    for source in found:
        assert reverse("admin:archive_source_enter", args=[source.pk]) in page.content.decode()
    assert reverse("admin:archive_visit_change", args=[visit.pk]) in page.content.decode()


def test_what_readers_sent_goes_with_the_record_that_a_merge_leaves_and_no_address_is_kept_with_it(sign_in):
    stays, goes = make_person(name_en="Jane Doe"), make_person(name_en="Jane M. Doe")
    correction = sent(goes, field="born", proposed="1901")
    administrator = sign_in("administrator").user
    merge = identity.merge(stays, goes, by=administrator, why="One person")
    correction.refresh_from_db()
    assert correction.person_id == stays.pk
    assert "reader@example.org" not in str(merge.journal)
    identity.undo(merge, by=administrator)
    correction.refresh_from_db()
    assert correction.person == Person.objects.get(slug=goes.slug)
    assert CorrectionContact.objects.get().correction_id == correction.pk


def test_the_list_takes_the_same_few_queries_however_long_it_is(sign_in, django_assert_max_num_queries):
    editor = sign_in("editor")
    for _number in range(3):
        sent()
        Sending.objects.all().delete()
    with django_assert_max_num_queries(14):
        assert editor.get(reverse("admin:archive_correction_changelist")).status_code == 200
