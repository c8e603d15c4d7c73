"""What an export promises while it is on its way: its rows, its end, and what may change meanwhile."""

import io
import itertools
import json
import zipfile

import openpyxl
import pytest
import python_calamine

from archive.models import Visit
from archive.spreadsheets import exporting
from archive.spreadsheets.exporting import opendocument, stream, xlsx_rows
from archive.spreadsheets.exporting import rows as exported_rows
from archive.spreadsheets.exporting.xlsx import LONGEST_CELL, CellTooLong
from archive.writing import change
from tests import factories as make
from tests.spreadsheets.test_exporting import table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_sets(monkeypatch):
    """Sets of three rows, of two the first, so that a few rows are several sets."""
    monkeypatch.setattr(exported_rows, "_AT_ONCE", 3)
    monkeypatch.setattr(exported_rows, "_AT_FIRST", 2)


def visits(number):
    """So many published visits, the later the lower their number."""
    return [make.make_visit(slug=f"visit-{i}", date=str(2000 - i)) for i in range(number)]


def by_date():
    """The visits in the order of their dates."""
    return Visit.objects.order_by("date_earliest", "pk")


def withdraw(visit):
    """Take a published visit back."""
    with change(by=None, why="test"):
        stored = Visit.objects.get(pk=visit.pk)
        stored.status = "withdrawn"
        stored.save()


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 6, 8])
def test_rows_of_several_sets_come_once_each_and_in_the_order_asked_for(number):
    visits(number)
    found = [row["slug"] for row in table("visits", queryset=by_date(), public=True)]
    assert found == [f"visit-{i}" for i in reversed(range(number))]


def test_what_is_withdrawn_while_the_file_is_on_its_way_is_left_out():
    made = visits(8)
    pieces = stream("visits", "csv", by_date(), public=True)
    begun = next(pieces)
    withdraw(made[0])
    text = (begun + b"".join(pieces)).decode()
    assert "visit-7" in text
    assert "visit-1" in text
    assert "visit-0" not in text


def test_a_link_to_a_person_who_is_withdrawn_meanwhile_is_left_out():
    made = visits(8)
    person = make.make_person(slug="quillfeather")
    for visit in made:
        make.take_part(person, visit)
    pieces = stream("visits", "csv", by_date(), public=True)
    assert b"quillfeather" in next(pieces)
    with change(by=None, why="test"):
        person.status = "withdrawn"
        person.save()
    assert b"quillfeather" not in b"".join(pieces)


def test_a_row_changed_meanwhile_is_told_once_as_it_is_now():
    made = visits(8)
    pieces = stream("visits", "csv", by_date(), public=True)
    begun = next(pieces)
    with change(by=None, why="test"):
        # By its new date it would stand among those that are sent already.
        stored = Visit.objects.get(pk=made[0].pk)
        stored.date, stored.title_en = "1900", "Moved meanwhile"
        stored.save()
    text = (begun + b"".join(pieces)).decode()
    assert text.count("visit-0") == 1
    assert "Moved meanwhile" in text


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_a_file_begins_before_its_later_rows_are_read(format, monkeypatch):
    visits(8)
    read, texts = [], exported_rows.SheetRows._seen
    monkeypatch.setattr(exported_rows.SheetRows, "_seen", lambda *a: read.append(1) or texts(*a))
    pieces = stream("visits", format, public=True)
    next(pieces)
    assert len(read) == 1
    list(pieces)
    assert len(read) == 3


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_an_answer_begins_when_its_first_rows_are_read_and_before_the_others_are_looked_for(
    client, format, monkeypatch
):
    visits(8)
    read, looked, rows = [], [], exported_rows.SheetRows
    seen, keys = rows._seen, rows._keys
    monkeypatch.setattr(rows, "_seen", lambda *a: read.append(1) or seen(*a))
    monkeypatch.setattr(rows, "_keys", lambda *a: looked.append(1) or keys(*a))
    answer = client.get(f"/visits.{format}")
    assert (len(read), len(looked)) == (1, 0)
    assert len(next(iter(answer.streaming_content))) > 100
    assert (len(read), len(looked)) == (1, 0)
    answer.close()


@pytest.mark.parametrize("format", ["xlsx", "ods", "json"])
def test_a_file_that_breaks_off_does_not_look_whole(format, monkeypatch):
    visits(8)
    sent, texts, calls = [], exported_rows.SheetRows._seen, itertools.count()

    def breaks(*arguments):
        if next(calls) == 2:
            raise ConnectionError
        return texts(*arguments)

    monkeypatch.setattr(exported_rows.SheetRows, "_seen", breaks)
    with pytest.raises(ConnectionError):
        for piece in stream("visits", format, public=True):
            sent.append(piece)
    assert sent
    with pytest.raises(ValueError if format == "json" else zipfile.BadZipFile):
        json.loads(b"".join(sent)) if format == "json" else zipfile.ZipFile(io.BytesIO(b"".join(sent)))


