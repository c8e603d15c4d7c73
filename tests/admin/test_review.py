"""From draft to readers in the admin: steps, proposals with their correction, versions and the way back, the desk."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from archive.models import Proposal, ProposalState, Revision, Visit
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_person, make_source, make_visit, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(django_user_model):
    """A browser in which somebody of a role is signed in; the user is its `.user`."""

    def make(role):
        name = f"{role}-{django_user_model.objects.count()}"
        user = django_user_model.objects.create_user(name, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


def save(client, record, query="", **values):
    """Type values into a record's form and save it; the answer."""
    where = address(type(record), "change", record.pk) + query
    answer = client.post(where, typed(client.get(where), **values))
    assert answer.status_code == 302, errors_of(answer)
    return answer


def step(client, record, name, why=""):
    return client.post(address(type(record), "step", record.pk, name), {"why": why}, follow=True)


def proposal_page(proposal):
    return reverse("admin:archive_proposal_page", args=[proposal.pk])


def words(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_draft_is_submitted_returned_once_and_published(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    editor.post(address(Visit, "add"), typed(editor.get(address(Visit, "add")), title_en="A visit", date="1992"))
    visit = Visit.objects.get()
    page = editor.get(address(Visit, "change", visit.pk)).content.decode()
    assert "no published source speaks of it" in page
    step(editor, visit, "submit")
    refused = step(reviewer, visit, "return")
    assert "Write the reason" in words(refused)[0]
    step(reviewer, visit, "return", "Cite the date.")
    assert Visit.objects.get().status == "draft"
    cite(visit, "date", "1992")
    step(editor, visit, "submit")
    step(reviewer, visit, "publish")
    assert Visit.objects.get().status == "published"
    assert "Cite the date." in Revision.objects.values_list("reason", flat=True)


def test_what_lacks_evidence_offers_no_publishing_and_refuses_it(sign_in):
    reviewer, visit = sign_in("reviewer"), make_visit(status="in_review", date="1992")
    assert "step/publish/" not in reviewer.get(address(Visit, "change", visit.pk)).content.decode()
    answer = step(reviewer, visit, "publish")
    assert "cannot be published yet" in words(answer)[0]
    assert Visit.objects.get().status == "in_review"


def test_a_step_is_a_post_and_an_unknown_one_is_no_page(sign_in):
    reviewer, visit = sign_in("reviewer"), make_visit()
    assert reviewer.get(address(Visit, "step", visit.pk, "withdraw")).status_code == 404
    assert reviewer.post(address(Visit, "step", visit.pk, "explode")).status_code == 404
    assert Visit.objects.get().status == "published"


def test_an_editors_save_of_what_is_published_waits_for_a_reviewer(sign_in):
    editor, reviewer, visit = sign_in("editor"), sign_in("reviewer"), make_visit(title_en="Old")
    assert "waits for a reviewer" in editor.get(address(Visit, "change", visit.pk)).content.decode()
    save(editor, visit, title_en="New", why="The programme says so.")
    assert Visit.objects.get().title_en == "Old"
    proposal = Proposal.objects.get()
    page = reviewer.get(proposal_page(proposal)).content.decode()
    assert all(word in page for word in ("Old", "New", "The programme says so."))
    reviewer.post(proposal_page(proposal), {"_accept": "1"})
    assert Visit.objects.get().title_en == "New"
    assert Revision.objects.filter(visit=visit).first().author == editor.user


def test_rows_that_hang_on_the_record_are_proposed_and_accepted(sign_in):
    editor, reviewer, visit, guest = sign_in("editor"), sign_in("reviewer"), make_visit(), make_person()
    rows = {
        "participations-TOTAL_FORMS": 1,
        "participations-0-person": guest.pk,
        "participations-0-role": "visitor",
    }
    save(editor, visit, **rows)
    assert not visit.participations.exists()
    sent = {"_accept": "1", "_confirmed": "on", "why": "Cited in the next proposal."}
    reviewer.post(proposal_page(Proposal.objects.get()), sent)
    assert visit.participations.get().person == guest


def test_a_returned_proposal_is_gone_on_with_and_nothing_is_typed_twice(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    visit, guest, leaver = make_visit(title_en="Old"), make_person(), make_person()
    take_part(leaver, visit)
    form = typed(editor.get(address(Visit, "change", visit.pk)), title_en="Nwe")
    form |= {
        "participations-TOTAL_FORMS": 2,
        "participations-0-DELETE": "on",
        "participations-1-person": guest.pk,
        "participations-1-role": "visitor",
    }
    editor.post(address(Visit, "change", visit.pk), form)
    proposal = Proposal.objects.get()
    reviewer.post(proposal_page(proposal), {"_return": "1", "why": "A slip in the title."})
    assert "A slip in the title." in editor.get(address(Visit, "change", visit.pk)).content.decode()
    opened = editor.get(address(Visit, "change", visit.pk) + f"?proposal={proposal.pk}")
    assert opened.context["adminform"].form["title_en"].value() == "Nwe"
    save(editor, visit, f"?proposal={proposal.pk}", title_en="New")
    again = Proposal.objects.get(state=ProposalState.WAITING)
    reviewer.post(proposal_page(again), {"_accept": "1"})
    assert Visit.objects.get().title_en == "New"
    assert [part.person for part in visit.participations.all()] == [guest]


def test_a_reviewer_accepts_a_proposal_with_corrections(sign_in):
    editor, reviewer, visit = sign_in("editor"), sign_in("reviewer"), make_visit(title_en="Old", note="kept")
    save(editor, visit, title_en="Nwe")
    save(reviewer, visit, f"?proposal={Proposal.objects.get().pk}", title_en="New")
    visit.refresh_from_db()
    assert (visit.title_en, visit.note, Proposal.objects.get().state) == ("New", "kept", ProposalState.ACCEPTED)


def test_nobody_decides_on_their_own_proposal(sign_in):
    reviewer, visit = sign_in("reviewer"), make_visit(title_en="Old")
    save(reviewer, visit, title_en="New")
    proposal = Proposal.objects.get()
    assert "_accept" not in reviewer.get(proposal_page(proposal)).content.decode()
    answer = reviewer.post(proposal_page(proposal), {"_accept": "1"}, follow=True)
    assert "Nobody decides on their own work" in words(answer)[0]
    assert Visit.objects.get().title_en == "Old"


def test_a_proposal_that_costs_evidence_must_be_confirmed_with_a_reason(sign_in):
    editor, reviewer, visit = sign_in("editor"), sign_in("reviewer"), make_visit(date="1992")
    cite(visit, "date", "1992")
    save(editor, visit, date="1993", confirmed="date", why="The programme says so.")
    page = proposal_page(Proposal.objects.get())
    asked = reviewer.post(page, {"_accept": "1"})
    assert "no source supports the accepted value" in asked.content.decode()
    reviewer.post(page, {"_accept": "1", "_confirmed": "on"})
    assert Visit.objects.get().date == "1992"
    reviewer.post(page, {"_accept": "1", "_confirmed": "on", "why": "The source is wrong, see the note."})
    assert Visit.objects.get().date == "1993"


def test_the_author_takes_a_proposal_back(sign_in):
    editor, visit = sign_in("editor"), make_visit(title_en="Old")
    save(editor, visit, title_en="New")
    editor.post(proposal_page(Proposal.objects.get()), {"_take_back": "1"})
    assert Proposal.objects.get().state == ProposalState.TAKEN_BACK


def test_a_citation_added_on_its_own_page_to_what_is_published_is_proposed(sign_in):
    from archive.models import Citation

    editor, visit, source = sign_in("editor"), make_visit(date="1992"), make_source()
    where = address(Citation, "add")
    sent = typed(editor.get(where), visit=visit.pk, source=source.pk, field="date", stated="1992", locator="p. 1")
    answer = editor.post(where, sent)
    assert answer.status_code == 302, errors_of(answer)
    assert not visit.citations.exists()
    assert Proposal.objects.get().snapshot["citations"][0]["stated"] == "1992"


def test_an_administrator_changes_what_is_published_at_once(admin_client):
    visit = make_visit(title_en="Old")
    save(admin_client, visit, title_en="New")
    assert Visit.objects.get().title_en == "New"
    assert not Proposal.objects.exists()


def test_two_versions_are_compared(admin_client):
    visit = make_visit(title_en="One")
    save(admin_client, visit, title_en="Two", note="seen")
    page = admin_client.get(address(Visit, "compare", visit.pk), {"from": "1", "to": "2"}).content.decode()
    assert all(word in page for word in ("One", "Two", "seen"))
    lost = admin_client.get(address(Visit, "compare", visit.pk), {"from": "x", "to": "2"})
    assert lost.status_code == 302
    assert admin_client.get(address(Visit, "compare", visit.pk), {"from": "1", "to": "9"}).status_code == 404


def test_a_version_names_what_going_back_would_undo_and_goes_back(admin_client, admin_user):
    visit = make_visit(title_en="One")
    save(admin_client, visit, title_en="Two")
    where = address(Visit, "version", visit.pk, 1)
    page = admin_client.get(where).content.decode()
    assert all(word in page for word in ("These later edits would be undone", "Title (en)", "admin", "version 2"))
    admin_client.post(where, {"seen": "2", "why": "A mistake."})
    assert Visit.objects.get().title_en == "One"
    assert Revision.objects.filter(visit=visit).first().reason == "A mistake."


def test_going_back_over_somebody_elses_save_is_refused(admin_client):
    visit = make_visit(title_en="One")
    save(admin_client, visit, title_en="Two")
    with change(by=None):
        fresh = Visit.objects.get()
        fresh.title_en = "Three"
        fresh.save()
    answer = admin_client.post(address(Visit, "version", visit.pk, 1), {"seen": "2"}, follow=True)
    assert "Somebody else has changed" in words(answer)[-1]
    assert Visit.objects.get().title_en == "Three"


def test_an_editors_way_back_of_what_is_published_is_a_proposal(sign_in, admin_client):
    editor, visit = sign_in("editor"), make_visit(title_en="One")
    save(admin_client, visit, title_en="Two")
    editor.post(address(Visit, "version", visit.pk, 1), {"seen": "2", "why": "The first was right."})
    assert Visit.objects.get().title_en == "Two"
    assert Proposal.objects.get().snapshot["title_en"] == "One"


def test_the_desk_shows_each_person_what_waits_for_them(sign_in):
    editor, reviewer, visit = sign_in("editor"), sign_in("reviewer"), make_visit(title_en="The state visit")
    save(editor, visit, title_en="New")
    desk = reverse("admin:archive_desk")
    assert "Proposals to decide on" in reviewer.get(desk).content.decode()
    assert "Your proposals that wait for a reviewer" in editor.get(desk).content.decode()
    reviewer.post(proposal_page(Proposal.objects.get()), {"_return": "1", "why": "Which programme?"})
    page = editor.get(reverse("admin:index")).content.decode()
    assert all(word in page for word in ("Returned to you", "The state visit", "Which programme?"))


@pytest.mark.parametrize("role", ["viewer", "contributor", "editor", "reviewer"])
def test_every_role_reads_its_desk(sign_in, role):
    assert sign_in(role).get(reverse("admin:archive_desk")).status_code == 200
