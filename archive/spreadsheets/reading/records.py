"""Cells of an XLS sheet that calamine reads as empty: errors, written or the result of a formula ([MS-XLS])."""

import re
import struct

from archive.spreadsheets.reading.compound import stream_of

_SHEET, _BEGIN, _END, _ERROR, _FORMULA = 0x0085, 0x0809, 0x000A, 0x0205, 0x0006
_WORDS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
# Without one of these no cell is an error, and the records need not be walked through.
_SUSPECT = re.compile(rb"\x05\x02\x08\x00|\x02\x00[\x00\x07\x0f\x17\x1d\x24\x2a]\x00\x00\x00\xff\xff")


def errors(content: bytes, place: int) -> dict[int, list[tuple[int, str]]]:
    """{row number: [(column from 0, error)]} of the sheet at this place of the workbook."""
    stream = stream_of(content, "Workbook", "Book")
    found = {}
    if not _SUSPECT.search(stream):
        return found
    for number, data in _records(stream, _start(stream, place)):
        word = _error(number, data)
        if word:
            row, column = struct.unpack_from("<HH", data)
            found.setdefault(row + 1, []).append((column, word))
    return found


def _start(stream, place):
    """Where the records of a sheet begin."""
    starts = [struct.unpack_from("<I", data)[0] for number, data in _records(stream, 0) if number == _SHEET]
    return starts[place] if place < len(starts) else len(stream)


def _records(stream, at):
    """(number, data) of each record up to the end of what begins here; charts within it have an end of their own."""
    depth = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (number == _BEGIN) - (number == _END)
        if depth <= 0:
            return
        if depth == 1 and len(data) == length:
            yield number, data


def _error(number, data):
    if number == _ERROR and len(data) >= 8 and data[7] == 1:
        return _WORDS.get(data[6], "#N/A")
    if number == _FORMULA and len(data) >= 14 and data[6] == 2 and data[12:14] == b"\xff\xff":
        return _WORDS.get(data[8], "#N/A")
    return ""
