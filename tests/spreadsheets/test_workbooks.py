"""What a workbook offers besides its cells, and the whole archive in one file."""

import json
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from odf.office import Annotation
from odf.opendocument import load
from odf.table import ContentValidation, Table, TableCell

from archive.models import ImportBatch, Revision
from archive.spreadsheets import SHEETS, UnknownFormat, prepare_all, read, read_all, resource_for, stream, write
from archive.spreadsheets.exporting import WHOLE_FORMATS, CellTooLong
from archive.spreadsheets.resources import ARCHIVE, ORDER
from tests import factories as make
from tests.spreadsheets import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path):
    """The sheet of visits in an XLSX workbook, as another library reads it."""
    make.make_visit(title_en="007", visitor_country="FR", date="1992-05-14", note="'tis")
    write("visits", tmp_path / "visits.xlsx")
    return openpyxl.load_workbook(tmp_path / "visits.xlsx").worksheets[0]


def column(sheet, name):
    """The letter of the column under a heading."""
    return next(cell.column_letter for cell in sheet[1] if cell.value == name)


def test_headings_stay_in_sight_and_can_be_filtered(sheet):
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{column(sheet, 'revision')}2"


def test_every_heading_is_explained(sheet):
    comments = {cell.value: cell.comment.text for cell in sheet[1]}
    assert "EDTF" in comments["date"]
    assert "ISO 3166" in comments["visitor_country"]
    assert "published (published)" in comments["status"]
    assert "visitor: doe-john" in comments["participations"]
    assert "leave it as it is" in comments["revision"]
    assert all(comments.values())


@pytest.mark.parametrize("type", SHEETS)
def test_every_column_of_every_sheet_is_explained(type):
    for one in resource_for(type).columns(evidence=True):
        assert one.help.endswith((".", "…")), one.column_name


def test_texts_stay_texts_whatever_is_typed(sheet):
    cell = sheet[f"{column(sheet, 'title_en')}2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("007", "s", "@")
    assert sheet[f"{column(sheet, 'date')}2"].value == "1992-05-14"
    assert sheet.column_dimensions[column(sheet, "date")].width > 10


def test_values_are_offered_in_lists_long_ones_from_a_hidden_sheet(sheet):
    lists = {str(v.sqref).split(":")[0][:-1]: v for v in sheet.data_validations.dataValidation}
    status, country = lists[column(sheet, "status")], lists[column(sheet, "visitor_country")]
    assert status.formula1 == '"draft,in_review,published,withdrawn"'
    assert country.formula1.startswith("lists!$A$1:$A$")
    # Names and labels are understood too, so another word is questioned and not refused.
    assert {v.errorStyle for v in lists.values()} == {"warning"}
    hidden = sheet.parent["lists"]
    assert hidden.sheet_state == "hidden"
    assert "FR" in {cell.value for cell in hidden["A"]}


def test_the_hidden_sheet_is_no_part_of_what_is_read_back(tmp_path):
    make.make_visit(visitor_country="FR")
    write("visits", tmp_path / "visits.xlsx")
    assert [one.name for one in read_all(tmp_path / "visits.xlsx")] == ["visits"]


def test_a_text_that_looks_like_markup_of_the_library_is_a_text(tmp_path):
    text = '<r><t>x</t></r></is></c><c r="Z9"><f>1+1</f></c><is><r></r>'
    make.make_visit(title_en=text, slug="markup")
    write("visits", tmp_path / "visits.xlsx")
    assert text in read(tmp_path / "visits.xlsx").rows[0].cells
    with zipfile.ZipFile(tmp_path / "visits.xlsx") as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_a_text_beyond_a_cell_in_its_own_count_of_letters_is_refused_and_not_cut(tmp_path):
    make.make_visit(summary_en="🕊" * 20_000)
    with pytest.raises(CellTooLong, match="row 2 is longer"):
        write("visits", tmp_path / "visits.xlsx")


def test_an_ods_workbook_has_widths_notes_lists_and_headings_that_stay(tmp_path):
    make.make_visit(title_en="007", visitor_country="FR", date="1992")
    write("visits", tmp_path / "visits.ods")
    document = load(tmp_path / "visits.ods")
    notes = [str(note) for note in document.spreadsheet.getElementsByType(Annotation)]
    assert any("EDTF" in note for note in notes)
    validations = document.spreadsheet.getElementsByType(ContentValidation)
    conditions = {v.getAttribute("name"): v.getAttribute("condition") for v in validations}
    assert 'of:cell-content-is-in-list("draft";"in_review";"published";"withdrawn")' in conditions.values()
    used = {c.getAttribute("contentvalidationname") for c in document.spreadsheet.getElementsByType(TableCell)}
    assert used - {None} == set(conditions)
    with zipfile.ZipFile(tmp_path / "visits.ods") as package:
        assert b'config:name="VerticalSplitPosition" config:type="int">1<' in package.read("settings.xml")


def test_the_whole_archive_is_one_workbook_in_the_order_of_storing(tmp_path):
    world.fill()
    write(ARCHIVE, tmp_path / "archive.xlsx")
    book = openpyxl.load_workbook(tmp_path / "archive.xlsx")
    assert [s.title for s in book.worksheets if s.sheet_state == "visible"] == ORDER
    write(ARCHIVE, tmp_path / "archive.ods")
    tables = load(tmp_path / "archive.ods").spreadsheet.getElementsByType(Table)
    assert [one.getAttribute("name") for one in tables] == ORDER
    assert list(json.loads(b"".join(stream(ARCHIVE, "json")))) == ORDER


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("format", WHOLE_FORMATS)
def test_the_whole_archive_comes_back_unchanged(tmp_path, format, evidence):
    world.fill()
    revisions = Revision.objects.count()
    rows = write(ARCHIVE, tmp_path / f"all.{format}", evidence=evidence)
    plans = prepare_all(read_all(tmp_path / f"all.{format}"))
    assert [str(problem) for problem in plans.problems] == []
    assert plans.counts == {"new": 0, "changed": 0, "unchanged": rows, "skipped": 0, "failed": 0}
    assert {one.type for one in plans.plans} == set(SHEETS)
    call_command("import_sheet", ARCHIVE, str(tmp_path / f"all.{format}"))
    assert (Revision.objects.count(), ImportBatch.objects.count()) == (revisions, 0)


def test_readers_whole_archive_holds_no_drafts_and_no_place_that_only_drafts_name():
    hidden = make.make_place(name_en="Secretplace")
    make.name_form(hidden, "Secretform")
    make.make_event(title_en="Secretevent", place=hidden, status="draft")
    make.make_event(title_en="Shown", place=make.make_place(name_en="Seenplace"), note="secretnote")
    text = b"".join(stream(ARCHIVE, "json", public=True)).decode().lower()
    assert "secret" not in text
    assert "seenplace" in text


def test_a_format_with_one_table_cannot_hold_the_whole_archive(tmp_path):
    with pytest.raises(UnknownFormat, match="holds one table only.*choose one of xlsx, ods, json"):
        write(ARCHIVE, tmp_path / "archive.csv")
    with pytest.raises(CommandError, match="holds one table only"):
        call_command("export_sheet", ARCHIVE, str(tmp_path / "archive.csv"))
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_evidence_where_asked(tmp_path, capsys):
    make.cite(make.make_visit(date="1992"), "date", "1992", make.make_source(slug="article"))
    call_command("export_sheet", "visits", str(tmp_path / "visits.csv"), "--evidence")
    assert "1 rows in" in capsys.readouterr().out
    assert "date__sources" in (tmp_path / "visits.csv").read_text(encoding="utf-8-sig")
