"""The published revision as it is at the moment: asked for with each request, so asked for cheaply."""

import functools
from datetime import UTC
from typing import NamedTuple

from django.db import connections, router
from django.db.utils import DatabaseError, InterfaceError
from django.utils.http import http_date

from archive.models import PublishedRevision
from config.keeping.program import fingerprint

_QUERY = f"SELECT number, changed_at FROM {PublishedRevision._meta.db_table} WHERE id = 1"  # noqa: S608


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
    connection = connections[router.db_for_read(PublishedRevision)]
    try:
        connection.ensure_connection()
        # Past Django's cursor, which takes longer than all else that a kept answer needs.
        found = connection.connection.execute(_QUERY).fetchone()
    except (connection.Database.Error, DatabaseError, InterfaceError):
        # A connection that was cut; or no database at all, which whoever makes the page will tell.
        if not connection.in_atomic_block:
            connection.close()
        return None
    return _told(*found) if found else None


@functools.lru_cache(maxsize=8)
def _told(number, changed_at):
    """The row as the database's driver gives it: SQLite's knows no time zones."""
    moment = changed_at if changed_at.tzinfo else changed_at.replace(tzinfo=UTC)
    name = f"{number} {moment.astimezone(UTC).isoformat()} {fingerprint()}"
    return Published(name, moment.timestamp(), http_date(moment.timestamp()))
