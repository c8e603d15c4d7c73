"""The whole state of an archive, read past Django from a database that is opened anew: every row of every table.

Left out: what differs between two runs of the same deed. Times are told as being there; the key of a row, which goes on
after what was taken back, is told as its place among the keys of its table.
"""

import contextlib
import hashlib
import json
import re
import sqlite3
from datetime import datetime

import psycopg
from psycopg import sql

# Chance (passwords, sessions), and what is a checksum, a journal or a line over keys; the message of an import says
# what became of it, and is looked at by itself.
CHECKSUMS = {("archive_revision", "sha256"), ("archive_merge", "seen"), ("door_auditentry", "about")}
PASSING = {"password", "last_login", "session_key", "session_data", "message", "face", "journal", "places"}
UNTOLD = re.compile(r"sqlite_|.*_fts|django_session|door_session|door_attempt|django_tasks")
# Table → what was read of it the last times, and how it was told: most of its tables a deed does not touch.
_TOLD = {}
# The tables of the record types, by the names that headings have for them.
_TABLES = {
    "people": "archive_person", "organizations": "archive_organization", "events": "archive_event",
    "visits": "archive_visit", "agreements": "archive_agreement", "trade": "archive_tradefigure",
    "sources": "archive_source",
}  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[^\"]*")
_REFERENCES = """SELECT source.relname, att.attname, target.relname FROM pg_constraint con
    JOIN pg_class source ON source.oid = con.conrelid JOIN pg_class target ON target.oid = con.confrelid
    JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1] WHERE con.contype = 'f'"""


class Broken(Exception):
    """A database that is not in order in itself."""


@contextlib.contextmanager
def opened(url):
    """The database, opened by its own library."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as found:
            yield OfSQLite(found)
    else:
        with psycopg.connect(url, autocommit=True) as found:
            yield OfPostgreSQL(found)


class OfSQLite:
    """What is asked of a SQLite."""

    def __init__(self, connection):
        self.connection = connection

    def check(self):
        """Broken where the file, a link or the index of the words does not hold."""
        (found,) = self.connection.execute("PRAGMA integrity_check").fetchone()
        loose = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        if found != "ok" or loose:
            raise Broken(f"{found} {loose[:3]}")
        for (name,) in self._names("name LIKE '%\\_fts' ESCAPE '\\'"):
            try:
                self.connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                raise Broken(f"{name}: {error}") from error

    def tables(self):
        return [name for (name,) in self._names("type = 'table'") if not UNTOLD.match(name)]

    def _names(self, condition):
        return self.connection.execute(f"SELECT name FROM sqlite_master WHERE {condition}").fetchall()

    def references(self):
        """(table, column) → table that it names."""
        return {
            (table, row[3]): row[2]
            for table in self.tables()
            for row in self.connection.execute(f"PRAGMA foreign_key_list({table})")
        }

    def rows(self, table):
        """(names of columns, rows)."""
        found = self.connection.execute(f"SELECT * FROM {table}")
        return [column[0] for column in found.description], found.fetchall()

    def schema(self):
        """Every table, index and trigger."""
        found = self.connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return sorted(map(str, found.fetchall()))


class OfPostgreSQL:
    """What is asked of a PostgreSQL, which lets no link hang loose."""

    def __init__(self, connection):
        self.connection = connection

    def check(self):
        """Broken where an index does not hold all rows of its table."""
        invalid = self.connection.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        if found := invalid.fetchall():
            raise Broken(f"invalid indexes: {found}")

    def tables(self):
        found = self.connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return sorted(name for (name,) in found if not UNTOLD.match(name))

    def references(self):
        return {(table, column): target for table, column, target in self.connection.execute(_REFERENCES)}

    def rows(self, table):
        found = self.connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        return [column.name for column in found.description], found.fetchall()

    def schema(self):
        found = self.connection.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'").fetchall()
        return sorted([*self.tables(), *(name for (name,) in found)])


def state(url, schema=False) -> dict[str, list[str]]:
    """Each table with its rows as texts, sorted; `schema` adds what tables and indexes there are. Broken may come."""
    with opened(url) as database:
        database.check()
        read = {table: database.rows(table) for table in database.tables()}
        references = database.references()
        found = {"": database.schema()} if schema else {}
    places = {table: _places(*rows) for table, rows in read.items()}
    if "archive_heading" in read:
        read["archive_heading"] = columns, rows = _with_places_told(*read["archive_heading"], places["archive_place"])
        # Made as records come to stand under them: in another order where that was interrupted.
        places["archive_heading"] = _by_name(columns, rows)
        read["archive_listed"] = _with_records_told(*read["archive_listed"], places)
    named = set(references.values())
    for table, (columns, rows) in read.items():
        keys = {column: places[references[table, column]] for column in columns if (table, column) in references}
        own = {"id": places[table]} if table in named else {}
        headings = places.get("archive_heading") if "headings" in columns else None
        found[table] = _rows_told(table, columns, rows, keys | own, headings)
    return found


def _rows_told(table, columns, rows, keys, headings):
    """The rows of a table as texts; those that are as they were the last times are as they were told then."""
    told, now = _TOLD.setdefault(table, []), (columns, rows, keys, headings)
    for seen, texts in told:
        if seen == now:
            return texts
    if headings is not None:
        at = columns.index("headings")
        rows = [(*row[:at], _headings(row[at], headings), *row[at + 1 :]) for row in rows]
    kept = [
        (at, keys.get(column))
        for at, column in enumerate(columns)
        if column not in PASSING and (table, column) not in CHECKSUMS and (column != "id" or "id" in keys)
    ]
    texts = sorted(json.dumps([_told(row[at], places) for at, places in kept]) for row in rows)
    told[:] = [(now, texts), *told[:3]]
    return texts


def _headings(numbers, places):
    return " ".join(sorted(str(places.get(int(number), number)) for number in (numbers or "").split()))


def _with_places_told(columns, rows, places):
    """Headings, those of a place with that place's place instead of its key."""
    facet, value = columns.index("facet"), columns.index("value")
    return columns, [
        (*row[:value], str(_told(int(row[value]), places)), *row[value + 1 :]) if row[facet] == "place" else row
        for row in rows
    ]


