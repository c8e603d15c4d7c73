"""What of a bag is made from the database, file by file: the same for the same data, whichever database it is."""

from archive.preserving import tables
from archive.preserving.records import write_records
from archive.preserving.sequences import last_keys

TABLES, CONTENTS, LAST_KEYS = "data/tables", "data/contents", "data/last-keys.json"
# So many lines are written at once.
_LINES = 500


def table_file(name) -> str:
    """Where the lines of a table stand in a bag."""
    return f"{TABLES}/{name}.jsonl"


def contents_file(name, key, column) -> str:
    """Where the file stands that a row has in a column."""
    return f"{CONTENTS}/{name}/{key}-{column}"


def write_data(sink, chosen, records=True, tell=None) -> dict[str, int]:
    """Write all that is in the database, inside `one_moment`; how many rows each table has.

    `chosen` are the columns (fields) by model. `tell` is called with the number of rows or records that were written
    since it was called last.
    """
    counts = {}
    for model, fields in chosen.items():
        name = tables.name_of(model)
        with sink.file(table_file(name)) as made:
            counts[name] = _write_lines(made, tables.rows(model, fields), tell)
        for key, column, pieces in tables.contents(model, fields):
            with sink.file(contents_file(name, key, column)) as made:
                for piece in pieces():
                    made.write(piece)
    with sink.file(LAST_KEYS) as made:
        made.write(f"{tables.encode(last_keys(chosen))}\n".encode())
    if records:
        write_records(sink, tell)
    return counts


def _write_lines(made, rows, tell):
    lines, count = [], 0
    for row in rows:
        lines.append(tables.encode(row))
        count += 1
        if len(lines) == _LINES:
            _write(made, lines, tell)
    if lines:
        _write(made, lines, tell)
    return count


def _write(made, lines, tell):
    made.write("".join(f"{line}\n" for line in lines).encode())
    if tell:
        tell(len(lines))
    lines.clear()


def chosen_columns(passwords=True) -> dict:
    """The columns of every table that a bag of this program has, by model."""
    return {model: tables.columns(model, passwords) for model in tables.tables(passwords)}
