"""The published revision as it is at the moment: asked for with each request, so asked for cheaply."""

import functools
import time
from datetime import UTC
from typing import NamedTuple

from django.db import connections, router
from django.db.utils import InterfaceError
from django.utils.http import http_date

from archive.models import PublishedRevision
from archive.models.published_revision import TRUSTED_FOR
from config.keeping.program import fingerprint
from config.replicas.choice import note_failure

_TABLE = PublishedRevision._meta.db_table
# What was read last, by database, and until when it is trusted.
_seen = {}
_NEVER = (0, None)
# A database that failed is not asked for so many seconds; pages are made without being kept.
_PAUSE = 1


class Published(NamedTuple):
    """What pages are made from: the records at one revision, and the program."""

    # Another one for each state: the number alone would come again after a backup was restored.
    name: str
    # In seconds since 1970, and as HTTP writes it.
    changed: float
    last_modified: str


def published() -> Published | None:
    """The revision that pages made from now on show, or a later one; None where nothing tells it.

    It is read from the database that the pages are read from, before they are: what they show is never older.
    """
    alias, now = router.db_for_read(PublishedRevision), time.monotonic()
    connection = connections[alias]
    until, found = _seen.get(alias, _NEVER)
    if now < until and not connection.in_atomic_block:
        return found
    try:
        connection.ensure_connection()
        found = _READ[connection.vendor](connection.connection)
    except Exception:  # noqa: BLE001 - a connection that was cut, or none at all: whoever makes the page will tell
        note_failure()
        if not connection.in_atomic_block:
            connection.close()
            _seen[alias] = (time.monotonic() + _PAUSE, None)
        return None
    found = _told(*found) if found else None
    if not connection.in_atomic_block:
        _seen[alias] = (now + TRUSTED_FOR, found)
    return found


# Past the cursors of Django and psycopg, each of which takes longer than all else that a kept answer needs.


def _from_sqlite(connection):
    found = connection.execute(f"SELECT number, changed_at FROM {_TABLE} WHERE id = 1").fetchone()  # noqa: S608
    return found and (found[0], found[1].replace(tzinfo=UTC).timestamp())


def _from_postgresql(connection):
    from psycopg.pq import ExecStatus

    query = f"SELECT number, extract(epoch FROM changed_at) FROM {_TABLE} WHERE id = 1"  # noqa: S608
    found = connection.pgconn.exec_(query.encode())
    if found.status != ExecStatus.TUPLES_OK:
        raise InterfaceError(found.error_message)
    return (int(found.get_value(0, 0)), float(found.get_value(0, 1))) if found.ntuples else None


_READ = {"sqlite": _from_sqlite, "postgresql": _from_postgresql}


@functools.lru_cache(maxsize=8)
def _told(number, changed):
    """What follows from a row: the same until the next one."""
    return Published(f"{number} {changed:.6f} {fingerprint()}", changed, http_date(changed))
