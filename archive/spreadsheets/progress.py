"""Which import is being worked on, how far that is, and whether whoever did it still lives: a locked file for each.

The transaction of the work holds SQLite's write lock and shows nothing of itself before its end, so progress stands
beside the database, in the data folder. The lock goes with the process that holds it, however that ends.
"""

import contextlib
import fcntl
import json
import os
import time
from contextlib import contextmanager

from django.conf import settings

_OFTEN = 0.25
# Whoever only looks whether a lock is held has it for a moment: so often, so many seconds apart, it is tried again.
_TRIES, _APART = 20, 0.02
_LENGTH = 256


def folder():
    """Where the files stand, made on first use."""
    path = settings.DATA_DIR / "work"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def held(name):
    """Hold the lock of this name and give what tells the progress; None where another process, or thread, holds it."""
    file = _locked(folder() / str(name))
    if file is None:
        yield None
        return
    try:
        yield Telling(file)
    finally:
        # While the lock is held, so that nobody waits for a file that is gone.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(folder() / str(name))
        os.close(file)


def is_held(name) -> bool:
    """Whether somebody holds the lock of this name."""
    try:
        file = os.open(folder() / str(name), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def told(name) -> dict:
    """What was told last under this name."""
    try:
        return json.loads((folder() / str(name)).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


class Telling:
    """Writes how far a work is, a few times a second at most."""

    def __init__(self, file):
        self.file, self.phase, self.last = file, "", 0.0

    def begin(self, phase):
        """Say what is being done now."""
        self.phase = phase
        self._write(0, 0)

    def __call__(self, done, total):
        now = time.monotonic()
        if now - self.last >= _OFTEN or done >= total:
            self.last = now
            self._write(done, total)

    def _write(self, done, total):
        # Of one length, in one piece: a reader never sees half of it.
        text = json.dumps({"phase": self.phase, "done": done, "total": total, "process": os.getpid()})
        os.pwrite(self.file, text.encode().ljust(_LENGTH), 0)


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
