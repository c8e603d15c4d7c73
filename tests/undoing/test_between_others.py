"""What others did before, between and after a person's changes stays, and is named with who and when."""

import pytest

from archive.models import Revision, Visit
from archive.undoing import NotUndoable, foresee_changes, undo_changes
from archive.writing import change
from tests.factories import make_event, make_person, make_visit, name_form, take_part
from tests.undoing.hour import edit, hour_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla(somebody):
    return somebody("administrator", "leyla")


@pytest.fixture
def other(somebody):
    return somebody("administrator", "other")


def undone(hour, by=None):
    """What the undo does; it must be what was foretold."""
    told, done = foresee_changes(hour), undo_changes(hour, by=by)
    assert (told.deleted, told.restored, told.recreated) == (done.deleted, done.restored, done.recreated)
    assert sorted(map(str, told.kept)) == sorted(map(str, done.kept))
    return done


def test_what_stands_between_two_of_her_versions_stays(leyla, other):
    visit = make_visit(title_en="As it was", date="1990")
    with hour_of(leyla) as chosen:
        edit(visit, title_en="Hers")
    edit(visit, by=other, date="1991", note="his")
    edit(visit, by=leyla, title_en="Hers again", summary_en="Hers too")
    done = undone(chosen())
    visit.refresh_from_db()
    assert (visit.title_en, visit.date, visit.note, visit.summary_en) == ("As it was", "1991", "his", "")
    assert (done.restored, done.kept) == (1, [])


def test_what_another_wrote_over_is_kept_and_named_with_the_other_and_not_with_her(leyla, other):
    visit = make_visit(title_en="As it was", date="1990")
    with hour_of(leyla) as chosen:
        edit(visit, title_en="Hers", date="1991")
    edit(visit, by=other, title_en="His")
    edit(visit, by=leyla, title_en="Hers again")
    (kept,) = undone(chosen()).kept
    assert (kept.name, kept.reason, kept.by) == ("title_en", "edited", "other")
    visit.refresh_from_db()
    assert (visit.title_en, visit.date) == ("His", "1990")


def test_a_record_of_hers_that_another_edited_stays_without_her_later_work(leyla, other):
    with hour_of(leyla) as chosen:
        draft = make_visit(title_en="Hers", status="draft")
    edit(draft, by=other, note="his")
    edit(draft, by=leyla, date="1992")
    (kept,) = undone(chosen()).kept
    assert (kept.name, kept.by) == ("note", "other")
    draft.refresh_from_db()
    assert (draft.title_en, draft.note, draft.date) == ("Hers", "his", "")


def test_what_she_made_and_deleted_herself_stays_away(leyla):
    with hour_of(leyla) as chosen:
        edit(make_visit(slug="kept"), note="hers")
        draft = make_visit(slug="passing", status="draft")
        draft = edit(draft, note="more")
        with change(by=leyla):
            draft.delete()
    done = undone(chosen())
    assert (done.recreated, [kept.slug for kept in done.kept]) == (0, ["kept"])
    assert not Visit.objects.filter(slug="passing").exists()


def test_what_she_edited_and_deleted_comes_back_as_it_was_before(leyla):
    draft = make_visit(slug="d", title_en="As it was", status="draft")
    with hour_of(leyla) as chosen:
        draft = edit(draft, title_en="Hers")
        with change(by=leyla):
            draft.delete()
    assert undone(chosen()).recreated == 1
    assert Visit.objects.get(slug="d").title_en == "As it was"


def test_what_another_deleted_since_is_named(leyla, other):
    draft = make_visit(slug="d", status="draft")
    with hour_of(leyla) as chosen:
        draft = edit(draft, title_en="Hers")
    with change(by=other):
        draft.delete()
    (kept,) = undone(chosen()).kept
    assert (kept.slug, kept.reason) == ("d", "gone")


def test_what_she_made_and_linked_to_an_old_record_goes_from_there(leyla):
    visit = make_visit(title_en="Old")
    with hour_of(leyla) as chosen:
        person = make_person(status="draft")
        take_part(person, visit)
        name_form(person, "Form")
    done = undone(chosen())
    assert (done.deleted, done.restored, done.kept) == (1, 1, [])
    assert not visit.participations.exists()


def test_what_another_linked_to_since_stays_and_the_link_is_named(leyla):
    with hour_of(leyla) as chosen:
        event = make_event(slug="hers", status="draft")
    make_visit(slug="his", occasion=event)
    (kept,) = undone(chosen()).kept
    assert (kept.slug, kept.reason, kept.row) == ("hers", "linked", "visits “his”")


def test_an_old_address_comes_back_unless_another_record_has_it_now(leyla):
    first, second = make_visit(slug="first"), make_visit(slug="second")
    with hour_of(leyla) as chosen:
        edit(first, slug="first-renamed")
        edit(second, slug="second-renamed")
        make_visit(slug="first", status="draft")
    make_visit(slug="second")
    (kept,) = undone(chosen()).kept
    assert (kept.reason, kept.name, kept.slug) == ("taken", "slug", "second-renamed")
    first.refresh_from_db()
    assert first.slug == "first"


def test_only_the_type_the_kind_and_the_time_that_are_chosen_are_undone(leyla):
    visit, person = make_visit(note="old"), make_person(note="old")
    with hour_of(leyla) as chosen:
        edit(visit, note="hers")
        edit(person, note="hers")
        make_visit(slug="new", status="draft")
    assert undone(chosen(type="people")).restored == 1
    assert undone(chosen(kind="new")).deleted == 1
    visit.refresh_from_db(), person.refresh_from_db()
    assert (visit.note, person.note) == ("hers", "old")


def test_nothing_is_undone_twice_and_the_history_says_whose_changes_went_and_why(leyla, other):
    visit = make_visit(note="old")
    with hour_of(leyla) as chosen:
        edit(visit, note="hers")
    hour = chosen()
    undo_changes(hour, by=other, why="She asked for it")
    newest = Revision.objects.order_by("-pk").first()
    assert (newest.author_name, newest.batch.type) == ("other", "changes")
    assert newest.reason.startswith("Undo of leyla’s changes from")
    assert newest.reason.endswith(". She asked for it")
    with pytest.raises(NotUndoable):
        undo_changes(hour, by=other)


def test_an_hour_of_an_undo_is_undone_in_the_same_way(leyla, other):
    visit = make_visit(note="old")
    with hour_of(leyla) as chosen:
        edit(visit, note="hers")
    hour = chosen()
    with hour_of(other) as of_other:
        undo_changes(hour, by=other)
    undo_changes(of_other(), by=None)
    visit.refresh_from_db()
    assert visit.note == "hers"
    # And her hour once more, though others have written since.
    assert undone(hour).restored == 1
    visit.refresh_from_db()
    assert visit.note == "old"
