"""Cells of an XLSX or XLS sheet that calamine reads wrong: errors, formulas never calculated, and days before 1900."""

import datetime
import io
import re
import zipfile

from archive.spreadsheets.reading.base import NO_VALUE, Row
from archive.spreadsheets.reading.records import errors

_CHUNK = 1024 * 1024
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>(.*?)</(?:\w+:)?c>)', re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</")
_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?r:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_BELOW_ZERO = re.compile(rb">-[0-9]")
# Where LibreOffice counts days from; Excel knows none before 1900.
_FIRST_DAY = datetime.date(1899, 12, 30)
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?")


def mark_cells(rows, content: bytes, place: int):
    """The rows of the sheet at this place of the workbook, with errors, lost days and marks for formulas put in."""
    marks = _marks(content, place) if content.startswith(b"PK") else errors(content, place)
    for row in rows:
        for column, value in marks.get(row.number, ()):
            row.cells.extend([""] * (column + 1 - len(row.cells)))
            row.cells[column] = _marked(row.cells[column], value)
        yield Row(row.number, row.cells)


def _marked(text, value):
    """The text of a cell with what the file says about it: an error, the mark of no value, or a number below zero."""
    if not value.startswith("-"):
        return text or value
    # A day before 1900 is a number below zero, which calamine takes for a time of day.
    if not _CLOCK.fullmatch(text):
        return text
    try:
        return (_FIRST_DAY + datetime.timedelta(days=int(float(value) // 1))).isoformat()
    except (ValueError, OverflowError):
        return text


def _marks(content, place):
    """{row number: [(column from 0, text)]} for each cell that is an error, lacks its value or is below zero."""
    found = {}
    for letters, number, inside in _suspects(content, place):
        if not inside:
            continue
        value = _VALUE.search(inside)
        if value and value[1].startswith((b"#", b"-")):
            found.setdefault(int(number), []).append((_place(letters), value[1].decode()))
        elif _FORMULA.search(inside) and (value is None or not value[1]) and b"<is>" not in inside:
            found.setdefault(int(number), []).append((_place(letters), NO_VALUE))
    return found


def _suspects(content, place):
    """The cells of the pieces of the worksheet in which anything suspect stands."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = _part(package, place)
        if not name:
            return
        rest = b""
        with package.open(name) as stream:
            while piece := stream.read(_CHUNK):
                rest += piece
                cut = rest.rfind(b"<", 0, max(rest.rfind(b'c r="'), 0)) if len(piece) == _CHUNK else len(rest)
                if _is_suspect(rest, cut):
                    yield from _CELL.findall(rest[:cut])
                rest = rest[cut:]
        if _is_suspect(rest, len(rest)):
            yield from _CELL.findall(rest)


def _is_suspect(piece, end):
    """Whether an error, a formula or a number below zero stands in a piece before this place."""
    return piece.find(b't="e"', 0, end) >= 0 or bool(
        _BELOW_ZERO.search(piece, 0, end) or _FORMULA.search(piece, 0, end)
    )


def _part(package, place):
    """The name of the part that holds the sheet at this place, or nothing."""
    names = set(package.namelist())
    if "xl/workbook.xml" not in names:
        return ""
    keys = _SHEET.findall(package.read("xl/workbook.xml"))
    relations = package.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
    targets = {}
    for relation in _RELATION.findall(relations):
        attributes = dict(re.findall(rb'(\w+)="([^"]*)"', relation))
        targets[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode()
    target = targets.get(keys[place], "") if place < len(keys) else ""
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return name if name in names else ""


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
