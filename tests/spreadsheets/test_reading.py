"""Any file that an editor has is read right, or refused in one clear sentence."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.spreadsheets import UnreadableFile, read
from archive.spreadsheets.reading import NO_VALUE
from archive.spreadsheets.reading.kinds import sheets_in

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(content, name="visits.csv", **options):
    """Headings and rows of a file."""
    sheet = read(content if isinstance(content, bytes) else content.encode(), name, **options)
    return [sheet.headings, *(row.cells for row in sheet.rows)]


def workbook(fill, **options):
    """An XLSX file whose first sheet `fill` writes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, options)
    fill(book, book.add_worksheet("One"))
    book.close()
    return file.getvalue()


def ods(body):
    """An ODS file with this content of its spreadsheet."""
    names = "".join(
        f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for p, n in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def changed_part(content, part, change):
    """The package with one part put through a function."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize("delimiter", ",;\t|")
def test_the_delimiter_is_found(delimiter):
    text = f"slug{delimiter}title_en\r\none{delimiter}“A; b, c”\r\n"
    assert rows_of(text.replace("; ", " ") if delimiter == ";" else text.replace(", ", " "))[0] == ["slug", "title_en"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_form_of_unicode_is_read(encoding):
    assert rows_of("slug,title_en\nə,Bakı\n".encode(encoding)) == [["slug", "title_en"], ["ə", "Bakı"]]


def test_a_code_page_is_read_only_where_it_is_declared():
    content = "slug,title_en\none,Muğla\n".encode("windows-1254")
    with pytest.raises(UnreadableFile, match="Line 2 is not in UTF-8, and its letters could be “Muðla” in"):
        read(content, "visits.csv")
    assert rows_of(content, encoding="windows-1254")[1] == ["one", "Muğla"]
    with pytest.raises(UnreadableFile, match="“windows-x” is not a known encoding"):
        read(content, "visits.csv", encoding="windows-x")


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    sheet = read(b'\nslug,title_en\n\none,"two\nlines"\n,,\ntwo,x\n', "visits.csv")
    assert [row.number for row in sheet.rows] == [4, 6]
    assert sheet.rows[0].cells == ["one", "two\nlines"]


def test_short_rows_are_kept_and_empty_columns_fall_away():
    assert rows_of("slug,,title_en,\none\ntwo,,x,\n") == [["slug", "title_en"], ["one", ""], ["two", "x"]]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "visits.csv", "The file is empty"),
        (b" \n \n", "visits.csv", "The file is empty"),
        (b",,\n,,\n", "visits.csv", "The file is empty"),
        (b"", "visits.xlsx", "The file is empty"),
        (b"slug,title_en\none,a\0b\n", "visits.csv", "Line 2 holds a NUL character"),
        (b'slug,title_en\none,"open\n', "visits.csv", "A quotation mark opened in line 2 is not closed"),
        (b'slug,title_en\n"a"b,c\n', "visits.csv", "In line 2 a quotation mark stands inside"),
        (b"<!DOCTYPE html><html><table>", "visits.xls", "web page or XML under the name of a spreadsheet"),
        (b"<?xml version='1.0'?><Workbook/>", "visits.xls", "web page or XML"),
        (b"%PDF-1.7", "visits.csv", "The file is a PDF file, not a spreadsheet"),
        (b"slug,title_en", "visits.xlsx", "“visits.xlsx” is named as a workbook but is none"),
        (b"slug", "visits.docx", "“visits.docx” is not a kind of file that can be imported"),
        (b"PK\x03\x04 nothing", "visits.xlsx", "The file is damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "visits.xls", "The file is damaged or incomplete"),
        (b"{", "visits.json", "not JSON that can be read: look at line 1"),
        (b"7", "visits.json", "The JSON is not a list of objects"),
        (b"[1, 2]", "visits.json", "The JSON is not a list of objects"),
        (b'[{"slug": {"a": 1}}]', "visits.json", "“slug” in object 1 is an object"),
        (b'[{"slug": "a", "slug": "b"}]', "visits.json", "The key “slug” stands twice"),
        (b"[" * 100_000, "visits.json", "nested too deeply"),
    ],
)
def test_what_is_no_sheet_is_refused_in_one_sentence(content, name, sentence):
    with pytest.raises(UnreadableFile, match=sentence) as refusal:
        read(content, name)
    assert "\n" not in str(refusal.value)


def test_an_encrypted_workbook_is_refused():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read(content, "visits.xlsx")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="visits.csv” cannot be opened: No such file"):
        read(tmp_path / "visits.csv")


def test_a_truncated_workbook_is_refused():
    content = workbook(lambda book, sheet: sheet.write_row(0, 0, ["slug", "title_en"]))
    for end in (100, len(content) // 2, len(content) - 10):
        with pytest.raises(UnreadableFile, match="damaged or incomplete"):
            read(content[:end], "visits.xlsx")


SMALL = workbook(lambda book, sheet: sheet.write_row(0, 0, ["slug", "title_en"]))


@settings(deadline=None)
@given(st.data())
def test_a_damaged_workbook_ends_in_a_sheet_or_one_sentence(data):
    content = bytearray(SMALL)
    for _time in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        # In this process: starting one for each example takes a minute, and catches no more.
        said = sheets_in(bytes(content), "visits.xlsx")[0].headings
    except UnreadableFile as refusal:
        said = str(refusal)
    assert said


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"packed": 10}, "The file is larger than 0 MB"),
        ({"unpacked": 1000}, "larger than 0 MB when unpacked"),
        ({"parts": 3}, r"has \d+ parts, more than the 3 allowed"),
        ({"rows": 2}, "more than 2 rows: divide it"),
        ({"columns": 1}, "more than 1 columns"),
        ({"grid": 100}, "over 5 rows and 26 columns, too many together"),
        ({"cell": 5}, "A cell of row 1 holds more than 5 characters"),
    ],
)
def test_limits_are_named_when_a_file_exceeds_them(monkeypatch, limits, sentence):
    monkeypatch.setattr("django.conf.settings.SHEET_LIMITS", limits, raising=False)
    content = workbook(lambda book, sheet: [sheet.write_row(n, 0, ["slug-of-it", "title_en"]) for n in range(5)])
    with pytest.raises(UnreadableFile, match=sentence):
        read(content, "visits.xlsx")


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_the_grid_is_made():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["slug", "title_en"])
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(UnreadableFile, match="more than 200,000 rows"):
        read(workbook(fill), "visits.xlsx")


def test_formatted_empty_cells_far_away_do_not_count():
    def fill(book, sheet):
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["slug", "title_en"])
        sheet.write_blank(1_048_575, 16_383, None, bold)

    assert rows_of(workbook(fill), "visits.xlsx") == [["slug", "title_en"]]


@pytest.mark.parametrize("text", [b'<!DOCTYPE a [<!ENTITY b "c">]>', b'<!ENTITY b "c">'])
def test_entities_are_not_allowed_in_a_sheet(text):
    content = workbook(lambda book, sheet: sheet.write(0, 0, "slug"))
    content = changed_part(content, "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", text + b"<workbook", 1))
    with pytest.raises(UnreadableFile, match="document types or entities, which are not allowed"):
        read(content, "visits.xlsx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    ["../../evil.xml", "..\\..\\evil.xml", "/etc/evil.xml", "C:/evil.xml", "xl/../../evil.xml", "xl/workbook.xml"],
)
def test_part_names_that_leave_the_package_or_stand_twice_are_refused(name):
    file = io.BytesIO(workbook(lambda book, sheet: sheet.write(0, 0, "slug")))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, "x")
    with pytest.raises(UnreadableFile, match="part names that are not allowed"):
        read(file.getvalue(), "visits.xlsx")


def test_typed_cells_become_the_texts_that_an_editor_means():
    import datetime

    def fill(book, sheet):
        sheet.write_row(0, 0, ["slug", "date", "amount", "x", "y"])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 0, ["a", 2012, 1234.56, True, 0.1 + 0.2])
        sheet.write_datetime(2, 1, datetime.datetime(2012, 8, 21), day)
        sheet.write_datetime(2, 2, datetime.datetime(2012, 8, 21, 10, 30), day)
        sheet.write_number(2, 3, 12345678901234)

    assert rows_of(workbook(fill), "visits.xlsx")[1:] == [
        ["a", "2012", "1234.56", "true", "0.3"],
        ["", "2012-08-21", "2012-08-21 10:30:00", "12345678901234"],
    ]


def test_errors_and_formulas_without_a_value_are_not_taken_for_empty():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["slug", "a", "b", "c", "d"])
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, "=1+1", None, "")
        sheet.write_formula(1, 3, "=1+1", None, 2)
        sheet.write_formula(1, 4, '="x"', None, "x")

    assert rows_of(workbook(fill), "visits.xlsx")[1] == ["", "#N/A", NO_VALUE, "2", "x"]


def test_the_first_visible_sheet_with_text_is_read_or_the_one_that_is_named():
    def fill(book, sheet):
        sheet.hide()
        sheet.write(0, 0, "hidden")
        book.add_worksheet("Empty").activate()
        book.add_worksheet("Two").write(0, 0, "two")

    content = workbook(fill)
    assert rows_of(content, "visits.xlsx") == [["two"]]
    assert rows_of(content, "visits.xlsx", sheet="One") == [["hidden"]]
    with pytest.raises(UnreadableFile, match="no sheet “Three”; its sheets are One, Empty, Two"):
        read(content, "visits.xlsx", sheet="Three")


def test_ods_with_repeated_cells_two_paragraphs_and_comments_is_read_right():
    def cell(text, more=""):
        paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string"{more}>{paragraphs}</table:table-cell>'

    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>comment</text:p></office:annotation>'
        "<text:p>c</text:p></table:table-cell>"
    )
    repeated, two_lines = ' table:number-columns-repeated="2"', "one\ntwo"
    content = ods(
        '<table:table table:name="One">'
        f"<table:table-row>{cell('slug')}{cell('title_en')}{cell('x')}{cell('y')}</table:table-row>"
        f"<table:table-row>{cell('same', repeated)}{note}{cell(two_lines)}"
        "</table:table-row></table:table>"
        f'<table:table table:name="Two"><table:table-row>{cell("other")}</table:table-row></table:table>'
    )
    assert rows_of(content, "visits.ods") == [["slug", "title_en", "x", "y"], ["same", "same", "c", "one\ntwo"]]


def test_tabs_breaks_and_spaces_in_ods_are_kept():
    inside = 'a<text:tab/>b<text:line-break/>c<text:s text:c="3"/>d<text:span>e</text:span>'
    content = ods(
        '<table:table table:name="One"><table:table-row><table:table-cell office:value-type="string">'
        f"<text:p>slug</text:p></table:table-cell></table:table-row><table:table-row>"
        f'<table:table-cell office:value-type="string"><text:p>{inside}</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    assert rows_of(content, "visits.ods") == [["slug"], ["a\tb\nc   de"]]


def test_json_is_read_as_a_list_or_as_the_first_list_of_an_object():
    row = b'{"slug": "a", "amount": 12345678901234567.890, "x": null, "y": true, "places": ["b", "c"]}'
    for content in (b"[" + row + b"]", b'{"type": "trade", "rows": [' + row + b"]}"):
        assert rows_of(content, "trade.json") == [
            ["slug", "amount", "x", "y", "places"],
            ["a", "12345678901234567.890", "", "true", "b; c"],
        ]
    assert rows_of(b'{"rows": []}', "trade.json") == [[]]
