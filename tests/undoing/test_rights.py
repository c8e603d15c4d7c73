"""What readers see is taken back only by those who may decide on it; else it is proposed, or named, and stays."""

import pytest
from django.utils import timezone

from archive.models import Proposal, Visit
from archive.review import accept, propose, publish, withdraw
from archive.review.merging import version
from archive.spreadsheets import apply, undo
from archive.undoing import foresee, foresee_changes, undo_changes, undo_import
from archive.writing import change
from tests.factories import cite, make_visit
from tests.spreadsheets.planned import planned
from tests.undoing.hour import edit, hour_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla(somebody):
    return somebody("administrator", "leyla")


def reasons(found):
    return [(kept.slug, str(kept.reason)) for kept in found.kept]


def undone(hour, by):
    """What the undo by this user does; it must be what was foretold."""
    told, done = foresee_changes(hour, by=by, within=True), undo_changes(hour, by=by, within=True)
    assert (told.deleted, told.restored, told.proposed) == (done.deleted, done.restored, done.proposed)
    assert sorted(reasons(told)) == sorted(reasons(done))
    return done


def published_and_draft(leyla):
    shown, draft = make_visit(slug="shown", note="old"), make_visit(slug="draft", note="old", status="draft")
    with hour_of(leyla) as chosen:
        edit(shown, note="hers")
        edit(draft, note="hers")
    return shown, draft, chosen()


def test_an_editor_proposes_what_readers_see_and_writes_the_drafts(leyla, somebody):
    shown, draft, hour = published_and_draft(leyla)
    editor = somebody("editor")
    done = undone(hour, editor)
    assert (done.restored, done.proposed, reasons(done)) == (1, 1, [("shown", "proposed")])
    shown.refresh_from_db(), draft.refresh_from_db()
    assert (shown.note, draft.note) == ("hers", "old")
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.snapshot["note"]) == (editor, "old")
    accept(proposal, by=somebody("reviewer"), confirmed=True)
    shown.refresh_from_db()
    assert shown.note == "old"


def test_a_proposal_that_waits_already_is_not_written_over(leyla, somebody):
    shown, _draft, hour = published_and_draft(leyla)
    editor = somebody("editor")
    mine = propose(shown, version(shown, shown.revision + 1) | {"summary_en": "Mine."}, by=editor)
    done = undone(hour, editor)
    assert reasons(done) == [("shown", "waiting")]
    mine.refresh_from_db()
    assert mine.snapshot["summary_en"] == "Mine."


def test_a_reviewer_takes_back_others_work_and_proposes_the_way_back_of_their_own(leyla, somebody):
    shown, _draft, hour = published_and_draft(leyla)
    reviewer = somebody("reviewer")
    done = undone(hour, reviewer)
    assert (done.restored, done.proposed) == (2, 0)
    again = undo_import(done.batch, by=reviewer, within=True)
    assert (again.restored, again.proposed) == (1, 1)
    shown.refresh_from_db()
    assert shown.note == "old"


def test_contributors_take_back_their_drafts_and_nothing_of_others(leyla, somebody):
    contributor = somebody("contributor", "con")
    foreign = make_visit(slug="foreign", note="old", status="draft")
    with hour_of(contributor) as chosen:
        edit(foreign, note="theirs")
        make_visit(slug="own", status="draft")
    done = undone(chosen(), contributor)
    assert (done.deleted, reasons(done)) == (1, [("foreign", "forbidden")])


@pytest.mark.parametrize("role", [None, "viewer"])
def test_others_take_nothing_back(leyla, somebody, role):
    _shown, draft, hour = published_and_draft(leyla)
    done = undone(hour, somebody(role))
    draft.refresh_from_db()
    assert (done.restored, done.proposed, draft.note) == (0, 0, "hers")


def test_what_was_published_since_stays_and_is_named(leyla, somebody):
    with hour_of(leyla) as chosen:
        made = make_visit(slug="made", status="draft")
    edit(made, status="published")
    done = undone(chosen(), somebody("administrator"))
    assert reasons(done) == [("made", "published")]
    assert Visit.objects.get(slug="made").status == "published"


def ready():
    visit = make_visit(slug="v", status="in_review", date="1992")
    cite(visit, "date", "1992")
    return Visit.objects.get(pk=visit.pk)


def test_a_publication_is_taken_back_by_those_who_publish(leyla, somebody):
    visit = ready()
    since = timezone.now()
    with hour_of(leyla) as chosen:
        publish(visit, by=leyla)
    assert since < chosen().until
    done = undone(chosen(), somebody("editor"))
    assert set(reasons(done)) == {("v", "standing")}
    assert Visit.objects.get().status == "published"
    undone(chosen(), somebody("reviewer"))
    assert Visit.objects.get().status == "in_review"


def test_what_was_withdrawn_comes_back_to_readers_only_with_its_evidence(leyla, somebody):
    visit = ready()
    publish(visit, by=leyla)
    with hour_of(leyla) as chosen:
        withdraw(Visit.objects.get(), by=leyla, why="A mistake.")
    hour, admin = chosen(), somebody("administrator")
    citation = visit.citations.get()
    with change(by=None):
        citation.delete()
    assert reasons(undone(hour, admin)) == [("v", "standing")]
    cite(Visit.objects.get(), "date", "1992")
    done = undone(hour, admin)
    assert (done.restored, Visit.objects.get().status) == (1, "published")


def test_what_was_proposed_by_her_and_accepted_by_another_is_her_change(leyla, somebody):
    author, reviewer = somebody("editor", "author"), somebody("reviewer")
    visit = make_visit(slug="v", note="old")
    since = timezone.now()
    accept(propose(visit, version(visit, 1) | {"note": "new"}, by=author), by=reviewer, confirmed=True)
    with hour_of(author) as chosen:
        pass
    hour = type(chosen())(author.username, since, timezone.now())
    assert undone(hour, somebody("administrator")).restored == 1
    assert Visit.objects.get().note == "old"


def test_the_undo_of_an_import_by_an_editor_leaves_what_readers_see(leyla, somebody):
    make_visit(slug="shown", title_en="Old"), make_visit(slug="draft", title_en="Old", status="draft")
    batch = apply(planned("visits", "slug,title_en\nshown,New\ndraft,New\nfresh,Fresh\n"), by=None)
    editor = somebody("editor")
    told, done = foresee(batch, by=editor, within=True), undo(batch, by=editor, within=True)
    assert (done.deleted, done.restored, done.proposed) == (1, 1, 1)
    assert (told.deleted, told.restored, told.proposed) == (1, 1, 1)
    assert reasons(done) == [("shown", "proposed")]
    assert Visit.objects.get(slug="shown").title_en == "New"
