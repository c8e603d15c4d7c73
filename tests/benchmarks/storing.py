"""`python -m tests.benchmarks.storing`: how far an import is from the floor, on SQLite and PostgreSQL.

Visits are imported from a CSV (preview, validation, evidence, search, history). The rows that this stored in every
table are then read back and stored once more, with nothing but the standard tool of each database (`executemany` of
sqlite3, COPY of PostgreSQL), into an empty archive with the same tables, indexes and constraints: once the visits with
their links alone, once all of them. Told are seconds of work, of the process and of its database's, and their ratio.
"""

import argparse
import json
import os
import sys
import tempfile

import django

from tests import databases
from tests.benchmarks import processes, sheets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")
MODULE = "tests.benchmarks.storing"
LINKS = ("archive_visit", "archive_visit_places", "archive_participation")
# What else an import writes of each visit.
HISTORY = ("archive_importbatch", "archive_revision")
# The empty archive has the other rows of these tables already.
ONLY = {"archive_importbatch": "type = 'visits'", "archive_revision": "record_type = 'visits'"}


def main():
    """Print the seconds of the import and of both floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="else both")
    options = parser.parse_args()
    for name in options.database or databases.NAMES:
        os.environ["TEST_DATABASE"] = name
        with tempfile.TemporaryDirectory() as folder:
            compare(name, databases.url(folder), folder, options.rows)


def compare(name, base, folder, rows):
    """Import into one database, store its rows in others."""
    sheets.write(folder, rows)
    full = processes.new_database(base, "imported")
    processes.run(full, folder, "prepare", folder)
    took = processes.run(full, folder, "imported", folder, module=MODULE)["seconds"]
    print(f"\n{name}: import of {rows:,} visits {took:.2f} s of work")
    for what, tables in (("visits and links", LINKS), ("all that it stored", (*LINKS, *HISTORY))):
        empty = processes.new_database(base, f"floor_{len(tables)}")
        processes.run(empty, folder, "prepare", folder)
        floor = processes.run(empty, folder, "stored", full, *tables, module=MODULE)
        tool = "executemany" if name == "sqlite" else "COPY"
        ratio = took / floor["seconds"]
        print(f"  {tool} of {what}, {floor['rows']:,} rows: {floor['seconds']:.2f} s, import {ratio:.2f} times")


def imported(folder):
    """The seconds of work of one import, preview and application."""
    from tests.benchmarks.work import timed, warm

    warm(folder)
    begin = processes.busy()
    timed(folder)
    print(json.dumps({"seconds": processes.busy() - begin}))


def stored(source, *tables):
    """Store the rows of these tables of another database in this one's; the seconds of work that it takes."""
    from django.db import connection

    rows = {table: _read(source, table) for table in tables}
    begin = processes.busy()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _many(cursor, rows)
        else:
            _copy(cursor, rows)
    print(json.dumps({"seconds": processes.busy() - begin, "rows": sum(len(found) for _names, found in rows.values())}))


def _read(source, table):
    """(names of columns, rows) of what the import stored."""
    where = f" WHERE {ONLY[table]}" if table in ONLY else ""
    if source.startswith("sqlite"):
        import sqlite3

        found = sqlite3.connect(source.removeprefix("sqlite:///")).execute(f"SELECT * FROM {table}{where}")
        return [column[0] for column in found.description], found.fetchall()
    import psycopg

    with psycopg.connect(source) as connection:
        columns = [c.name for c in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]
        # As text, which COPY takes as it stands.
        as_text = ", ".join(f'"{name}"::text' for name in columns)
        return columns, connection.execute(f"SELECT {as_text} FROM {table}{where}").fetchall()


def _many(cursor, tables):
    # The sqlite3 cursor itself, without what Django does to each statement.
    plain = cursor.connection.cursor()
    plain.execute("BEGIN IMMEDIATE")
    for table, (names, rows) in tables.items():
        columns = ", ".join(f'"{name}"' for name in names)
        plain.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})", rows)
    plain.execute("COMMIT")


def _copy(cursor, tables):
    for table, (names, rows) in tables.items():
        columns = ", ".join(f'"{name}"' for name in names)
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


WORK = {work.__name__: work for work in (imported, stored)}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WORK:
        django.setup()
        WORK[sys.argv[1]](*sys.argv[2:])
    else:
        main()
