"""What sheets show, to whom, and that nothing in them can start a formula."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from odf.opendocument import load
from odf.table import TableCell, TableRow

from archive.models import Visit
from archive.spreadsheets import FORMATS, SHEETS, UnknownFormat, UnknownSheet, read, resource_for, stream, write
from tests import factories as make
from tests.spreadsheets import world

pytestmark = pytest.mark.django_db

PAYLOADS = (
    "=cmd|'/C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "＝1+1",
    '=HYPERLINK("http://127.0.0.1","x")',
)
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


def table(type, **options):
    """The rows of a CSV export as dictionaries."""
    content = b"".join(stream(type, "csv", **options))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_cell_of_a_text_format_starts_a_formula(format):
    for payload in PAYLOADS:
        make.make_visit(title_en=payload, note=payload, summary_en=payload)
    text = b"".join(stream("visits", format)).decode("utf-8-sig")
    cells = [
        cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=",\t"[format == "tsv"]) for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(DANGEROUS)]
    assert "'=cmd|'/C calc'!A0" in cells


def test_texts_of_xlsx_are_strings_marked_as_text(tmp_path):
    for payload in PAYLOADS:
        make.make_visit(title_en=payload)
    path = tmp_path / "visits.xlsx"
    write("visits", path)
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        assert 'quotePrefix="1"' in package.read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    sheet = openpyxl.load_workbook(path).active
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value in PAYLOADS}
    assert set(cells) == set(PAYLOADS)
    assert sheet.freeze_panes == "A2"


def test_texts_of_ods_are_strings_without_formulas(tmp_path):
    for payload in PAYLOADS:
        make.make_visit(title_en=payload)
    write("visits", tmp_path / "visits.ods")
    document = load(tmp_path / "visits.ods")
    cells = document.spreadsheet.getElementsByType(TableCell)
    assert {str(cell) for cell in cells} >= set(PAYLOADS)
    assert not [cell for cell in cells if cell.getAttribute("formula")]
    filled = [row for row in document.spreadsheet.getElementsByType(TableRow) if str(row).strip()]
    assert len(filled) == 1 + len(PAYLOADS)


def test_a_negative_number_stays_a_number(tmp_path):
    make.make_place(name_en="Far west", latitude="-19.5", longitude="-99.13320")
    assert table("places")[0]["longitude"] == "-99.1332"
    write("places", tmp_path / "places.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "places.xlsx").active["G2"]
    assert (cell.data_type, cell.value) == ("n", -99.1332)
    assert json.loads(b"".join(stream("places", "json")))["rows"][0]["latitude"] == -19.5


def test_a_number_with_more_digits_than_a_spreadsheet_holds_is_written_as_text():
    make.make_trade_figure(amount="12345678901234600", currency="USD")
    assert json.loads(b"".join(stream("trade", "json")))["rows"][0]["amount"] == "12345678901234600"


def test_dates_are_written_as_edtf_text(tmp_path):
    make.make_visit(date="1878-05~")
    write("visits", tmp_path / "visits.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "visits.xlsx").active
    column = [cell.value for cell in sheet[1]].index("date")
    assert sheet[2][column].value == "1878-05~"


def test_readers_get_no_editors_columns():
    world.fill()
    for type in SHEETS:
        for row in table(type, public=True):
            assert not {"note", "status", "revision", "key"} & set(row)


def test_readers_see_no_draft_and_no_link_to_one():
    draft = {"status": "draft"}
    person = make.make_person(name_en="Secretperson", **draft)
    organization = make.make_organization(name_en="Secretbody", **draft)
    event = make.make_event(title_en="Secretevent", **draft)
    source = make.make_source(title_en="Secretsource", **draft)
    visit = make.make_visit(title_en="Secretvisit", **draft)
    shown = make.make_visit(title_en="Shown", occasion=event, note="secretnote")
    make.make_event(title_en="Shown part", part_of=event)
    agreement = make.make_agreement(title_en="Shown agreement", signed_during=visit)
    make.make_party(agreement, organization=organization)
    make.take_part(person, shown)
    make.post(make.make_person(), organization)
    make.name_form(person, "Secretname")
    make.cite(shown, "date", "secretstated", source)
    make.cite(shown, "date", "secretdraft", status="draft")
    make.cite(visit, "date", "secretabout")
    for type in SHEETS:
        for format in ("csv", "json"):
            text = b"".join(stream(type, format, public=True)).decode().lower()
            assert "secret" not in text, f"{type}.{format}"
            assert ("secret" in b"".join(stream(type, format)).decode().lower()) == (
                type != "places" and type != "trade"
            )


def test_a_queryset_chooses_and_orders_the_rows():
    for year in ("1990", "1992", "1991"):
        make.make_visit(title_en=f"Visit of {year}", date=year)
    chosen = (
        Visit.objects.filter(date__gte="1991").order_by("-date").select_related("occasion").prefetch_related("places")
    )
    assert [row["date"] for row in table(Visit, queryset=chosen)] == ["1992", "1991"]


def test_the_queries_of_an_export_do_not_grow_with_its_rows():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            b"".join(stream("visits", "csv"))
        return len(captured)

    place, person = make.make_place(), make.make_person()
    make.take_part(person, make.make_visit(places=[place]))
    few = queries()
    for _number in range(10):
        make.take_part(person, make.make_visit(places=[place]))
    assert queries() == few <= 3


def test_a_sheet_or_format_that_does_not_exist_is_named():
    with pytest.raises(UnknownSheet, match="“visit” is no sheet: write one of people"):
        resource_for("visit")
    with pytest.raises(UnknownFormat, match="“visits.docx” is not a format"):
        write("visits", "visits.docx")


def test_an_export_that_breaks_off_leaves_no_file(tmp_path):
    make.make_visit(summary_en="x" * 40_000)
    with pytest.raises(ValueError, match="row 2 is longer than the 32,767 characters of an XLSX cell"):
        write("visits", tmp_path / "visits.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert write("visits", tmp_path / "visits.ods") == 1


def test_an_empty_sheet_has_its_headings_in_every_format():
    for format in FORMATS:
        sheet = read(b"".join(stream("visits", format)), f"visits.{format}")
        assert len(sheet.rows) == 0
        assert format == "json" or sheet.headings == [c.column_name for c in resource_for("visits").columns()]
