"""The workbook of errors: the upload with its errors marked, to be repaired and uploaded again."""

import io
import json

import openpyxl
import pytest
import xlsxwriter

from archive.models import RowChoice, Visit
from archive.spreadsheets import errors_workbook, read, staging
from tests.spreadsheets.world import LINES, NAUGHTY

pytestmark = pytest.mark.django_db


def staged(content, name="visits.csv", type="visits", mapping=None):
    batch = staging.upload(
        type, content if isinstance(content, bytes) else content.encode(), name, user=None, mapping=mapping
    )
    staging.stage(batch)
    return batch


def errors_of(batch) -> bytes:
    return b"".join(errors_workbook.stream(batch))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def is_marked(cell):
    return cell.fill.fgColor.rgb == "FFFFC7CE"


def test_each_offending_cell_is_marked_and_says_why():
    batch = staged(
        "slug;title_en;date;host_country\nfirst;First;31/02/1900;DE\nsecond;Second;1993;IT\nthird;Third;1994;Atlantis\n"
    )
    page = opened(errors_of(batch)).active
    assert page.freeze_panes == "A2"
    marked = {cell.coordinate: cell.comment.text for row in page for cell in row if is_marked(cell)}
    assert sorted(marked) == ["C2", "D4"]
    assert "31/02/1900" in marked["C2"]
    assert "Atlantis" in marked["D4"]
    assert page["E1"].value == "What to do"
    assert page["E2"].value.startswith("date: ")
    assert page["E3"].value is None


def test_what_concerns_a_whole_row_stands_in_the_last_column():
    batch = staged("slug,title_en\nfirst,First\nfirst,Second,extra\n,\n")
    page = opened(errors_of(batch)).active
    said = [page.cell(row, page.max_column).value for row in (1, 2, 3)]
    assert said[0] == "What to do"
    assert "more cells than there are headings" in said[2]


def test_a_repaired_workbook_takes_the_place_of_the_upload_under_the_same_mapping():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["nothing"])
        page = book.add_worksheet("Table 1")
        page.write(0, 0, "Visits of the year")
        page.write_row(2, 1, ["Nr", "When", "What", ""])
        page.write_row(3, 1, ["v-1", "31/02/1990", "One", "x"])
        page.write_row(5, 1, ["v-2", "1990", "Two"])
    columns = {"slug": "Nr", "date": "When", "title_en": "What"}
    mapping = {"sheet": "Table 1", "heading_row": 3, "columns": columns, "set_aside": ["column E"]}
    batch = staged(file.getvalue(), "v.xlsx", mapping=mapping)
    assert batch.counts["failed"] == 1
    book = opened(errors_of(batch))
    assert book.active["C4"].value == "31/02/1990"
    book.active["C4"] = "1990-02-28"
    repaired = io.BytesIO()
    book.save(repaired)
    staging.replace_file(batch, repaired.getvalue(), "v repaired.xlsx")
    staging.stage(batch)
    assert (batch.counts["failed"], batch.counts["new"]) == (0, 2)
    assert [row.number for row in staging.rows_of(batch)] == [4, 6]
    staging.apply_staged(batch, by=None)
    assert Visit.objects.get(slug="v-1").date == "1990-02-28"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_every_text_comes_back_as_it_was_uploaded(kind):
    texts = [*NAUGHTY, LINES, "#REF!"]
    rows = [{"slug": f"v-{n}", "title_en": text, "date": "31/02/1900"} for n, text in enumerate(texts)]
    if kind == "json":
        content = json.dumps(rows)
    else:
        quoted = [['"' + str(text).replace('"', '""') + '"' for text in row.values()] for row in rows]
        content = "\n".join(",".join(row) for row in [["slug", "title_en", "date"], *quoted])
    batch = staged(content, f"visits.{kind}")
    assert batch.counts["failed"] == len(texts)
    before, after = staging.read_sheet(batch), read(errors_of(batch), name="errors.xlsx")
    assert after.headings == [*before.headings, "What to do"]
    assert [row.cells[:3] for row in after.rows] == [row.cells for row in before.rows]


def test_parts_of_a_row_and_drafts_that_it_names_are_told_in_that_row():
    mapping = {
        "columns": {"title_en": "What", "host_country": "Where", "date": "When"},
        "rows": {"from": "Where", "split": ["; "]},
    }
    batch = staged("What,Where,When\nOne,DE; FR,1990\nTwo,IT; Atlantis,31/02/1990\n", mapping=mapping)
    page = opened(errors_of(batch)).active
    marked = [cell.coordinate for row in page for cell in row if is_marked(cell)]
    assert marked == ["B3", "C3"]
    assert page["D3"].value.count("date: ") == 1


def test_a_workbook_of_several_types_has_its_errors_sheet_by_sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("visits").write_column(0, 0, ["title_en", "One"])
        page = book.add_worksheet("people")
        page.write_row(0, 0, ["name_en", "born"])
        page.write_row(1, 0, ["Jane Roe", "31/02/1900"])
    batch = staged(file.getvalue(), "all.xlsx", "archive")
    book = opened(errors_of(batch))
    assert book.sheetnames == ["visits", "people"]
    assert is_marked(book["people"]["B2"])
    assert not any(is_marked(cell) for row in book["visits"] for cell in row)
    staging.choose(batch, RowChoice.LEAVE_OUT, kinds=["failed"])
    staging.apply_staged(batch, by=None)
    assert Visit.objects.get().title_en == "One"


def test_columns_that_a_mapping_turns_into_rows_stay_as_they_are():
    mapping = {
        "unpivot": {"first": "1990", "last": "1991", "name": "year", "value": "what"},
        "columns": {"title_en": "what", "date": {"template": "{year}-{Day}"}},
    }
    batch = staged("Day,1990,1991\n02-31,One,Two\n03-01,Three,\n", mapping=mapping)
    assert (batch.counts["failed"], batch.counts["new"]) == (2, 1)
    page = opened(errors_of(batch)).active
    assert [cell.value for cell in page[1]] == ["Day", "1990", "1991", "What to do"]
    assert page["D2"].value.startswith("date: ")
    assert page["D3"].value is None
