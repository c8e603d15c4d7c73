"""Where an archive stands that is to be damaged: a data folder and a database, put back to where a deed begins.

All of it stands on a file system of its own in memory where one may be mounted, so that it can be filled up.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

ROOM = "600m"
# As in production, what is confirmed is brought to the disk: faults are to be met there.
SETTINGS = ("max_connections=40", "min_wal_size=32MB", "max_wal_size=64MB", "restart_after_crash=on")
# Which archive is one that somebody tries: archive/management/quick_start.py.
MARKS = ("quick_start",)


@contextlib.contextmanager
def room():
    """(a new folder, whether it is a file system of its own), gone again at the end."""
    folder = Path(tempfile.mkdtemp(prefix="archive-faults-"))
    folder.chmod(0o755)
    own = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], capture_output=True)
    try:
        yield folder, own.returncode == 0
    finally:
        if own.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=True)
        shutil.rmtree(folder)


class Place:
    """A data folder beside its database."""

    def __init__(self, folder, is_own):
        self.folder, self.is_own = folder, is_own
        self.data, self.passing, self.kept = folder / "archive", folder / "passing", folder / "kept"
        for each in (self.data, self.passing, self.kept):
            each.mkdir()

    def environment(self):
        """What the archive's processes are told."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        told = {
            "ARCHIVE_DATA_DIR": str(self.data),
            "PLAIN_HTTP": "1",
            "SECRET_KEY": "known-to-all-who-read-this-and-long-enough-0123456789",
        }
        return kept | told | {"DATABASE_URL": self.url, "TMPDIR": str(self.passing)}

    def empty(self):
        """No archive."""
        _empty(self.data)

    def keep(self, name):
        """Keep the archive as it is under a name."""
        shutil.copytree(self.data, self.kept / name)

    def put(self, name):
        """Put back what was kept under a name."""
        _empty(self.data)
        _empty(self.passing)
        shutil.copytree(self.kept / name, self.data, dirs_exist_ok=True)

    def fill(self, left):
        """Fill the disk up but for so many bytes; only where it is one of its own."""
        found = os.statvfs(self.folder)
        with open(self.folder / "ballast", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, max(found.f_bavail * found.f_frsize - left, 1))

    def mend(self):
        """Make room again, and have the database answer."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def marks(self):
        """What the archive says of itself by files in its folder, beside its database."""
        return [name for name in MARKS if (self.data / name).exists()]

    def left_over(self):
        """Files that nobody will ask for."""
        known = ("archive.sqlite3", "uploads/sources/", "backups/", "visits.csv", "form.json", "seal", "secret_key",
                 "start.lock", "static/", *MARKS)  # fmt: skip
        own = [path.relative_to(self.data).as_posix() for path in self.data.rglob("*") if path.is_file()]
        # SQLite asks for its own to be deleted as soon as it has opened them, which may be what failed.
        passing = [p.name for p in self.passing.rglob("*") if p.is_file() and not p.name.startswith("etilqs_")]
        return [name for name in own if not name.startswith(known)] + passing


class OfSQLite(Place):
    """On SQLite, in the data folder."""

    name = "sqlite"

    @property
    def url(self):
        return f"sqlite:///{self.data}/archive.sqlite3"

    def backends(self):
        """The processes of the database."""
        return []

    def stop(self):
        """There is nothing to stop."""


class OfPostgreSQL(Place):
    """On a PostgreSQL of its own."""

    name = "postgresql"

    def __init__(self, folder, is_own):
        # Imported here because on import it looks for the machine's users, which SQLite does not need.
        from tests.growing.cluster import Cluster, Server

        super().__init__(folder, is_own)
        (folder / "cluster").mkdir()
        (folder / "cluster").chmod(0o755)
        primary = Cluster(folder / "cluster").primary
        self.server = Server(primary.bin_path, primary.folder, SETTINGS)
        self.server.start()
        self.url = self.server.url()

    def empty(self):
        super().empty()
        self.server.ask("DROP DATABASE IF EXISTS archive WITH (FORCE)")
        self.server.ask("CREATE DATABASE archive")

    def keep(self, name):
        super().keep(name)
        self.server.ask(f'CREATE DATABASE "{name}" TEMPLATE archive STRATEGY file_copy')

    def put(self, name):
        super().put(name)
        self.server.ask("DROP DATABASE IF EXISTS archive WITH (FORCE)")
        self.server.ask(f'CREATE DATABASE archive TEMPLATE "{name}" STRATEGY file_copy')

    def backends(self):
        """The processes that serve the archive now."""
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = 'archive' AND backend_type = 'client backend'"
        with psycopg.connect(self.server.url("postgres")) as connection:
            return [pid for (pid,) in connection.execute(asked)]

    def stop(self, mode="immediate"):
        """Stop it; what it was doing is broken off."""
        with contextlib.suppress(AssertionError):
            self.server.stop(mode)

    def mend(self):
        """Start it, where it does not answer, and wait until nobody works any more whose client is gone."""
        super().mend()
        for _try in range(600):
            if self.server.answers():
                break
            if not self._stands():
                (self.server.data / "postmaster.pid").unlink(missing_ok=True)
                self.server.start()
            time.sleep(0.05)
        else:
            raise AssertionError("PostgreSQL does not come back")
        for _try in range(600):
            if not self.backends():
                return
            time.sleep(0.02)

    def _stands(self):
        try:
            os.kill(self.server.pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        return True


def _empty(folder):
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


PLACES = {place.name: place for place in (OfSQLite, OfPostgreSQL)}


@contextlib.contextmanager
def place(name):
    """A place of this database, and nothing of it afterwards."""
    with room() as (folder, is_own):
        made = PLACES[name](folder, is_own)
        try:
            yield made
        finally:
            made.mend()
            made.stop()
