"""Room for large sets of changes in the memory of SQLite: of its own accord it holds two megabytes of the database.

Rows that link here and there touch a page of an index each; in a large archive those are more than that.
"""

from contextlib import contextmanager

from django.db import connection

_KIBIBYTES = 16 * 1024


@contextmanager
def roomy():
    """Let SQLite hold more of the database at hand inside; PostgreSQL has memory of its own, which all share."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    # Past Django, which lets nothing be asked of a transaction that has failed.
    database = connection.connection
    (before,) = database.execute("PRAGMA cache_size").fetchone()
    database.execute(f"PRAGMA cache_size = -{_KIBIBYTES}")
    try:
        yield
    finally:
        if connection.connection is database:
            database.execute(f"PRAGMA cache_size = {before}")
