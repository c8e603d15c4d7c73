"""A storage that takes nothing more, made of the run's own database and of the system."""

import resource
import signal
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def nothing_is_taken():
    """A database that is read and not written, as one whose disk is full; each says it in its own way."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = 1")
        else:
            cursor.execute("SET LOCAL transaction_read_only = on")
        try:
            yield
        finally:
            # PostgreSQL goes back with the savepoint.
            transaction.set_rollback(True)
            if connection.vendor == "sqlite":
                connection.connection.execute("PRAGMA query_only = 0")


@contextmanager
def files_no_longer_than(size):
    """No file of this process can grow beyond so many bytes; writing further is an error, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Without this the system ends the process instead.
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)
