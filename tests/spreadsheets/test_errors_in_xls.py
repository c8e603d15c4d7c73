"""What a formula could not calculate is told in an XLS file as in any other, though the library reads it as empty."""

import random

import pytest

from archive.spreadsheets import plan, read, read_all
from archive.spreadsheets.reading.compound import stream_of
from archive.spreadsheets.reading.records import errors
from tests.spreadsheets.excel97 import ERRORS, compound, workbook


def test_an_error_written_or_calculated_is_read_as_its_name():
    rows = [["title_en", "date", "note"], ["One", "#N/A", 12.5], ["Two", ("=", "#REF!"), "x"]]
    first, second = read_all(workbook({"A": rows, "B": [["title_en"], ["#NULL!"]]}), "old.xls")
    assert [row.cells for row in first.rows] == [["One", "#N/A", "12.5"], ["Two", "#REF!", "x"]]
    assert [row.cells for row in second.rows] == [["#NULL!"]]


@pytest.mark.parametrize("error", ERRORS)
def test_each_error_is_known(error):
    (row,) = read(workbook({"A": [["title_en", "note"], ["One", error]]}), "old.xls").rows
    assert row.cells == ["One", error]


@pytest.mark.django_db
def test_an_error_stands_in_the_way_with_its_row_and_column():
    content = workbook({"A": [["title_en", "date"], ["One", ("=", "#VALUE!")], ["Two", 1992.0]]})
    (problem,) = plan("visits", read(content, "old.xls")).problems
    assert (problem.row, problem.column, problem.value) == (2, "date", "#VALUE!")
    assert "is a spreadsheet's error" in problem.sentence


def test_a_long_workbook_is_followed_through_all_its_sectors():
    rows = [["title_en", "note"], *([f"Title {number}", "x" * 200] for number in range(2000)), ["Last", "#DIV/0!"]]
    assert errors(workbook({"A": rows}), 0) == {2002: [(1, "#DIV/0!")]}


def test_a_damaged_file_gives_no_errors_and_does_not_run_for_ever():
    content, chance = workbook({"A": [["title_en", "date"], ["One", "#N/A"]]}), random.Random(3)
    for _number in range(500):
        damaged = bytearray(content[: chance.randrange(60, len(content))])
        for _byte in range(10):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(errors(bytes(damaged), 0), dict)


def test_a_stream_is_found_by_its_name():
    file = compound("Workbook", b"content")
    assert stream_of(file, "Book", "Workbook").rstrip(b"\0") == b"content"
    assert stream_of(file, "Book") == b""
    assert stream_of(b"\xd0\xcf\x11\xe0", "Book") == b""
