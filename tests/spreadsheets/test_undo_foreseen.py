"""What an undo would do is told before it is done, and the undo does just that."""

import pytest

from archive import spreadsheets
from archive.models import ImportBatch, Place, Revision, Visit
from archive.spreadsheets import undo
from archive.undoing import foresee
from archive.writing import change
from tests.factories import make_event, make_visit

pytestmark = pytest.mark.django_db


def imported(type, text):
    """The import of a sheet."""
    plans = spreadsheets.prepare(type, spreadsheets.read(text.encode(), name="sheet.csv"))
    spreadsheets.apply_together(plans, by=None)
    return ImportBatch.objects.defer("content").first()


def edit(record, **values):
    """Save a record anew with other values."""
    record.refresh_from_db()
    for name, value in values.items():
        setattr(record, name, value)
    with change(by=None, why="meanwhile"):
        record.save()


def told_and_done(batch):
    """What is foreseen of an undo and what it does: the numbers of both, and what is kept in words."""
    writes = Revision.objects.count()
    told = foresee(batch)
    assert Revision.objects.count() == writes
    done = undo(batch, by=None)
    return [(one.deleted, one.restored, one.recreated, sorted(map(str, one.kept))) for one in (told, done)]


def test_of_records_that_somebody_has_touched_since(db):
    before = make_visit(title_en="Before", date="1990", status="draft")
    rows = "".join(f",{name},1993\n" for name in ("Quiet", "Edited", "Published", "Gone"))
    batch = imported("visits", f"slug,title_en,date\n{before.slug},After,1992\n{rows}")
    edit(before, date="1994")
    edit(Visit.objects.get(title_en="Edited"), note="a note")
    edit(Visit.objects.get(title_en="Published"), status="published")
    with change(by=None, why="meanwhile"):
        Visit.objects.get(title_en="Gone").delete()
    told, done = told_and_done(batch)
    assert told == done
    assert told[:2] == (1, 1)
    assert len(told[3]) == 3


def test_of_records_that_others_link_to(db):
    batch = imported("events", "title_en,date\nSummit,1993\nAlone,1994\n")
    visit = make_visit(status="draft")
    edit(visit, occasion=type(make_event()).objects.get(title_en="Summit"))
    told, done = told_and_done(batch)
    assert told == done
    assert (told[0], len(told[3])) == (1, 1)


def test_of_places_which_have_no_versions(db):
    batch = imported("places", "slug,name_en\nparis,Paris\nlyon,Lyon\n")
    place = Place.objects.get(slug="lyon")
    place.note = "a note"
    with change(by=None, why="meanwhile"):
        place.save()
    told, done = told_and_done(batch)
    assert told == done
    assert told[0] == 1


def test_of_an_undo_itself(db):
    batch = imported("visits", "title_en,date\nOne,1993\nTwo,1994\n")
    own = undo(batch, by=None).batch
    told, done = told_and_done(own)
    assert told == done
    assert (told[2], Visit.objects.count()) == (2, 2)


def test_untouched_records_are_not_looked_into_one_by_one(db, django_assert_max_num_queries):
    batch = imported("visits", "title_en,date\n" + "".join(f"Visit {n},1993\n" for n in range(300)))
    with django_assert_max_num_queries(60):
        assert foresee(batch).deleted == 300
