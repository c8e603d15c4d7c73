"""Whether the database is there and keeps what it confirms, read back from it."""

import sqlite3

from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.utils import InterfaceError


def check_database():
    """CommandError with the database's place, never its password, where it cannot be reached."""
    # A pool would try again for ten seconds and not tell why it could not connect.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as error:
        place = connection.settings_dict
        where = f"{place['NAME']} on {place['HOST'] or 'this machine'}" if place["USER"] else place["NAME"]
        reason = str(error.__cause__ or error).strip().splitlines()[0].rstrip(".")
        raise CommandError(f"The database {where} cannot be reached: {reason}. Check DATABASE_URL.") from error


def check_durability(of=connection):
    """Read back that SQLite keeps what it has confirmed; CommandError where it, or the disk, does not.

    Write-ahead log, full synchronisation, foreign keys, and a transaction that takes its lock at its beginning and
    keeps others from theirs, which network disks are known to grant to two at once.
    """
    if of.vendor != "sqlite":
        return
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with of.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    if found == wanted and of.transaction_mode == "IMMEDIATE" and holds_lock(of):
        return
    told = f"{found} instead of {wanted}" if found != wanted else "its locks do not hold"
    raise CommandError(
        f"SQLite cannot keep this archive safely here: {told}. "
        "Put the data folder on a local disk, or use PostgreSQL through DATABASE_URL."
    )


def holds_lock(of) -> bool:
    """Whether a transaction keeps another connection from beginning one."""
    name = str(of.settings_dict["NAME"])
    with transaction.atomic(using=of.alias):
        other = sqlite3.connect(name, timeout=0, isolation_level=None, uri=name.startswith("file:"))
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        finally:
            other.close()
    return False
