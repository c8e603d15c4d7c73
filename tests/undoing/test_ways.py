"""Each role's way back, asked of the rules themselves: of drafts, of what readers see, of places, of new work."""

import pytest

from archive.models import Place, Proposal, Status, Visit
from archive.review import propose
from archive.undoing.allowed import Unlimited, Way, Within
from archive.writing import change
from tests.factories import make_place, make_visit

pytestmark = pytest.mark.django_db


def visit_of(user, status):
    visit = Visit(title_en=f"A visit {Visit.objects.count()}", status=status)
    with change(by=user):
        visit.save()
    return visit


def ways(user, *records, model=Visit, made=False):
    present = {record.pk: {"status": getattr(record, "status", "")} for record in records}
    found = Within(user).ways(model, present, made)
    return [found[record.pk].name for record in records]


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        (None, "KEEP KEEP KEEP KEEP KEEP"),
        ("viewer", "KEEP KEEP KEEP KEEP KEEP"),
        ("contributor", "WRITE KEEP PROPOSE PROPOSE PROPOSE"),
        ("editor", "WRITE WRITE PROPOSE PROPOSE PROPOSE"),
        ("reviewer", "WRITE WRITE PROPOSE WRITE WRITE"),
        ("administrator", "WRITE WRITE WRITE WRITE WRITE"),
    ],
)
def test_drafts_are_written_and_what_readers_see_is_proposed_but_by_those_who_decide(somebody, role, wanted):
    user, other = somebody(role), somebody("editor")
    records = (
        visit_of(user, Status.DRAFT), visit_of(other, Status.IN_REVIEW), visit_of(user, Status.PUBLISHED),
        visit_of(other, Status.PUBLISHED), visit_of(other, Status.WITHDRAWN),
    )  # fmt: skip
    assert ways(user, *records) == wanted.split()
    assert ways(user, *records[:2]) == wanted.split()[:2]


@pytest.mark.parametrize(
    ("role", "made", "wanted"),
    [
        ("viewer", True, "KEEP"),
        ("contributor", False, "KEEP"),
        ("contributor", True, "WRITE"),
        ("editor", False, "WRITE"),
    ],
)
def test_a_contributor_takes_back_a_place_only_where_they_made_it(somebody, role, made, wanted):
    assert ways(somebody(role), make_place(), model=Place, made=made) == [wanted]


def test_what_one_has_proposed_oneself_and_waits_is_told_apart(somebody):
    editor, other, seen, more = somebody("editor"), somebody("editor"), make_visit(), make_visit()
    for author, visit in ((editor, seen), (other, more)):
        propose(visit, {"title_en": "Another"}, by=author, why="Better so.")
    assert ways(editor, seen, more) == ["WAITS", "PROPOSE"]
    Proposal.objects.update(state="returned")
    assert ways(editor, seen, more) == ["PROPOSE", "PROPOSE"]


def test_nothing_stands_again_before_readers_but_by_those_who_decide_and_with_its_evidence(somebody):
    whole, lacking, draft = make_visit(), make_visit(date="1992"), make_visit(status="draft")
    standings = {
        whole.pk: ("published", "withdrawn"), lacking.pk: ("published", "withdrawn"), draft.pk: ("draft", "in_review"),
    }  # fmt: skip
    for role in (None, "viewer", "contributor", "editor"):
        assert Within(somebody(role)).may_stand_again(Visit, standings) == set(), role
    for role in ("reviewer", "administrator"):
        found = Within(somebody(role)).may_stand_again(Visit, standings)
        assert (lacking.pk in found, draft.pk in found) == (False, True), role
    assert Unlimited().may_stand_again(Visit, standings) == set(standings)
    assert set(Unlimited().ways(Visit, standings).values()) == {Way.WRITE}
