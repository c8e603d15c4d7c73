"""The records of a bag in open formats, for whoever has nothing but the bag: JSON and CSV, made of the snapshots.

`records/visits.json` is a list, one record a line with all that hangs on it; `records/visits.csv` has the columns of
the same records, `records/citations.csv` and its like what hangs on any record, with its type and address before it.
"""

import csv
import functools
import io
from contextlib import ExitStack

from archive import snapshot
from archive.models import RECORD_TYPES, Place
from archive.text.formulas import all_guarded
from archive.writing import SET_SIZE, batched

FOLDER = "data/records"
# What stands before each row of what hangs on records.
WHOSE = ("record_type", "record")
# Places have no history and are no records, but records name them.
KINDS = (*RECORD_TYPES, Place)
_SEVERAL = "; "


def write_records(sink, tell=None) -> None:
    """Write every record and place, in the order of their keys, in both formats; `tell` is told how many are done."""
    with ExitStack() as files:
        hanging = {name: _table(files, sink, name, [*WHOSE, *names]) for name, names in hanging_columns().items()}
        for model in KINDS:
            table = _table(files, sink, model.address, own_columns(model))
            listed = files.enter_context(sink.file(f"{FOLDER}/{model.address}.json"))
            _write_type(model, table, listed, hanging, tell)


def _write_type(model, table, listed, hanging, tell):
    before = "[\n"
    for some in batched(_keys(model), SET_SIZE):
        taken = snapshot.take(model, some)
        for found in (taken[pk] for pk in some):
            listed.write(f"{before}{snapshot.canonical(found)}".encode())
            before = ",\n"
            table(found)
            for name, _satellite, _key in snapshot.owned(model):
                for row in found.get(name, ()):
                    hanging[name]({"record_type": found["type"], "record": found["slug"], **row})
        if tell:
            tell(len(some))
    listed.write(("[\n]\n" if before == "[\n" else "\n]\n").encode())


def _keys(model):
    return model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=SET_SIZE)


@functools.cache
def own_columns(model) -> list[str]:
    """The columns of a type in its CSV: its own, then the lists of what it links to."""
    return [*(f.name for f in snapshot.columns(model)), *(f.name for f in model._meta.many_to_many)]


@functools.cache
def hanging_columns() -> dict[str, list[str]]:
    """The columns of what hangs on records, by the name of its CSV."""
    found = {}
    for model in KINDS:
        for name, satellite, key in snapshot.owned(model):
            without = snapshot.other_keys(satellite, key)
            names = [f.name for f in snapshot.columns(satellite) if f.name not in without]
            found.setdefault(name, []).extend(n for n in names if n not in found.get(name, ()))
    return found


def _table(files, sink, name, headings):
    """What writes a row, given as a dictionary, to a CSV (RFC 4180, UTF-8)."""
    made = files.enter_context(sink.file(f"{FOLDER}/{name}.csv"))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")

    def write(values):
        writer.writerow(all_guarded([_cell(values.get(heading)) for heading in headings]))
        made.write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()

    write(dict(zip(headings, headings, strict=True)))
    return write


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _SEVERAL.join(value)
    return value if isinstance(value, str) else snapshot.canonical(value)
