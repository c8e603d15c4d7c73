"""Which import is being worked on, how far that is, and whether whoever did it still lives: a lock for each.

The transaction of the work shows nothing of itself before its end, and on SQLite nobody else writes meanwhile, so
progress stands beside it. On SQLite, which is one machine's, that is a locked file in the data folder. On PostgreSQL,
which machines share, it is an advisory lock on a connection of its own, which tells the progress as its application's
name: pg_stat_activity shows it to every process, and to an operator. Either goes with the process that holds it,
however that ends.
"""

import contextlib
import fcntl
import json
import os
import re
import time
import zlib
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection

_OFTEN = 0.25
# Whoever only looks whether a lock is held has it for a moment: so often, so many seconds apart, it is tried again.
_TRIES, _APART = 20, 0.02
_LENGTH = 256
# What the name of an application says, which has at most 63 letters.
_SAYS = "archive: %(done)s of %(total)s, %(phase)s, process %(process)s"
_SAID = re.compile(r"archive: (?P<done>\d+) of (?P<total>\d+), (?P<phase>\w*), process (?P<process>\d+)")
# The first half of the archive's advisory locks: "arch".
_OURS = 0x61726368
_WHO_HOLDS = """SELECT activity.application_name FROM pg_locks JOIN pg_stat_activity activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid = %s AND objid::int8 = %s AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@contextmanager
def held(name):
    """Hold the lock of this name and give what tells the progress; None where another process, or thread, holds it."""
    with _in_database(name) if connection.vendor == "postgresql" else _in_file(name) as telling:
        yield telling


def is_held(name) -> bool:
    """Whether somebody holds the lock of this name."""
    return _holder(name) is not None if connection.vendor == "postgresql" else _is_locked(folder() / str(name))


def told(name) -> dict:
    """What was told last under this name."""
    if connection.vendor == "postgresql":
        found = _SAID.fullmatch(_holder(name) or "")
        return (
            {key: value if key == "phase" else int(value) for key, value in found.groupdict().items()} if found else {}
        )
    try:
        return json.loads((folder() / str(name)).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


class Telling:
    """Tells how far a work is, a few times a second at most, by `write`, which takes it as data."""

    def __init__(self, write):
        self.write, self.phase, self.last = write, "", 0.0

    def begin(self, phase):
        """Say what is being done now."""
        self.phase = phase
        self.tell(0, 0)

    def __call__(self, done, total):
        now = time.monotonic()
        if now - self.last >= _OFTEN or done >= total:
            self.last = now
            self.tell(done, total)

    def tell(self, done, total):
        """Say how far it is; an error of the database where the lock went with its connection."""
        self.write({"phase": self.phase, "done": done, "total": total, "process": os.getpid()})


def sweep():
    """Remove what processes have left that were killed, or could not remove it."""
    if connection.vendor != "postgresql":
        for path in list(folder().iterdir()):
            # Whoever holds it last removes it; what somebody holds stays.
            with held(path.name):
                pass


# On SQLite


def folder():
    """Where the files stand, made on first use."""
    path = settings.DATA_DIR / "work"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def _in_file(name):
    file = _locked(folder() / str(name))
    if file is None:
        yield None
        return
    try:
        # Of one length, in one piece: a reader never sees half of it.
        yield Telling(lambda said: os.pwrite(file, json.dumps(said).encode().ljust(_LENGTH), 0))
    finally:
        # While the lock is held, so that nobody waits for a file that is gone. Where it cannot be removed, the work is
        # done all the same.
        with contextlib.suppress(OSError):
            os.unlink(folder() / str(name))
        os.close(file)


def _locked(path):
    """The open file, locked, or None; a file that was removed in between is opened anew."""
    for _try in range(_TRIES):
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with contextlib.suppress(FileNotFoundError):
                if os.stat(path).st_ino == os.fstat(file).st_ino:
                    return file
        except BlockingIOError:
            time.sleep(_APART)
        os.close(file)
    return None


def _is_locked(path):
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


# On PostgreSQL


@contextmanager
def _in_database(name):
    # A connection beside the work's own, and outside the pool, which would hand it on with what it holds.
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_OURS, _number(name)])
            is_ours = cursor.fetchone()[0]
            try:
                yield Telling(lambda said: _say(cursor, said)) if is_ours else None
            finally:
                # That a connection has ended the server notices a moment later; where it is lost, the lock is too.
                with contextlib.suppress(Error):
                    cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        own.close()


def _say(cursor, said):
    cursor.execute("SELECT set_config('application_name', %s, false)", [_SAYS % said])


def _number(name):
    """The second half of the lock: an import's key, or below zero what another name comes to."""
    return name if isinstance(name, int) else -1 - zlib.crc32(name.encode()) % 2**31


def _holder(name):
    with connection.cursor() as cursor:
        # The system's tables give both halves without a sign.
        cursor.execute(_WHO_HOLDS, [_OURS, _number(name) % 2**32])
        row = cursor.fetchone()
    return row and row[0]
