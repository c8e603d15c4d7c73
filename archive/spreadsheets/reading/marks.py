"""Cells of an XLSX sheet that calamine reads as empty though they are not: errors, and formulas never calculated."""

import io
import re
import zipfile

from archive.spreadsheets.reading.base import NO_VALUE, Row

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_SHEET = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship [^>]*>")


def mark_cells(rows, content: bytes, place: int):
    """The rows of the sheet at this place of the workbook, with errors and marks for formulas without value put in."""
    marks = _marks(content, place) if content.startswith(b"PK") else {}
    for row in rows:
        for column, text in marks.get(row.number, ()):
            row.cells.extend([""] * (column + 1 - len(row.cells)))
            if not row.cells[column]:
                row.cells[column] = text
        yield Row(row.number, row.cells)


def _marks(content, place):
    """{row number: [(column from 0, text)]} for each cell that is an error or lacks its value."""
    xml = _worksheet(content, place)
    if b't="e"' not in xml and b"<f" not in xml:
        return {}
    found = {}
    for letters, number, inside in _CELL.findall(xml):
        if not inside:
            continue
        value = _VALUE.search(inside)
        if value and value[1].startswith(b"#"):
            found.setdefault(int(number), []).append((_place(letters), value[1].decode()))
        elif b"<f" in inside and (value is None or not value[1]) and b"<is>" not in inside:
            found.setdefault(int(number), []).append((_place(letters), NO_VALUE))
    return found


def _worksheet(content, place):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        if "xl/workbook.xml" not in names:
            return b""
        keys = _SHEET.findall(package.read("xl/workbook.xml"))
        relations = package.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
        targets = {}
        for relation in _RELATION.findall(relations):
            attributes = dict(re.findall(rb'(\w+)="([^"]*)"', relation))
            targets[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode()
        target = targets.get(keys[place], "") if place < len(keys) else ""
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return package.read(name) if name in names else b""


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
