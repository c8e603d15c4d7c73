"""An apply does not trust its preview: what has changed in between stops it, all of it is named, nothing is written."""

import io

import pytest
import xlsxwriter

from archive.models import ImportBatch, Participation, Person, Place, Revision, Visit
from archive.spreadsheets import apply, apply_together, plan, prepare_all, read, read_all
from archive.writing import Stale, change
from tests import factories as make
from tests.spreadsheets import world

pytestmark = pytest.mark.django_db


def planned(type, text, **options):
    """The plan of a CSV text in which nothing stands in the way."""
    found = plan(type, read(text.encode(), f"{type}.csv"), **options)
    assert [str(problem) for problem in found.problems] == []
    return found


def refused(found):
    """The names with which applying a plan is refused; nothing is written."""
    before = Revision.objects.count()
    with pytest.raises(Stale) as stale:
        apply(found, by=None)
    assert (Revision.objects.count(), ImportBatch.objects.count()) == (before, 0)
    return stale.value.records


def delete(record):
    """Delete a draft."""
    with change(by=None, why="test"):
        record.delete()


def test_every_record_that_was_changed_is_named_whichever_set_of_rows_it_stands_in(monkeypatch):
    monkeypatch.setattr("archive.spreadsheets.applying.writer.ROWS_AT_ONCE", 2)
    visits = [make.make_visit(slug=f"v{n}", title_en=f"Visit {n}") for n in range(6)]
    found = planned("visits", "slug,purpose_en\n" + "".join(f"v{n},Mine\n" for n in range(6)))
    for n in (0, 3, 5):
        world.republish(visits[n], date="1992")
    assert refused(found) == ["Visit 0", "Visit 3", "Visit 5"]
    assert not Visit.objects.exclude(purpose_en="").exists()


def test_records_that_were_changed_are_named_from_all_sheets_of_a_workbook():
    person, visit = make.make_person(slug="roe", name_en="Jane Roe"), make.make_visit(slug="v", title_en="Visit")
    sheets = {"people": [["slug", "born"], ["roe", "1950"]], "visits": [["slug", "date"], ["v", "1993"]]}
    plans = prepare_all(read_all(workbook(sheets), "archive.xlsx"))
    world.republish(person, died="2000")
    world.republish(visit, purpose_en="Talks")
    with pytest.raises(Stale) as stale:
        apply_together(plans, by=None)
    assert stale.value.records == ["Jane Roe", "Visit"]


def test_an_address_that_was_taken_since_is_named():
    found = planned("visits", "slug,title_en\nmine,Mine\nother,Other\n")
    make.make_visit(slug="mine")
    assert refused(found) == ["mine"]


def test_an_address_made_from_a_title_that_was_taken_since_is_named():
    found = planned("places", "name_en\nBaku\n")
    make.make_place(slug="baku")
    assert refused(found) == ["baku"]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [("places", "gone-place"), ("participations", "visitor: gone-person"), ("occasion", "gone-event")],
)
def test_what_a_row_links_to_and_that_has_gone_is_named(columns, cells):
    make.make_place(slug="gone-place")
    make.make_person(slug="gone-person", status="draft")
    make.make_event(slug="gone-event", status="draft")
    found = planned("visits", f"slug,title_en,{columns}\nv,Visit,{cells}\nw,Another,\n")
    gone = cells.rpartition(": ")[2]
    delete(
        (Place if "place" in gone else Person if "person" in gone else type(make.make_event())).objects.get(slug=gone)
    )
    assert refused(found) == [gone]
    assert not Visit.objects.exists()


def test_a_record_that_was_renamed_since_is_still_linked_to():
    person = make.make_person(slug="roe")
    found = planned("visits", "slug,title_en,participations\nv,Visit,met: roe\n")
    world.republish(person, slug="doe-roe")
    apply(found, by=None)
    assert Participation.objects.get().person.slug == "doe-roe"


def test_a_row_that_hangs_on_a_record_and_was_stated_since_is_named():
    person, body = make.make_person(slug="roe"), make.make_organization(slug="body")
    found = planned("postings", "person,organization,role,since\nroe,body,member,1992\n")
    make.post(person, body, "member", since="1992")
    assert refused(found) == ["roe · body · member · 1992"]


def test_a_part_that_was_stated_since_in_the_other_way_is_a_refusal_and_no_error_of_the_database():
    person, visit = make.make_person(slug="roe"), make.make_visit(slug="v", title_en="Visit")
    found = planned("visits", "slug,participations\nv,met: roe\n")
    make.take_part(person, visit, "met")
    assert refused(found) == ["Visit"]


def test_what_the_database_refuses_at_the_last_moment_is_named_by_a_second_look(monkeypatch):
    found = planned("visits", "slug,title_en\nmine,Mine\n")
    make.make_visit(slug="mine")
    # As if the other visit had come between the look and the writing.
    monkeypatch.setattr("archive.spreadsheets.applying.writer.outdated", lambda *_of: {})
    assert refused(found) == ["mine"]


def test_a_part_in_two_sheets_of_one_workbook_is_stored_once_with_all_that_both_say():
    sheets = {
        "people": [["slug", "name_en"], ["roe", "Jane Roe"]],
        "visits": [["slug", "title_en", "participations"], ["v", "Visit", "visitor: roe"]],
        "participations": [
            ["type", "record", "person", "role", "capacity_en"],
            ["visits", "v", "roe", "visitor", "Mayor"],
        ],
    }
    apply_together(prepare_all(read_all(workbook(sheets), "archive.xlsx")), by=None)
    assert Participation.objects.get().capacity_en == "Mayor"
    again = prepare_all(read_all(workbook(sheets), "archive.xlsx"))
    assert again.counts["unchanged"] == 3


def workbook(sheets):
    """An XLSX file of these sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    book.close()
    return file.getvalue()
