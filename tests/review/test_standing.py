"""The way of a record to its readers and back, and who may send it there."""

import pytest

from archive.models import Status, Visit
from archive.review import Action, NotAllowed, NotReady, Role, may, publish, return_to_draft, role_of, submit, withdraw
from archive.writing import change
from tests.factories import cite, make_visit

pytestmark = pytest.mark.django_db


def draft_of(user, **values):
    """A draft that a user has made."""
    visit = Visit(title_en="A visit", **values)
    with change(by=user):
        visit.save()
    return visit


def test_the_highest_group_is_the_role(somebody, admin_user, django_user_model):
    assert [role_of(somebody(role)) for role in Role] == list(Role)
    assert role_of(admin_user) is Role.ADMINISTRATOR
    assert role_of(None) is role_of(somebody()) is None
    closed = somebody("editor")
    closed.is_active = False
    assert role_of(closed) is None


def test_a_draft_goes_to_review_and_is_published_by_somebody_else(somebody):
    editor, reviewer = somebody("editor"), somebody("reviewer")
    visit = submit(draft_of(editor), by=editor)
    assert visit.status == Status.IN_REVIEW
    assert publish(visit, by=reviewer, why="Seen.").status == Status.PUBLISHED


def test_nobody_publishes_their_own_work(somebody):
    reviewer = somebody("reviewer")
    visit = submit(draft_of(reviewer), by=reviewer)
    with pytest.raises(NotAllowed, match="Nobody decides on their own work"):
        publish(visit, by=reviewer)
    assert Visit.objects.get().status == Status.IN_REVIEW


def test_what_lacks_evidence_is_not_published_and_each_lack_is_named(somebody):
    visit = draft_of(somebody("editor"), date="1992")
    with pytest.raises(NotReady, match="date: no published source speaks of it"):
        publish(visit, by=somebody("reviewer"))
    cite(visit, "date", "1992")
    assert publish(Visit.objects.get(), by=somebody("reviewer")).status == Status.PUBLISHED


def test_what_is_returned_needs_a_reason(somebody):
    editor, reviewer = somebody("editor"), somebody("reviewer")
    visit = submit(draft_of(editor), by=editor)
    with pytest.raises(ValueError, match="Write the reason"):
        return_to_draft(visit, by=reviewer, why=" ")
    assert return_to_draft(visit, by=reviewer, why="Cite the date.").status == Status.DRAFT


def test_only_what_is_published_is_withdrawn(somebody):
    visit = make_visit()
    assert withdraw(visit, by=somebody("reviewer"), why="A hoax.").status == Status.WITHDRAWN
    with pytest.raises(NotAllowed, match="is withdrawn"):
        withdraw(visit, by=somebody("reviewer"), why="Again.")


# Who may do what with a draft of their own, one of somebody else, and a published record.
MATRIX = {
    None: ("", "", "see"),
    "viewer": ("", "", "see"),
    "contributor": ("see change submit delete revert history", "", "see propose"),
    "editor": (
        "see change submit delete revert history",
        "see change submit delete revert history",
        "see propose revert history",
    ),
    "reviewer": (
        "see change submit delete revert history",
        "see change submit delete revert history publish withdraw decide",
        "see propose revert history publish withdraw decide",
    ),
    "administrator": (
        "see change submit delete revert history publish withdraw decide",
        "see change submit delete revert history publish withdraw decide",
        "see propose change submit revert history publish withdraw decide",
    ),
}


@pytest.mark.parametrize("role", MATRIX)
def test_the_table_of_rights(role, somebody):
    user = somebody(role)
    records = (draft_of(user), draft_of(somebody("editor")), make_visit())
    for record, wanted in zip(records, MATRIX[role], strict=True):
        found = {str(action) for action in Action if action is not Action.ADD and may(user, action, record)}
        assert found == set(wanted.split()), record.status


@pytest.mark.parametrize("role", MATRIX)
def test_who_may_add(role, somebody):
    assert may(somebody(role), Action.ADD) is (role not in (None, "viewer"))


def test_whose_work_is_decided_on_is_said_by_whoever_asks_and_else_by_the_history(somebody):
    reviewer, other = somebody("reviewer"), somebody("reviewer")
    own, others = draft_of(reviewer), draft_of(other)
    for action in (Action.DECIDE, Action.PUBLISH, Action.WITHDRAW):
        # What a proposal or a merge knows of its author goes before the last version of the record.
        assert may(reviewer, action, own, by_others=True)
        assert not may(reviewer, action, others, by_others=False)
        assert not may(reviewer, action, own)
        assert may(reviewer, action, others)
        assert may(reviewer, action)
        assert may(somebody("administrator"), action, others, by_others=False)
        assert not may(somebody("editor"), action, others, by_others=True)
