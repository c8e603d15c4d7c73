"""JSON: one object for each row, under `rows`; of several tables each list stands under the table's name."""

import json

from archive.spreadsheets.exporting.numbers import is_exact


def pieces(tabs):
    """The pieces of a JSON file; numbers are numbers, empty cells null."""
    if len(tabs) == 1:
        yield f'{{"type": {json.dumps(tabs[0].name)}, "rows": ['.encode()
        yield from _objects(tabs[0])
    else:
        for number, tab in enumerate(tabs):
            yield f"{'],' if number else '{'}\n{json.dumps(tab.name)}: [".encode()
            yield from _objects(tab)
    yield b"]}\n"


def _objects(tab):
    names = [(column.column_name, column.numeric) for column in tab.columns]
    before = "\n"
    for cells in tab.rows:
        row = {heading: _value(cell, numeric) for (heading, numeric), cell in zip(names, cells, strict=True)}
        yield (before + json.dumps(row, ensure_ascii=False)).encode()
        before = ",\n"
    yield b"\n"


def _value(cell, numeric):
    if cell == "":
        return None
    if not numeric:
        return cell
    return (float(cell) if "." in cell else int(cell)) if is_exact(cell) else cell
