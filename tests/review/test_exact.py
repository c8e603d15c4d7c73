"""The way back is exact: the archive before and after, compared to the last word, whatever hangs on a record."""

import pytest

from archive import snapshot
from archive.models import Discrepancy, Proposal, Revision, Visit, arc_name
from archive.review import accept, identity, later_edits, revert
from archive.writing import change
from tests.factories import MAKERS, cite, make_event, make_person, make_place, make_visit, take_part
from tests.review.canonical import differences, dump
from tests.review.everything import Spares, everything, turn_over

pytestmark = pytest.mark.django_db


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def last_version(record):
    return Revision.objects.filter(**{arc_name(type(record)): record.pk}).order_by("-number").first()


def is_kept(record):
    """Whether the last version tells the record as it is stored, and each version is chained to the one before."""
    versions = list(Revision.objects.filter(**{arc_name(type(record)): record.pk}).order_by("number"))
    before = ""
    for version in versions:
        assert version.sha256 == snapshot.checksum(version.snapshot, before), version
        before = version.sha256
    return versions[-1].snapshot == snapshot.take(type(record), [record.pk])[record.pk]


@pytest.mark.parametrize("address", MAKERS)
def test_a_revert_and_the_undo_of_a_revert_are_exact_with_everything_attached(address, somebody):
    editor, spares = somebody("editor"), Spares()
    record = everything(address, editor, spares)
    earlier, at_the_time = record.revision, dump()
    turn_over(record, editor, spares)
    later, before = fresh(record).revision, dump()
    assert len(differences(at_the_time, before)) > 10
    revert(fresh(record), earlier, by=None)
    assert differences(at_the_time, dump()) == []
    assert is_kept(record)
    revert(fresh(record), later, by=None)
    assert differences(before, dump()) == []
    assert is_kept(record)


@pytest.mark.parametrize("address", MAKERS)
def test_what_a_revert_undoes_is_named_before_part_by_part(address, somebody):
    editor, spares = somebody("editor"), Spares()
    record = everything(address, editor, spares)
    earlier, before = record.revision, snapshot.take(type(record), [record.pk])[record.pk]
    turn_over(record, editor, spares)
    after = snapshot.take(type(record), [record.pk])[record.pk]
    named = later_edits(fresh(record), earlier)
    assert {later.part.name for later in named} == {n for n in {*before, *after} if before.get(n) != after.get(n)}
    assert all(later.number > earlier and later.at for later in named)
    assert {later.by for later in named} == {editor.get_username(), ""}


def test_the_way_back_that_an_editor_proposes_is_exact_when_it_is_accepted(somebody):
    editor, reviewer, spares = somebody("editor"), somebody("reviewer"), Spares()
    visit = everything("visits", editor, spares)
    Proposal.objects.all().delete()
    earlier, at_the_time = visit.revision, dump()
    turn_over(visit, editor, spares)
    before = dump()
    proposals = revert(fresh(visit), earlier, by=editor)
    of_proposals = f"Proposal of Visit {visit.slug}"
    assert [each.split(":")[0] for each in differences(before, dump())] == [of_proposals]
    accept(proposals[0], by=reviewer, confirmed=True)
    found = dump()
    del found[of_proposals]
    assert differences(at_the_time, found) == []


def test_what_was_renamed_since_keeps_its_new_address_and_is_linked_by_it():
    occasion, guest, place = make_event(slug="old-event"), make_person(slug="old-guest"), make_place(slug="old-place")
    visit = make_visit(occasion=occasion, places=[place], slug="old-visit")
    take_part(guest, visit)
    cite(visit, "title", "A visit")
    earlier, at_the_time = fresh(visit).revision, dump()
    with change(by=None):
        for record in (occasion, guest, place, visit):
            again = fresh(record)
            again.slug = again.slug.replace("old", "new")
            again.save()
    with change(by=None):
        again = fresh(visit)
        again.occasion = None
        again.places.clear()
        again.participations.all().delete()
        again.citations.all().delete()
        again.save()
    revert(fresh(visit), earlier, by=None)
    here = snapshot.take(Visit, [visit.pk])[visit.pk]
    assert (here["slug"], here["occasion"], here["places"]) == ("new-visit", "new-event", ["new-place"])
    assert here["participations"][0]["person"] == "new-guest"
    found = {name: rows for name, rows in dump().items() if not name.startswith("FormerSlug")}
    assert str(sorted(found.items())).replace("new-", "old-") == str(sorted(at_the_time.items()))


def test_a_decision_between_sources_is_a_version_that_the_history_tells_and_a_revert_takes_back(somebody):
    editor = somebody("editor")
    visit = make_visit(date="1992-01-14", status="draft")
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992")
    before, open_ = fresh(visit).revision, dump()
    with change(by=editor, why="By the protocol."):
        row = Discrepancy.objects.get()
        row.state, row.public_note_en = "resolved", "The protocol is dated."
        row.save()
    told = Revision.objects.filter(visit=visit).order_by("-number").first()
    assert told.snapshot["discrepancies"][0]["public_note_en"] == "The protocol is dated."
    assert [later.part.row for later in later_edits(fresh(visit), before)] == ["date"]
    decided = dump()
    revert(fresh(visit), before, by=editor)
    assert differences(open_, dump()) == []
    revert(fresh(visit), before + 1, by=editor)
    assert Discrepancy.objects.get().state == "resolved"
    assert differences(decided, dump())[0].startswith("Discrepancy") or differences(decided, dump()) == []


def test_testimony_that_came_after_a_decision_goes_with_a_revert_and_the_decision_stands_again():
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992")
    with change(by=None):
        row = Discrepancy.objects.get()
        row.state, row.public_note_en = "unresolvable", "Nobody knows."
        row.save()
    decided, at_the_time = fresh(visit).revision, dump()
    cite(visit, "date", "1 March 1992")
    assert Discrepancy.objects.get().state == "open"
    revert(fresh(visit), decided, by=None)
    assert Discrepancy.objects.get().state == "unresolvable"
    found = differences(at_the_time, dump())
    assert [each for each in found if not any(one in each for one in ("Source", "'sources'", "resolved_at"))] == []


@pytest.mark.parametrize("address", MAKERS)
def test_a_merge_and_its_undo_are_exact_with_everything_attached(address, somebody):
    editor, spares = somebody("editor"), Spares()
    stays = everything(address, editor, spares)
    goes = MAKERS[address](slug="the-other")
    turn_over(goes, editor, spares)
    before = dump()
    merge = identity.merge(fresh(stays), fresh(goes), by=None, why="the same")
    assert differences(before, dump())
    assert is_kept(stays)
    assert identity.undo(merge, by=None) == []
    assert differences(before, dump()) == []
    assert is_kept(stays)
    assert is_kept(goes)
