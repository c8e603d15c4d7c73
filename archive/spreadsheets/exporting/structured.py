"""JSON: one object for each row, under `rows`."""

import json

from archive.spreadsheets.exporting.numbers import is_exact


def pieces(name, columns, rows):
    """The pieces of a JSON file; numbers are numbers, empty cells null."""
    names = [(column.column_name, column.numeric) for column in columns]
    yield f'{{"type": {json.dumps(name)}, "rows": ['.encode()
    before = "\n"
    for cells in rows:
        row = {heading: _value(cell, numeric) for (heading, numeric), cell in zip(names, cells, strict=True)}
        yield (before + json.dumps(row, ensure_ascii=False)).encode()
        before = ",\n"
    yield b"\n]}\n"


def _value(cell, numeric):
    if cell == "":
        return None
    if not numeric:
        return cell
    return (float(cell) if "." in cell else int(cell)) if is_exact(cell) else cell
