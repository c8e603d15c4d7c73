"""What is published changes only by a proposal that somebody else accepts; readers see nothing of it before."""

import pytest

from archive import snapshot
from archive.models import ProposalState, Revision, Visit
from archive.review import Collides, Gone, NoDifference, NotAllowed, accept, propose, rehearse, send_back, take_back
from archive.writing import change
from tests.factories import cite, make_person, make_source, make_visit, take_part

pytestmark = pytest.mark.django_db


def edited(record, by, **values):
    """The snapshot of a record as a form that sets these values would leave it."""

    def write():
        fresh = type(record).objects.get(pk=record.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()

    return rehearse(record, write, by=by)


def taken(record):
    return snapshot.take(type(record), [record.pk])[record.pk]


@pytest.fixture
def editor(somebody):
    return somebody("editor")


@pytest.fixture
def reviewer(somebody):
    return somebody("reviewer")


def test_a_rehearsed_write_leaves_no_trace(editor):
    visit = make_visit(date="1992")
    before, versions = taken(visit), Revision.objects.count()
    wanted = edited(visit, editor, date="1993")
    assert (wanted["date"], taken(visit), Revision.objects.count()) == ("1993", before, versions)


def test_a_proposal_leaves_the_record_as_readers_see_it(editor):
    visit = make_visit(date="1992", title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor, why="The programme says so.")
    assert Visit.objects.get(pk=visit.pk).title_en == "Old"
    assert (proposal.record, proposal.base, proposal.state) == (visit, visit.revision, ProposalState.WAITING)


def test_an_accepted_proposal_is_a_version_of_its_author_with_its_reviewer(editor, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor, why="The programme says so.")
    record = accept(proposal, by=reviewer, why="Seen.")
    last = Revision.objects.filter(visit=visit).first()
    assert (record.title_en, last.author, last.reviewer, last.reason) == (
        "New", editor, reviewer, "The programme says so.",
    )  # fmt: skip
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewer_name, proposal.answer) == ("accepted", reviewer.username, "Seen.")


def test_what_hangs_on_the_record_is_proposed_with_it(editor, reviewer):
    visit, guest, source = make_visit(), make_person(), make_source()

    def write():
        take_part(guest, visit)
        cite(visit, "participations", str(guest), source=source)

    proposal = propose(visit, rehearse(visit, write, by=editor), by=editor)
    assert not visit.participations.exists()
    assert not visit.citations.exists()
    accept(proposal, by=reviewer)
    assert [p.person for p in visit.participations.all()] == [guest]
    assert visit.citations.get().field == "participations"


def test_nobody_accepts_their_own_proposal_but_an_administrator_may(somebody, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, reviewer, title_en="New"), by=reviewer)
    with pytest.raises(NotAllowed, match="Nobody decides on their own work"):
        accept(proposal, by=reviewer)
    assert Visit.objects.get(pk=visit.pk).title_en == "Old"
    accept(proposal, by=somebody("administrator"))
    assert Visit.objects.get(pk=visit.pk).title_en == "New"


@pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
def test_those_who_do_not_review_accept_nothing(somebody, editor, role):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    with pytest.raises(NotAllowed):
        accept(proposal, by=somebody(role))
    assert Visit.objects.get(pk=visit.pk).title_en == "Old"


def test_what_was_edited_since_in_other_places_stays(editor, reviewer):
    visit = make_visit(title_en="Old", date="1992")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    with change(by=reviewer):
        fresh = Visit.objects.get(pk=visit.pk)
        fresh.date = "1993"
        fresh.save()
    record = accept(proposal, by=reviewer)
    assert (record.title_en, record.date) == ("New", "1993")


def test_what_was_edited_since_in_the_same_place_is_named_and_nothing_is_written(editor, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    with change(by=reviewer):
        fresh = Visit.objects.get(pk=visit.pk)
        fresh.title_en = "Other"
        fresh.save()
    with pytest.raises(Collides) as caught:
        accept(proposal, by=reviewer)
    assert [(part.name, part.value) for part in caught.value.parts] == [("title_en", "Other")]
    proposal.refresh_from_db()
    assert (Visit.objects.get(pk=visit.pk).title_en, proposal.state) == ("Other", ProposalState.WAITING)


def test_the_reviewer_may_accept_it_with_a_correction(editor, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="Nwe"), by=editor)
    assert accept(proposal, by=reviewer, instead=proposal.snapshot | {"title_en": "New"}).title_en == "New"


def test_a_proposal_is_returned_with_a_reason_and_only_with_one(editor, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    with pytest.raises(ValueError, match="Write the reason"):
        send_back(proposal, by=reviewer, why="  ")
    found = send_back(proposal, by=reviewer, why="Which programme?")
    assert (found.state, found.answer, found.reviewer) == (ProposalState.RETURNED, "Which programme?", reviewer)
    with pytest.raises(NotAllowed, match="not waiting any more"):
        accept(proposal, by=reviewer)


def test_proposing_again_continues_the_same_proposal(editor):
    visit = make_visit(title_en="Old")
    first = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    second = propose(visit, edited(visit, editor, title_en="Newer"), by=editor)
    assert (first.pk, second.snapshot["title_en"]) == (second.pk, "Newer")


def test_a_proposal_without_a_difference_is_refused(editor):
    visit = make_visit(title_en="Old")
    with pytest.raises(NoDifference):
        propose(visit, edited(visit, editor, title_en="Old"), by=editor)


def test_only_the_author_takes_a_proposal_back(editor, reviewer):
    visit = make_visit(title_en="Old")
    proposal = propose(visit, edited(visit, editor, title_en="New"), by=editor)
    with pytest.raises(NotAllowed):
        take_back(proposal, by=reviewer)
    assert take_back(proposal, by=editor).state == ProposalState.TAKEN_BACK


def test_a_draft_is_changed_and_not_proposed(editor):
    draft = make_visit(title_en="Old", status="draft")
    with pytest.raises(NotAllowed):
        propose(draft, edited(draft, editor, title_en="New"), by=editor)


def test_a_proposal_that_names_what_is_gone_is_not_half_accepted(editor, reviewer):
    visit, guest = make_visit(), make_person(status="draft")
    wanted = rehearse(visit, lambda: take_part(guest, visit), by=editor)
    proposal = propose(visit, wanted | {"title_en": "New"}, by=editor)
    with change(by=None):
        guest.delete()
    with pytest.raises(Gone, match="is no more"):
        accept(proposal, by=reviewer)
    assert Visit.objects.get(pk=visit.pk).title_en != "New"