@pytest.mark.parametrize("many", [2, 100])
def test_a_text_too_long_for_a_cell_in_a_later_set_is_refused_before_anything_is_sent(many, monkeypatch):
    # Among more rows than these it is looked for in the whole table first.
    monkeypatch.setattr(exported_rows, "_MANY", many)
    visits(5)
    make.make_visit(summary_en="x" * 40_000, date="2020")
    with pytest.raises(CellTooLong, match="row 7 is longer"):
        next(stream("visits", "xlsx", by_date()))


def test_that_no_text_is_too_long_is_known_until_something_else_is_published(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exported_rows, "_MANY", 2)
    visits(5)
    rows = exporting.tabs("visits", by_date(), public=True)[0].sets
    assert not rows.may_exceed(LONGEST_CELL)
    with django_assert_num_queries(2):
        # The revision, and that there are many: the texts are not looked through again.
        assert not rows.may_exceed(LONGEST_CELL)
    make.make_visit(summary_en="x" * 40_000, date="2020")
    with pytest.raises(CellTooLong, match="row 7 is longer"):
        next(stream("visits", "xlsx", by_date(), public=True))


def test_a_text_too_long_for_a_cell_that_nobody_asked_for_is_no_reason_to_refuse(monkeypatch):
    monkeypatch.setattr(exported_rows, "_MANY", 2)
    visits(5)
    make.make_visit(summary_en="x" * 40_000, status="draft")
    whole = b"".join(stream("visits", "xlsx", by_date(), public=True))
    assert openpyxl.load_workbook(io.BytesIO(whole)).worksheets[0].max_row == 6


def test_a_package_says_its_kind_before_anything_else_in_plain_bytes():
    """OpenDocument 1.2, part 3, 3.3: programs look for it at byte 38 of the file."""
    visits(4)
    whole = b"".join(stream("visits", "ods", public=True))
    assert whole[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK")
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "mimetype"


def test_rows_of_a_large_set_are_text_of_opendocument_a_few_at_a_time(monkeypatch, tmp_path):
    monkeypatch.setattr(exported_rows, "_AT_ONCE", 8)
    monkeypatch.setattr(opendocument, "_AT_ONCE", 3)
    visits(9)
    written = opendocument._written(exporting.tabs("visits", by_date(), public=True))
    # The headings with the first set, of the seven others three at most, the rows to come, the end.
    assert [text.count("<table:table-row>") for text in written] == [3, 3, 3, 1, 0, 0]
    exporting.write("visits", tmp_path / "visits.ods", by_date(), public=True)
    heads, *rows = python_calamine.load_workbook(str(tmp_path / "visits.ods")).get_sheet_by_index(0).to_python()
    slugs = [row[heads.index("slug")] for row in rows if any(row)]
    assert slugs == [f"visit-{i}" for i in reversed(range(9))]


def test_more_links_than_a_cell_holds_leave_the_workbook_without_its_end(monkeypatch):
    visits(5)
    make.make_visit(title_en="x" * 200, date="2020")
    monkeypatch.setattr(xlsx_rows, "LONGEST_CELL", 150)
    pieces, sent = stream("visits", "xlsx", by_date()), []
    with pytest.raises(CellTooLong, match="row 7 is longer"):
        for piece in pieces:
            sent.append(piece)
    assert sent
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(sent)))


NAUGHTY = (
    "_x000D_", "a & b < c > d \"e\" 'f'", "]]>", "<r>x</r>", "two, spaces", "=1+1", "'=1", "🕊 漢字", "&#10;", "&amp;",
    "_x005F_x000D_", "100 % of %s",
)  # fmt: skip


def test_several_readers_read_the_same_texts_from_a_workbook_of_several_sets(tmp_path):
    for text in NAUGHTY:
        make.make_visit(title_en=text, summary_en=f"{text}\n\n  {text}\tend" if " " in text else "")
    exporting.write("visits", tmp_path / "visits.xlsx")
    titles = [visit.title_en for visit in Visit.objects.order_by(*Visit._meta.ordering or ["pk"])]
    summaries = [visit.summary_en or None for visit in Visit.objects.order_by(*Visit._meta.ordering or ["pk"])]
    sheet = openpyxl.load_workbook(tmp_path / "visits.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [openpyxl.utils.escape.unescape(row[heads.index("title_en")]) for row in rows] == titles
    assert [row[heads.index("summary_en")] for row in rows] == summaries
    other = python_calamine.load_workbook(str(tmp_path / "visits.xlsx")).get_sheet_by_index(0).to_python()
    assert [row[heads.index("summary_en")] or None for row in other[1:]] == summaries
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}{len(titles) + 1}"
    with zipfile.ZipFile(tmp_path / "visits.xlsx") as package:
        assert f"${len(titles) + 1}</definedName>" in package.read("xl/workbook.xml").decode()
