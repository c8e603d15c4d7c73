"""Who merges, who proposes a merge, and who decides on it."""

import pytest

from archive.models import Merge, MergeState, Person, Revision
from archive.review import identity
from archive.review.identity import Right
from archive.writing import Stale, change
from tests.factories import cite, make_person, make_place, make_visit, take_part

pytestmark = pytest.mark.django_db


def draft(by=None, **values):
    person = Person(name_en="Somebody", status="draft", **values)
    with change(by=by):
        person.save()
    return person


@pytest.mark.parametrize(
    ("role", "own_drafts", "drafts", "published", "places"),
    [
        (None, Right.NO, Right.NO, Right.NO, Right.NO),
        ("viewer", Right.NO, Right.NO, Right.NO, Right.NO),
        ("contributor", Right.DO, Right.NO, Right.NO, Right.NO),
        ("editor", Right.DO, Right.PROPOSE, Right.PROPOSE, Right.PROPOSE),
        ("reviewer", Right.DO, Right.DO, Right.DO, Right.DO),
        ("administrator", Right.DO, Right.DO, Right.DO, Right.DO),
    ],
)
def test_each_role_has_its_right(somebody, role, own_drafts, drafts, published, places):
    user = somebody(role)
    assert identity.right_to_merge(user, draft(user), draft(user)) is own_drafts
    assert identity.right_to_merge(user, draft(user), draft()) is drafts
    assert identity.right_to_merge(user, make_person(), make_person()) is published
    assert identity.right_to_merge(user, make_place(), make_place()) is places


def test_a_reviewer_proposes_where_readers_see_the_reviewer_s_own_work(somebody):
    reviewer, one = somebody("reviewer"), make_person()
    with change(by=reviewer):
        one.note = "mine"
        one.save()
    assert identity.right_to_merge(reviewer, one, make_person()) is Right.PROPOSE
    with pytest.raises(identity.OnlyProposed):
        identity.merge(one, make_person(), by=reviewer)


def test_a_merge_of_own_drafts_that_changes_what_readers_see_is_not_the_contributor_s_to_make(somebody):
    contributor, editor = somebody("contributor"), somebody("editor")
    for user, refusal in ((contributor, identity.NotAllowed), (editor, identity.OnlyProposed)):
        one, two = draft(user), draft(user)
        take_part(two, make_visit())
        with pytest.raises(refusal):
            identity.merge(one, two, by=user)
        assert Person.objects.filter(pk__in=(one.pk, two.pk)).count() == 2
    assert not Merge.objects.exists()


def test_a_proposed_merge_waits_and_is_carried_out_by_somebody_else(somebody):
    editor, reviewer, one, two = somebody("editor"), somebody("reviewer"), make_person(), make_person()
    proposal = identity.propose(one, two, by=editor, why="Same passport.", choices={"name_en": "goes"})
    assert Person.objects.count() == 2
    assert identity.propose(one, two, by=editor, choices={"name_en": "goes"}).pk == proposal.pk
    merge = identity.accept(proposal, by=reviewer)
    assert (merge.pk, merge.state, merge.reason) == (proposal.pk, MergeState.DONE, "Same passport.")
    assert (merge.author_name, merge.reviewer_name) == (editor.username, reviewer.username)
    assert Person.objects.get().name_en == two.name_en
    version = Revision.objects.filter(person=one.pk).first()
    assert (version.author, version.reviewer) == (editor, reviewer)
    identity.undo(merge, by=reviewer)
    assert Person.objects.count() == 2


def test_nobody_carries_out_their_own_proposal_nor_returns_it(somebody):
    reviewer, one, two = somebody("reviewer"), make_person(), make_person()
    proposal = identity.propose(one, two, by=reviewer)
    for attempt in (identity.accept, lambda p, by: identity.send_back(p, by=by, why="no")):
        with pytest.raises(identity.NotAllowed):
            attempt(proposal, by=reviewer)
    assert identity.take_back(proposal, by=reviewer).state == MergeState.TAKEN_BACK


def test_an_editor_does_not_carry_out_a_proposal(somebody):
    proposal = identity.propose(make_person(), make_person(), by=somebody("editor"))
    with pytest.raises(identity.OnlyProposed):
        identity.accept(proposal, by=somebody("editor"))
    with pytest.raises(identity.NotAllowed):
        identity.send_back(proposal, by=somebody("editor"), why="no")
    assert Person.objects.count() == 2


def test_a_proposed_merge_is_returned_with_a_reason(somebody):
    editor, reviewer = somebody("editor"), somebody("reviewer")
    proposal = identity.propose(make_person(), make_person(), by=editor)
    with pytest.raises(ValueError, match="reason"):
        identity.send_back(proposal, by=reviewer, why=" ")
    returned = identity.send_back(proposal, by=reviewer, why="Father and son.")
    assert (returned.state, returned.answer) == (MergeState.RETURNED, "Father and son.")
    with pytest.raises(identity.NotAllowed, match="not waiting"):
        identity.accept(proposal, by=reviewer)


def test_a_proposal_of_records_that_changed_since_is_looked_at_again(somebody):
    one, two = make_person(), make_person()
    proposal = identity.propose(one, two, by=somebody("editor"))
    cite(two, "summary", "since")
    with pytest.raises(Stale):
        identity.accept(proposal, by=somebody("reviewer"))
    seen = identity.seen(*identity.proposed(proposal))
    identity.accept(proposal, by=somebody("reviewer"), expected=seen)
    assert Person.objects.count() == 1


def test_a_proposal_whose_record_is_gone_can_only_be_returned(somebody):
    one, two, three = make_person(), make_person(), make_person()
    proposal = identity.propose(one, two, by=somebody("editor"))
    identity.merge(three, two, by=None)
    with pytest.raises(identity.NotMergeable, match="only be returned"):
        identity.accept(proposal, by=somebody("reviewer"))
    identity.send_back(proposal, by=somebody("reviewer"), why="Merged elsewhere.")
