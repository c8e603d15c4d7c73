"""A small XLS workbook (BIFF8 in a compound file, [MS-XLS] and [MS-CFB]), for tests of what no library here writes."""

import struct

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
_SECTOR = 512
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(sheets) -> bytes:
    """The file of {name: rows}: texts, numbers, errors by name, and formulas that gave an error as ("=", name)."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    bounds = [struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name.encode("latin-1") for name in sheets]
    start = len(_record(0x0809, _beginning(0x0005))) + sum(4 + len(b) for b in bounds) + len(_record(0x000A))
    globals_ = _record(0x0809, _beginning(0x0005))
    for bound, body in zip(bounds, bodies, strict=True):
        globals_ += _record(0x0085, struct.pack("<I", start) + bound[4:])
        start += len(body)
    return compound("Workbook", globals_ + _record(0x000A) + b"".join(bodies))


def _beginning(kind):
    return struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x06)


def _record(number, data=b""):
    return struct.pack("<HH", number, len(data)) + data


def _sheet(rows):
    width = max(map(len, rows))
    body = _record(0x0809, _beginning(0x0010)) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    cells = ((r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None)
    return body + b"".join(_cell(struct.pack("<HHH", r, c, 0), value) for r, c, value in cells) + _record(0x000A)


def _cell(where, value):
    if isinstance(value, tuple):
        result = struct.pack("<BBBBBBH", 2, 0, ERRORS[value[1]], 0, 0, 0, 0xFFFF)
        return _record(0x0006, where + result + struct.pack("<HIH", 0, 0, 0))
    if value in ERRORS:
        return _record(0x0205, where + bytes([ERRORS[value], 1]))
    if isinstance(value, str):
        return _record(0x0204, where + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, where + struct.pack("<d", value))


def compound(name, stream) -> bytes:
    """A compound file with one stream, long enough to stand in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    # The directory in sector 0, then the stream, then the table of sectors.
    tables = -(-(count + 1) // 127)
    chain = [_END, *range(2, count + 1), _END, *([_FAT] * tables)]
    table = struct.pack(f"<{tables * 128}I", *chain, *([_NONE] * (tables * 128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, 0, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(count + 1, count + 1 + tables), *([_NONE] * (109 - tables)))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _NONE, 1, len(stream)) + bytes(2 * 128)
    return header + entries + stream.ljust(count * _SECTOR, b"\0") + table


def _entry(name, kind, child, start, size):
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _NONE, _NONE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
