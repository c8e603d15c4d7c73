"""What is published changes only by a proposal that somebody else accepts; readers see nothing of it before."""

import pytest
from django.db import transaction

from archive import snapshot
from archive.models import ProposalState, Revision, Visit
from archive.review import (
    Collides,
    Gone,
    Mixed,
    NoDifference,
    NotAllowed,
    NotReady,
    accept,
    propose,
    send_back,
    take_back,
    write_or_propose,
)
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

    return rehearsed(record, write)


def rehearsed(record, write):
    """The snapshot of a record as a write would leave it, which is then taken back."""
    with transaction.atomic():
        with change(by=None):
            write()
        wanted = taken(record)
        transaction.set_rollback(True)
    return wanted


def taken(record):
    return snapshot.take(type(record), [record.pk])[record.pk]


@pytest.fixture
def editor(somebody):
    return somebody("editor")


@pytest.fixture
def reviewer(somebody):
    return somebody("reviewer")


def test_a_write_to_what_is_published_becomes_a_proposal_and_leaves_no_trace(editor):
    visit = make_visit(date="1992")
    before, versions = taken(visit), Revision.objects.count()

    def write():
        fresh = Visit.objects.get(pk=visit.pk)
        fresh.date = "1993"
        fresh.save()
        return "written"

    result, (proposal,) = write_or_propose(write, by=editor, why="The programme.")
    assert (result, taken(visit), Revision.objects.count()) == ("written", before, versions)
    assert (proposal.snapshot["date"], proposal.author, proposal.reason) == ("1993", editor, "The programme.")


def test_a_write_to_a_draft_and_an_administrators_write_are_written(editor, somebody):
    draft, public = make_visit(title_en="Old", status="draft"), make_visit(title_en="Old")
    for visit, by in ((draft, editor), (public, somebody("administrator"))):

        def write(visit=visit):
            fresh = Visit.objects.get(pk=visit.pk)
            fresh.title_en = "New"
            fresh.save()

        assert write_or_propose(write, by=by, why="A slip of the pen.")[1] == []
        assert Visit.objects.get(pk=visit.pk).title_en == "New"


def test_a_citation_of_what_is_published_is_proposed_too(editor):
    visit, source = make_visit(date="1992"), make_source()
    _result, (proposal,) = write_or_propose(lambda: cite(visit, "date", "1992", source=source), by=editor)
    assert [row["stated"] for row in proposal.snapshot["citations"]] == ["1992"]
    assert not visit.citations.exists()


def test_drafts_and_what_is_published_are_not_changed_in_one_write(editor):
    draft, public = make_visit(title_en="Old", status="draft"), make_visit(title_en="Old")

    def write():
        for visit in Visit.objects.all():
            visit.title_en = "New"
            visit.save()

    with pytest.raises(Mixed, match="Nothing was saved"):
        write_or_propose(write, by=editor)
    assert set(Visit.objects.values_list("title_en", flat=True)) == {"Old"}
    assert {draft.pk, public.pk} == set(Visit.objects.values_list("pk", flat=True))


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

    proposal = propose(visit, rehearsed(visit, write), by=editor)
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
    wanted = rehearsed(visit, lambda: take_part(guest, visit))
    proposal = propose(visit, wanted | {"title_en": "New"}, by=editor)
    with change(by=None):
        guest.delete()
    with pytest.raises(Gone, match="is no more"):
        accept(proposal, by=reviewer)
    assert Visit.objects.get(pk=visit.pk).title_en != "New"


def test_a_value_that_nobody_would_attest_any_more_must_be_confirmed(editor, reviewer):
    visit = make_visit(date="1992")
    cite(visit, "date", "1992")
    visit.refresh_from_db()
    proposal = propose(visit, edited(visit, editor, date="1993"), by=editor)
    with pytest.raises(NotReady, match="date: no source supports the accepted value"):
        accept(proposal, by=reviewer)
    assert Visit.objects.get(pk=visit.pk).date == "1992"
    assert accept(proposal, by=reviewer, confirmed=True).date == "1993"
