"""A merge that is undone leaves the archive exactly as it was, and keeps what was edited since."""

import pytest

from archive.models import FormerSlug, MergeState, Person, Revision, Visit
from archive.review import identity
from archive.writing import change
from tests.factories import cite, make_person, make_source, make_visit, name_form, take_part
from tests.identity.dumps import differences, dump
from tests.identity.world import TYPES, disagree, furnish, make, share

pytestmark = pytest.mark.django_db


def pair(address, **values):
    shared = share()
    return [furnish(make(address, **values), shared) for _number in range(2)]


@pytest.mark.parametrize("address", TYPES)
def test_a_merge_and_its_undo_leave_every_row_as_it_was(address):
    stays, goes = pair(address)
    before = dump()
    merge = identity.merge(stays, goes, by=None, why="the same")
    assert differences(before, dump())
    assert identity.undo(merge, by=None) == []
    assert differences(before, dump()) == []


@pytest.mark.parametrize("address", TYPES)
def test_a_merge_made_again_after_its_undo_gives_what_it_gave(address):
    stays, goes = pair(address)
    first = identity.merge(stays, goes, by=None)
    merged = dump()
    identity.undo(first, by=None)
    model = type(stays)
    again = identity.merge(model.objects.get(pk=stays.pk), model.objects.get(pk=goes.pk), by=None)
    known = {f"{FormerSlug._meta.label} {pk}" for pk in FormerSlug.objects.values_list("pk", flat=True)}
    made = [d for d in differences(merged, dump()) if not any(k in d for k in known) and "NameForm" not in d]
    # Rows that the merge makes anew have new keys; all others are the same again.
    assert [d for d in made if "FormerSlug" not in d] == []
    assert identity.undo(again, by=None) == []


def test_what_was_decided_of_disagreements_comes_back_exactly(admin_user):
    one, two = make_person(born="1950"), make_person(born="1950")
    disagree(one, "born", "1950", "1951", public_note_en="The first is a birth certificate.", resolved_by=admin_user)
    disagree(two, "born", "1950", "1952", public_note_en="The second is hearsay.")
    disagree(two, "died", "2001", "2002", public_note_en="Nobody knows.")
    before = dump()
    merge = identity.merge(one, two, by=None)
    assert one.discrepancies.count() == 2
    assert identity.undo(merge, by=None) == []
    assert differences(before, dump()) == []


def test_a_disagreement_that_the_merge_opened_goes_with_its_undo():
    one, two = make_person(born="1950"), make_person(born="1951")
    cite(one, "born", "1950")
    cite(two, "born", "", stance="supports")
    before = dump()
    merge = identity.merge(one, two, by=None)
    assert one.discrepancies.get().state == "open"
    identity.undo(merge, by=None)
    assert differences(before, dump()) == []


def test_both_records_have_their_whole_history_again():
    one, two = make_person(), make_person()
    name_form(two, "Other")
    merge = identity.merge(one, two, by=None)
    assert not Revision.objects.filter(person=two.pk).exists()
    identity.undo(merge, by=None)
    assert sorted(Revision.objects.filter(person=two.pk).values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Person.objects.get(pk=two.pk).revision == 4


def test_what_was_added_since_stays_with_the_record_that_stayed():
    one, two = make_person(), make_person()
    merge = identity.merge(one, two, by=None)
    since = cite(Person.objects.get(pk=one.pk), "summary", "said since")
    assert identity.undo(merge, by=None) == []
    since.refresh_from_db()
    assert since.person_id == one.pk


def test_what_was_edited_since_stays_and_is_listed_with_who_and_when(django_user_model):
    one, two = make_person(summary_en=""), make_person(summary_en="Of the other.")
    merge = identity.merge(one, two, by=None)
    record = Person.objects.get(pk=one.pk)
    assert record.summary_en == "Of the other."
    with change(by=django_user_model.objects.create_user("leyla")):
        record.summary_en = "Written since."
        record.save()
    kept = identity.undo(merge, by=None)
    at = record.revisions.get(number=record.revision).created_at.isoformat()
    told = {"record": str(one), "part": "summary_en", "value": "Written since.", "by": "leyla", "at": at}
    assert kept == [told]
    merge.refresh_from_db()
    assert (merge.state, merge.kept) == (MergeState.UNDONE, kept)
    assert Person.objects.get(pk=one.pk).summary_en == "Written since."


def test_a_moved_citation_goes_back_with_what_was_edited_in_it_since():
    one, two = make_person(), make_person()
    citation = cite(two, "summary", "words")
    merge = identity.merge(one, two, by=None)
    citation.refresh_from_db()
    with change(by=None):
        citation.locator = "page 7"
        citation.save()
    assert identity.undo(merge, by=None) == []
    citation.refresh_from_db()
    assert (citation.person_id, citation.locator) == (two.pk, "page 7")


def test_a_row_whose_record_was_deleted_since_is_listed():
    one, two, visit = make_person(), make_person(), make_visit(status="draft")
    take_part(one, visit)
    take_part(two, visit)
    merge = identity.merge(one, two, by=None)
    with change(by=None):
        visit.participations.all().delete()
        Visit.objects.get(pk=visit.pk).delete()
    kept = identity.undo(merge, by=None)
    assert len(kept) == 1
    assert Person.objects.filter(pk=two.pk).exists()


def test_an_address_that_was_taken_since_stands_in_the_way():
    one, two = make_person(slug="stays"), make_person(slug="goes")
    merge = identity.merge(one, two, by=None)
    make_person(slug="goes")
    with pytest.raises(identity.NotUndoable, match="has the address “goes”"):
        identity.undo(merge, by=None)


def test_merges_upon_merges_are_undone_last_first():
    one, two, three = make_person(), make_person(), make_person()
    cite(three, "summary", "x")
    before = dump()
    first = identity.merge(two, three, by=None)
    second = identity.merge(one, Person.objects.get(pk=two.pk), by=None)
    assert set(FormerSlug.objects.values_list("slug", "person")) == {(two.slug, one.pk), (three.slug, one.pk)}
    with pytest.raises(identity.NotUndoable, match="undo that merge first"):
        identity.undo(first, by=None)
    identity.undo(second, by=None)
    identity.undo(first, by=None)
    assert differences(before, dump()) == []


def test_an_undone_merge_is_not_undone_again():
    one, two = make_source(), make_source()
    merge = identity.merge(one, two, by=None)
    identity.undo(merge, by=None)
    with pytest.raises(identity.NotUndoable, match="nothing to undo"):
        identity.undo(merge, by=None)


def test_who_may_not_merge_may_not_undo(somebody):
    merge = identity.merge(make_person(), make_person(), by=None)
    for role in ("viewer", "contributor", "editor"):
        with pytest.raises(identity.NotAllowed):
            identity.undo(merge, by=somebody(role))
    identity.undo(merge, by=somebody("reviewer"))
