"""Where in a file the table stands: below titles, with merged headings, in another sheet, as lists of JSON."""

import io

import pytest
import xlsxwriter

from archive.spreadsheets import UnreadableFile, prepare, read, read_all
from archive.spreadsheets.reading import NO_VALUE
from tests.spreadsheets.test_reading import changed_part, ods, rows_of, workbook


@pytest.mark.parametrize("delimiter", ",;\t")
def test_lines_of_title_above_the_table_are_passed_over(delimiter):
    text = f"Visits 1992 to 2020\n\nslug{delimiter}title_en{delimiter}date\na{delimiter}A{delimiter}1992\n"
    sheet = read(text.encode(), "visits.csv")
    assert (sheet.headings, sheet.heading_row) == (["slug", "title_en", "date"], 3)
    assert sheet.rows[0].number == 4


def test_a_title_with_another_delimiter_than_the_table_does_not_mislead():
    assert rows_of("Visits, 1992\nslug;title_en;date\na;A;1992\nb;B;1993\n")[0] == ["slug", "title_en", "date"]


def test_a_table_of_one_column_has_no_title():
    assert rows_of("title_en\nOne\nTwo\n") == [["title_en"], ["One"], ["Two"]]


def test_the_row_of_the_headings_can_be_given():
    text = "a,b\nc,d\nslug,title_en\none,One\n"
    assert rows_of(text, heading_row=3) == [["slug", "title_en"], ["one", "One"]]
    with pytest.raises(UnreadableFile, match="Row 9 holds no headings"):
        rows_of(text, heading_row=9)


@pytest.mark.django_db
def test_headings_under_rows_of_other_words_are_found_because_they_are_known():
    sheet = read(b"Register,of,visits\nby,us,all\ntitle_en,date,slug\nOne,1992,one\n", "visits.csv")
    plans = prepare("visits", sheet)
    assert [(row.number, row.slug) for row in plans.main.rows] == [(4, "one")]


@pytest.mark.django_db
def test_a_heading_that_is_merged_over_two_columns_is_named():
    def fill(book, sheet):
        sheet.write(0, 0, "Title")
        sheet.merge_range(0, 1, 0, 2, "Date")
        sheet.write_row(1, 0, ["One", "1992", "1993"])

    with pytest.raises(UnreadableFile, match="column C has no heading of its own, the cell of “Date” is merged"):
        prepare("visits", read(workbook(fill), "visits.xlsx"))


@pytest.mark.django_db
def test_a_heading_that_stands_twice_is_called_by_its_column():
    sheet = read(b"title_en,Day,Day\nOne,1992,x\n", "visits.csv")
    plans = prepare("visits", sheet, mapping={"column B": "date", "column C": ""})
    assert plans.main.rows[0].cells["date"] == ("", "1992")


def test_days_before_1900_survive():
    def fill(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["slug", "date", "text", "amount"])
        sheet.write_number(1, 1, -18823, day)
        sheet.write(1, 2, "1848-06-18")
        sheet.write(1, 3, -5)

    assert rows_of(workbook(fill), "visits.xlsx")[1] == ["", "1848-06-17", "1848-06-18", "-5"]
    day, text = 'office:value-type="date" office:date-value="1848-03-15"', 'office:value-type="string"'
    cell, heading = (f"<table:table-cell {kind}><text:p>date</text:p></table:table-cell>" for kind in (day, text))
    rows = "".join(f"<table:table-row>{c}</table:table-row>" for c in (heading, cell))
    assert rows_of(ods(f'<table:table table:name="One">{rows}</table:table>'), "v.ods")[1] == ["1848-03-15"]


def test_errors_and_formulas_without_a_value_in_ods_are_not_taken_for_empty():
    cells = (
        '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1"/>'
    )
    body = f'<table:table table:name="One"><table:table-row>{cells}</table:table-row></table:table>'
    content = ods(body.replace("<table:table ", '<table:table xmlns:calcext="urn:org:documentfoundation:x" ', 1))
    assert rows_of(content, "visits.ods", heading_row=1)[0] == ["a", "#N/A", NO_VALUE]


def test_cells_with_a_prefix_are_marked_too():
    content = workbook(lambda book, sheet: [sheet.write(0, 0, "a"), sheet.write_formula(0, 1, "=NA()", None, "#N/A")])

    def prefixed(xml):
        xml = xml.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=").replace(b"</worksheet>", b"</x:worksheet>")
        for tag in (b"sheetData", b"row", b"c", b"v", b"f", b"dimension"):
            for start, end in ((b"<", b" "), (b"<", b">"), (b"</", b">"), (b"<", b"/")):
                xml = xml.replace(start + tag + end, start + b"x:" + tag + end)
        return xml

    content = changed_part(content, "xl/worksheets/sheet1.xml", prefixed)
    assert rows_of(content, "visits.xlsx")[0] == ["a", "#N/A"]


def test_every_visible_sheet_is_read_by_its_name():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name in ("people", "visits", "empty", "hidden"):
        sheet = book.add_worksheet(name)
        if name != "empty":
            sheet.write_row(0, 0, ["slug", name])
            sheet.write(1, 0, "a")
        if name == "hidden":
            sheet.hide()
    book.close()
    found = read_all(file.getvalue(), "archive.xlsx")
    assert [(sheet.name, sheet.headings, len(sheet.rows)) for sheet in found] == [
        ("people", ["slug", "people"], 1),
        ("visits", ["slug", "visits"], 1),
    ]
    lists = read_all(b'{"people": [{"slug": "a"}], "visits": [{"slug": "b"}], "made": "today"}', "archive.json")
    assert [sheet.name for sheet in lists] == ["people", "visits"]


def test_a_large_file_is_read_apart_and_its_rows_can_be_walked_and_taken(monkeypatch):
    monkeypatch.setattr("django.conf.settings.SHEET_LIMITS", {"small": 100}, raising=False)
    rows = "".join(f"v{n},,Visit {n}\n" for n in range(1000))
    sheet = read(f"slug,,title_en\n{rows}".encode(), "visits.csv")
    assert (len(sheet.rows), list(sheet.rows)[7].cells, sheet.rows[-1].number) == (1000, ["v7", "Visit 7"], 1001)
    assert [row.cells[0] for row in sheet.rows[997:]] == ["v997", "v998", "v999"]
    assert list(sheet.rows) == list(sheet.rows)


@pytest.mark.parametrize("limit", [{"memory": 25 * 1024 * 1024}, {"seconds": 0}])
def test_a_process_that_reaches_its_limits_ends_in_one_sentence(monkeypatch, limit):
    monkeypatch.setattr("django.conf.settings.SHEET_LIMITS", limit, raising=False)
    with pytest.raises(UnreadableFile, match=r"could not be read with \d+ MB of memory in \d+ seconds"):
        read(workbook(lambda book, sheet: sheet.write(0, 0, "slug")), "visits.xlsx")


def test_what_reads_a_file_knows_nothing_of_the_archive(monkeypatch):
    seen = {}

    def run(command, **options):
        seen.update(options)
        raise FileNotFoundError

    monkeypatch.setattr("subprocess.run", run)
    with pytest.raises(FileNotFoundError):
        read(workbook(lambda book, sheet: sheet.write(0, 0, "slug")), "visits.xlsx")
    assert seen["env"] == {"PYTHONUTF8": "1"}
