"""Files made to harm end in one sentence, within seconds, and take little memory."""

import contextlib
import io
import re
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from archive.spreadsheets import UnreadableFile, read
from archive.spreadsheets.reading import apart
from tests.spreadsheets.test_reading import changed_part, ods, workbook

MILLION = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def with_part(name, *pieces):
    """A workbook, one part of which is made of these (text, times)."""
    plain, file = workbook(lambda book, sheet: sheet.write_row(0, 0, ["slug", "title_en"])), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, True, 1) as new:
        for other in old.namelist():
            if other != name:
                new.writestr(other, old.read(other))
        with new.open(name, "w") as part:
            for text, times in pieces:
                for _time in range(times):
                    part.write(text)
    return file.getvalue()


def rows_of_ods(row, cell):
    """An ODS file with one row and one cell, and what each says of itself."""
    filled = f'<table:table-cell{cell} office:value-type="string"><text:p>x</text:p></table:table-cell>'
    return ods(f'<table:table table:name="A"><table:table-row{row}>{filled}</table:table-row></table:table>')


def packed(count):
    """A package of many parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(count):
            package.writestr(f"{number}.xml", "")
    return file.getvalue()


FILES = {
    "one cell of 100 MB": (
        lambda: with_part(SHEET, (START + b'<row r="1"><c r="A1" t="inlineStr"><is><t>', 1), (b"x" * MILLION, 100),
                          (b"</t></is></c></row>" + END, 1)),
        "x.xlsx", "holds more than 32,767 characters",
    ),
    "300 MB of nothing": (
        lambda: with_part(SHEET, (START, 1), (b" " * MILLION, 300), (END, 1)), "x.xlsx", "larger than 250 MB"
    ),
    "a million columns": (
        lambda: with_part(SHEET, (START + b"<row>", 1), (b"<c><v>1</v></c>" * 1000, 1000), (b"</row>" + END, 1)),
        "x.xlsx", "more than 500 columns",
    ),
    "a million rows without numbers": (
        lambda: with_part(SHEET, (START, 1), (b"<row><c><v>1</v></c></row>" * 1000, 1000), (END, 1)),
        "x.xlsx", "more than 200,000 rows",
    ),
    "a million empty rows": (
        lambda: with_part(SHEET, (START, 1), (b"<row/>" * 1000, 1000), (END, 1)), "x.xlsx", "The file is empty"
    ),
    "one cell at the far end": (
        lambda: with_part(SHEET, (START + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END, 1)),
        "x.xlsx", "more than 200,000 rows",
    ),
    "six million texts": (
        lambda: with_part("xl/sharedStrings.xml", (STRINGS, 1), (b"<si><t>a</t></si>" * 1000, 6000), (b"</sst>", 1)),
        "x.xlsx", "more than 2,500,000 different texts",
    ),
    "entities in entities": (
        lambda: with_part("xl/workbook.xml", (b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>', 1)),
        "x.xlsx", "document types or entities, which are not allowed",
    ),
    "XML 200,000 deep": (
        lambda: with_part(SHEET, (START, 1), (b"<a>" * 1000, 200), (END, 1)), "x.xlsx", "empty|damaged|not be read",
    ),
    "50,000 parts": (lambda: packed(50_000), "x.xlsx", "has 50000 parts"),
    "a row repeated a million times": (
        lambda: rows_of_ods(' table:number-rows-repeated="1048576"', ""), "x.ods", "more than 200,000 rows"
    ),
    "a cell repeated a million times": (
        lambda: rows_of_ods("", ' table:number-columns-repeated="1000000"'), "x.ods", "more than 500 columns"
    ),
    "rows and cells repeated": (
        lambda: rows_of_ods(' table:number-rows-repeated="100000"', ' table:number-columns-repeated="499"'),
        "x.ods", "over 100,000 rows and 499 columns, too many together",
    ),
    "two thousand million spaces": (
        lambda: ods('<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p>'
                    'a<text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row></table:table>'),
        "x.ods", "could not be read with 512 MB of memory",
    ),
    "a line of 40 MB": (lambda: b"slug,title_en\na," + b"x" * 40 * MILLION, "x.csv", "far too long"),
    "a million columns of CSV": (lambda: b"slug" + b",a" * MILLION, "x.csv", "more than 500 columns"),
    "ten million quotation marks": (lambda: b"slug\n" + b'"' * 10 * MILLION, "x.csv", "is not closed"),
    "every byte": (lambda: b"slug\n" + bytes(range(128, 256)) * 50_000, "x.csv", "could be"),
    "JSON five million deep": (lambda: b"[" * 5 * MILLION, "x.json", "nested too deeply"),
    "a number of five million digits": (
        lambda: b'[{"slug": ' + b"9" * 5 * MILLION + b"}]", "x.json", "32,767 characters"
    ),
}  # fmt: skip


@pytest.fixture
def peaks(monkeypatch):
    """The most memory, in KiB, that each process that reads a file was seen to have; by itself, not by its parent."""
    found = []

    class Watched(subprocess.Popen):
        def communicate(self, *args, timeout=None, **kwargs):
            # What getrusage tells of a child begins with what its parent had: the process's own status does not.
            peak, ends = 0, time.monotonic() + timeout
            while self.poll() is None and time.monotonic() < ends:
                with contextlib.suppress(OSError):
                    said = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
                    peak = max(peak, int(said[1])) if said else peak
                time.sleep(0.005)
            found.append(peak)
            return super().communicate(*args, timeout=timeout, **kwargs)

    monkeypatch.setattr(apart.subprocess, "Popen", Watched)
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_one_sentence_within_seconds_and_memory(name, peaks):
    make, file_name, sentence = FILES[name]
    content, before = make(), time.monotonic()
    with pytest.raises(UnreadableFile, match=sentence) as refusal:
        read(content, file_name)
    assert time.monotonic() - before < 10
    assert "\n" not in str(refusal.value)
    assert "/" not in str(refusal.value)
    assert max(peaks, default=0) < 300 * 1024 or "could not be read" in sentence


def test_a_worksheet_part_that_is_not_what_it_says_is_refused():
    content = workbook(lambda book, sheet: sheet.write(0, 0, "slug"))
    for damage in (b"", b"<worksheet>", b"\0\1\2", b"not xml"):
        with pytest.raises(UnreadableFile, match="damaged|empty"):
            read(changed_part(content, SHEET, lambda xml, damage=damage: damage), "visits.xlsx")
