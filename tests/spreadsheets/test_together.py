"""A workbook with a sheet for each type comes in whole, in the right order, or not at all."""

import io
import json

import pytest
import xlsxwriter
from django.core.management import call_command

from archive.models import Agreement, ImportBatch, Person, Revision, Visit
from archive.spreadsheets import UnreadableFile, apply_together, prepare_all, read_all, undo
from tests.spreadsheets.dumps import dump

pytestmark = pytest.mark.django_db

SHEETS = {
    "Participations": [["type", "record", "person", "role"], ["visits", "v", "roe", "host"]],
    "agreements": [["slug", "title_en", "signed_during", "place"], ["a", "Pact", "v", "rome"]],
    "visits": [["slug", "title_en", "date", "places"], ["v", "Visit", "1992", "rome"]],
    "people": [["slug", "name_en"], ["roe", "Jane Roe"]],
    "places": [["slug", "name_en"], ["rome", "Rome"]],
}


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


def test_sheets_are_stored_in_the_order_in_which_they_need_each_other():
    plans = prepare_all(read_all(workbook(SHEETS), "archive.xlsx"))
    assert [plan.type for plan in plans.plans] == ["places", "people", "visits", "agreements", "participations"]
    assert [str(problem) for problem in plans.problems] == []
    apply_together(plans, by=None)
    assert Agreement.objects.get().signed_during == Visit.objects.get()
    assert Visit.objects.get().participations.get().person == Person.objects.get()
    again = prepare_all(read_all(workbook(SHEETS), "archive.xlsx"))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 5, "skipped": 0, "failed": 0}


def test_the_command_counts_all_sheets_and_stores_nothing_where_one_row_fails(tmp_path, capsys):
    path = tmp_path / "archive.xlsx"
    path.write_bytes(workbook(SHEETS | {"people": [["slug", "name_en", "born"], ["roe", "Jane Roe", "31/02/1900"]]}))
    with pytest.raises(SystemExit) as end:
        call_command("import_sheet", "archive", str(path))
    *lines, last = capsys.readouterr().out.strip().splitlines()
    assert end.value.code == 1, lines
    # What names her fails with her.
    assert json.loads(last)["failed"] == 2
    assert lines[0].startswith("people, row 2, column born: “31/02/1900”")
    assert not Visit.objects.exists()
    path.write_bytes(workbook(SHEETS))
    call_command("import_sheet", "archive", str(path))
    counts = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    batch = ImportBatch.objects.get()
    assert (counts["new"], counts["batch"], batch.type, batch.counts["new"]) == (5, batch.pk, "archive", 5)


def test_a_workbook_is_one_import_with_one_undo():
    before = dump()
    batch = apply_together(prepare_all(read_all(workbook(SHEETS), "archive.xlsx")), by=None)
    assert {revision.batch for revision in Revision.objects.all()} == {batch}
    done = undo(batch, by=None)
    assert (done.deleted, done.kept) == (4, [])
    assert dump() == before


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"cars": [["slug"], ["a"]]}, "“cars” is no sheet of the archive: name each sheet as one of people"),
        ({"visit": [["slug"], ["a"]], "Visits": [["slug"], ["b"]]}, "“visit” and “Visits” are both about visits"),
    ],
)
def test_a_tab_that_is_no_type_is_named(sheets, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        prepare_all(read_all(workbook(sheets), "archive.xlsx"))