def _with_records_told(columns, rows, places):
    """What stands under headings, with the place of each record among those of its type instead of its key."""
    heading, record = columns.index("heading_id"), columns.index("record")
    told = []
    for row in rows:
        kind, _slash, _name = places["archive_heading"].get(row[heading], "").partition("/")
        place = _told(row[record], places.get(_TABLES.get(kind)))
        told.append((*row[:record], place, *row[record + 1 :]))
    return columns, told


def _by_name(columns, rows):
    """Key → what a heading is called."""
    at, *name = (columns.index(column) for column in ("id", "type", "facet", "value"))
    return {row[at]: "/".join(str(row[column]) for column in name) for row in rows}


def _places(columns, rows):
    """Key → its place among the keys of the table."""
    at = columns.index("id") if "id" in columns else 0
    return {key: place for place, key in enumerate(sorted((row[at] for row in rows), key=_order))}


def _order(key):
    return (0, key, "") if isinstance(key, int) else (1, 0, str(key))


def _told(value, places):
    if places is not None and value is not None:
        return places.get(value, f"{value}, which is not there")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, dict | list):
        value = json.dumps(value, sort_keys=True)
    if isinstance(value, datetime):
        return "a time"
    if isinstance(value, str):
        return _TIME.sub("a time", value)
    return value if value is None or isinstance(value, int | float) else str(value)


def differences(before, after, most=4) -> list[str]:
    """What two states have differently, in words."""
    found = []
    for table in sorted({*before, *after}):
        one, other = before.get(table), after.get(table)
        if one != other:
            gone = [row for row in one or () if row not in (other or ())]
            made = [row for row in other or () if row not in (one or ())]
            found.append(f"{table}: {len(gone)} gone {str(gone[:1])[:300]}, {len(made)} made {str(made[:1])[:300]}")
    return found[:most]
