"""One moment of the archive: what is read inside is as it was together, and nobody who writes waits for it."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment():
    """A transaction that reads one state of the database from beginning to end, however long it takes.

    On SQLite a deferred one, which takes no lock of writers (the archive's others are IMMEDIATE); on PostgreSQL one of
    REPEATABLE READ. Inside another transaction it is that one's business.
    """
    if connection.in_atomic_block:
        yield
        return
    with _deferred() if connection.vendor == "sqlite" else _repeatable():
        yield


@contextmanager
def _deferred():
    connection.ensure_connection()
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            connection.transaction_mode = usual
            # The state that is read is chosen by the first query.
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchall()
            yield
    finally:
        connection.transaction_mode = usual


@contextmanager
def _repeatable():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
