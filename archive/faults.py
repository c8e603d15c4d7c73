"""What the storage refused, told from the exception that came of it: it is away, or it takes nothing more.

Databases and the system say so in codes; sentences of theirs change with version and language.
"""

import errno
import sqlite3
from enum import Enum

from django.db import InterfaceError, OperationalError


class Fault(Enum):
    """What is the matter with the storage."""

    # The database cannot be reached, or has no place for another connection.
    AWAY = "away"
    # The files of sources cannot be reached, where they are kept in a bucket.
    FILES_AWAY = "files away"
    # Nothing more can be written: there is no room, or only reading is allowed.
    FULL = "full"
    # Somebody else was writing for longer than was waited for; nothing of this was stored.
    BUSY = "busy"


class FilesAway(Exception):
    """The storage of files does not answer, or refuses: no OSError, for nothing is known of any file."""


_FULL_ERRNO = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
# SQLite's result codes (sqlite.org/rescode.html): the last byte is the kind, the rest tells more.
_FULL_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}
_FULL_SQLITE_WRITING = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
}
_AWAY_SQLITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
_BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# PostgreSQL's (its manual, appendix A): disk_full, io_error as of a file that could not be extended, and a server
# that is a replica or was set to reading alone.
_FULL_SQLSTATE = {"53100", "58030", "25006"}
# connection_exception; too_many_connections; shutdowns, crashes, and a server that is still starting.
_AWAY_SQLSTATE = ("08", "53300", "57P")
# serialization_failure, deadlock_detected, lock_not_available.
_BUSY_SQLSTATE = {"40001", "40P01", "55P03"}


def fault_of(error) -> Fault | None:
    """What an exception, or one that it came of, says of the storage; None where it is about something else."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if (found := _told_by(error)) is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def _told_by(error):
    if isinstance(error, sqlite3.Error):
        return _told_by_sqlite(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, FilesAway):
        return Fault.FILES_AWAY
    if isinstance(error, OSError):
        return Fault.FULL if error.errno in _FULL_ERRNO else None
    if state := getattr(error, "sqlstate", None):
        return _told_by_postgresql(state)
    # Without a code it is the client's: a connection that could not be made, was lost, or was not free in time.
    is_of_server = isinstance(error.__cause__, sqlite3.Error) or getattr(error.__cause__, "sqlstate", None)
    return Fault.AWAY if isinstance(error, OperationalError | InterfaceError) and not is_of_server else None


def _told_by_sqlite(code):
    if code & 0xFF in _FULL_SQLITE or code in _FULL_SQLITE_WRITING:
        return Fault.FULL
    if code & 0xFF in _BUSY_SQLITE:
        return Fault.BUSY
    return Fault.AWAY if code & 0xFF in _AWAY_SQLITE else None


def _told_by_postgresql(state):
    if state in _FULL_SQLSTATE:
        return Fault.FULL
    if state in _BUSY_SQLSTATE:
        return Fault.BUSY
    return Fault.AWAY if state.startswith(_AWAY_SQLSTATE) else None
