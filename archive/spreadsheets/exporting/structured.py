"""JSON: one object for each row, under `rows`; of several tables each list stands under the table's name."""

import json

from archive.spreadsheets.exporting.numbers import is_exact

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def pieces(tabs):
    """The pieces of a JSON file; numbers are numbers, empty cells null. The first holds rows, as of any format."""
    written = _written(tabs)
    yield next(written) + next(written)
    yield from written


def _written(tabs):
    if len(tabs) == 1:
        yield f'{{"type": {json.dumps(tabs[0].name)}, "rows": ['.encode()
        yield from _objects(tabs[0])
    else:
        for number, tab in enumerate(tabs):
            yield f"{'],' if number else '{'}\n{json.dumps(tab.name)}: [".encode()
            yield from _objects(tab)
    yield b"]}\n"


def _objects(tab):
    names, before = [column.column_name for column in tab.columns], "\n"
    for texts in tab.sets:
        values = [list(map(_number if c.numeric else _text, some)) for c, some in zip(tab.columns, texts, strict=True)]
        rows = (_ENCODE(dict(zip(names, row, strict=True))) for row in zip(*values, strict=True))
        yield (before + ",\n".join(rows)).encode()
        before = ",\n"
    yield b"\n"


def _text(cell):
    return cell or None


def _number(cell):
    if not cell:
        return None
    return (float(cell) if "." in cell else int(cell)) if is_exact(cell) else cell
