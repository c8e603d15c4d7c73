"""Two of everything at once: whoever comes second is told so, nothing is half done, and no answer is a failure.

More of these stand beside what they are about: two merges of one pair (tests/identity/test_threads.py), two saves
(tests/admin/test_two_editors.py), two confirmations of an import (tests/spreadsheets/test_jobs.py), publications that
are counted (tests/public/test_kept_pages_apart.py), headings (tests/test_headings.py).
"""

from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from archive.models import Citation, Correction, ImportBatch, Merge, Person, Proposal, Revision, Visit
from archive.review import identity, propose
from archive.spreadsheets import jobs, staging
from archive.writing import change
from tests.admin.conftest import address, typed
from tests.admin.test_corrections import page_of, sent
from tests.factories import make_person, make_source, make_visit
from tests.identity.test_threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = range(2)


@pytest.fixture
def who():
    """Browsers in which people of a role are signed in; a failure is an answer of 500, not an exception here."""

    def make(role):
        user = User.objects.create_user(f"{role}-{User.objects.count()}", password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client(raise_request_exception=False)
        client.force_login(user)
        client.user = user
        return client

    # What a record lacks for its readers is another question than who comes first.
    with patch("archive.review.standing.holding_back", lambda *_record: []):
        yield make


def answers(*asked):
    """The answers to requests at once, none of which is a failure."""
    found = at_once(*asked)
    assert not [answer for answer in found if isinstance(answer, Exception)], found
    assert {answer.status_code for answer in found} <= {200, 302, 403, 404}, [answer.status_code for answer in found]
    return found


def step(client, record, name):
    """A step of a record's way."""
    return lambda: client.post(address(type(record), "step", record.pk, name), {"why": "Because."})


def has_whole_history(record):
    """Whether a record's versions are numbered through, and the last is the record."""
    record.refresh_from_db()
    numbers = list(record.revisions.order_by("number").values_list("number", flat=True))
    last = record.revisions.order_by("-number").first()
    return numbers == list(range(1, record.revision + 1)) and last.snapshot["status"] == record.status


@pytest.mark.parametrize("time", TIMES)
def test_two_who_publish_one_record_publish_it_once(who, time):
    visit = make_visit(status="in_review")
    answers(*[step(who("reviewer"), visit, "publish") for _each in range(2)])
    assert has_whole_history(visit)
    assert (visit.status, visit.revision) == ("published", 2)


@pytest.mark.parametrize("time", TIMES)
def test_a_publication_and_a_return_or_a_withdrawal_at_once_leave_one_of_their_ends(who, time):
    for other, begin, ends in (("return", "in_review", {"published", "draft"}),
                               ("withdraw", "withdrawn", {"published", "withdrawn"})):  # fmt: skip
        visit = make_visit(status=begin)
        answers(step(who("reviewer"), visit, "publish"), step(who("administrator"), visit, other))
        assert has_whole_history(visit)
        assert visit.status in ends
        assert visit.revision <= 3


@pytest.mark.parametrize("time", TIMES)
def test_of_an_acceptance_and_a_return_of_one_proposal_one_holds(who, time):
    visit = make_visit(title_en="As it was")
    with change(by=None):
        visit.title_en = "Between"
        visit.save()
    wanted = Revision.objects.get(visit=visit, number=1).snapshot
    proposal = propose(visit, wanted, by=who("editor").user, why="Better known so.")
    where = reverse("admin:archive_proposal_page", args=[proposal.pk])
    one, two = who("reviewer"), who("administrator")
    answers(lambda: one.post(where, {"_accept": "1", "_confirmed": "on", "why": "Yes."}),
            lambda: two.post(where, {"_return": "1", "why": "No."}))  # fmt: skip
    state = Proposal.objects.get(pk=proposal.pk).state
    assert has_whole_history(visit)
    assert (state, visit.title_en, visit.revision) in (("accepted", "As it was", 3), ("returned", "Between", 2))


@pytest.mark.parametrize("time", TIMES)
def test_one_person_who_proposes_in_two_windows_has_one_proposal(who, time):
    visit, editor = make_visit(title_en="As it was"), who("editor")
    where = address(Visit, "change", visit.pk)
    form = typed(editor.get(where))
    answers(*[lambda n=n: editor.post(where, form | {"title_en": f"Window {n}", "why": f"{n}"}) for n in range(2)])
    (proposal,) = Proposal.objects.filter(visit=visit)
    assert proposal.snapshot["title_en"] in ("Window 0", "Window 1")
    assert has_whole_history(visit)
    assert visit.title_en == "As it was"


@pytest.mark.parametrize("time", TIMES)
def test_two_undos_of_one_import_take_it_back_once(who, time):
    editor, other = who("editor"), who("administrator")
    batch = staging.upload("visits", b"title_en\nOne\nTwo\n", "visits.csv", user=editor.user)
    jobs.start(batch, "stage", by=editor.user)
    jobs.start(batch, "apply", by=editor.user)
    assert Visit.objects.count() == 2
    where = reverse("admin:archive_importbatch_undo", args=[batch.pk])
    answers(*[lambda client=client: client.post(where, {"why": "Wrong file."}) for client in (editor, other)])
    assert Visit.objects.count() == 0
    assert ImportBatch.objects.filter(undoes=batch).count() == 1
    assert ImportBatch.objects.get(pk=batch.pk).state == "undone"


@pytest.mark.parametrize("time", TIMES)
def test_two_undos_of_one_merge_bring_the_record_back_once(who, time):
    one, two = make_person(name_en="One"), make_person(name_en="Two")
    merge = identity.merge(one, two, by=who("administrator").user, why="The same.")
    where = reverse("admin:archive_merge_page", args=[merge.pk])
    clients = who("administrator"), who("reviewer")
    answers(*[lambda c=c: c.post(where, {"action": "undo", "why": "Not the same."}) for c in clients])
    assert sorted(Person.objects.values_list("name_en", flat=True)) == ["One", "Two"]
    assert Merge.objects.get(pk=merge.pk).state == "undone"


@pytest.mark.parametrize("time", TIMES)
def test_two_who_decide_on_one_correction_leave_one_whole_decision(who, time):
    correction, clients = sent(), (who("editor"), who("reviewer"))
    said = ({"_accepted": "1", "answer_en": "Yes."}, {"_declined": "1", "answer_en": "No."})
    answers(*[lambda c=c, w=w: c.post(page_of(correction), w) for c, w in zip(clients, said, strict=True)])
    found = Correction.objects.get(pk=correction.pk)
    whole = [("accepted", "Yes.", clients[0].user), ("declined", "No.", clients[1].user)]
    assert (found.state, found.answer_en, found.decided_by) in whole


@pytest.mark.parametrize("time", TIMES)
def test_of_two_records_with_one_address_one_is_made_and_the_other_editor_is_told(who, time):
    clients = [who("editor"), who("contributor")]
    forms = [typed(client.get(address(Visit, "add")), title_en="A visit", slug="one-visit") for client in clients]
    found = answers(*[lambda c=c, f=f: c.post(address(Visit, "add"), f) for c, f in zip(clients, forms, strict=True)])
    assert Visit.objects.filter(slug="one-visit").count() == 1
    made = Visit.objects.count()
    assert sorted(answer.status_code for answer in found) == ([200, 302] if made == 1 else [302, 302])
    if made == 1:
        (told,) = (answer for answer in found if answer.status_code == 200)
        assert told.context["adminform"].form.errors["slug"]


@pytest.mark.parametrize("time", TIMES)
def test_two_who_sign_in_for_the_first_time_both_come_to_their_second_factor(time):
    for name in ("one", "two"):
        user = User.objects.create_user(name, password="a long secret", is_staff=True)
        user.groups.add(Group.objects.get(name="editor"))
    clients = {name: Client(raise_request_exception=False) for name in ("one", "two")}
    where = reverse("admin:login")
    found = at_once(*[lambda n=n, c=c: c.post(where, {"username": n, "password": "a long secret", "next": "/admin/"})
                      for n, c in clients.items()])  # fmt: skip
    assert [answer.status_code for answer in found] == [302, 302]
    keys = {client.session.session_key for client in clients.values()}
    assert len(keys) == 2
    assert None not in keys
    # Each of them stands before the setting up of a second factor, which comes first.
    assert [answer["Location"] for answer in found] == [reverse("admin:door_set_up")] * 2


@pytest.mark.parametrize("time", TIMES)
def test_a_record_that_goes_while_it_is_cited_leaves_no_citation_behind(who, time):
    visit, source = make_visit(status="draft", date="1990"), make_source()
    cites, deletes = who("editor"), who("administrator")
    sent_ = {"visit": visit.pk, "field": "date", "source": source.pk, "locator": "p. 1", "stated": "1993",
             "stance": "mentions", "status": "published", "why": "Because."}  # fmt: skip
    gone = address(Visit, "delete", visit.pk)
    answers(lambda: cites.post(reverse("admin:archive_citation_add"), sent_),
            lambda: deletes.post(gone, {"post": "yes", "why": "Because."}))  # fmt: skip
    assert Citation.objects.count() == (1 if Visit.objects.exists() and Citation.objects.exists() else 0)
    assert not Citation.objects.exclude(visit__in=Visit.objects.all()).exists()


@pytest.mark.parametrize("time", TIMES)
def test_a_record_that_goes_while_it_is_published_is_either_there_for_readers_or_gone(who, time):
    visit = make_visit(status="in_review")
    deletes = who("administrator")
    answers(step(who("reviewer"), visit, "publish"),
            lambda: deletes.post(address(Visit, "delete", visit.pk), {"post": "yes", "why": "Because."}))  # fmt: skip
    there = Visit.objects.filter(pk=visit.pk).first()
    assert there is None or there.status == "published"
    assert Client().get(f"/visits/{visit.slug}/").status_code == (404 if there is None else 200)
