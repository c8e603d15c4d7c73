"""A primary and two replicas: readers read from replicas, editors find what they wrote, no request is lost."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
from django.db import connection

from tests.growing import web

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has streaming replicas")
INTERLEAVINGS = 10_000


@pytest.fixture(scope="module")
def servers():
    from tests.growing.cluster import cluster

    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def env(servers, tmp_path_factory):
    """What a web process is told of the servers; all who read here ask from one address."""
    unlimited = {"READER_WORK_SECONDS": "100000", "DOWNLOADS_AT_ONCE": "10000"}
    return web.environment(
        tmp_path_factory.mktemp("data"), REPLICA_LATE_SECONDS="8", **unlimited, **servers.environment()
    )


@pytest.fixture(scope="module")
def log(env, tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "web.txt"


@pytest.fixture(scope="module")
def site(servers, env, log):
    """The archive with its first records, reading from both replicas."""
    with web.started(env, log) as address:
        servers.wait_for_replicas()
        read_from_both(address, log)
        yield address


@pytest.fixture(autouse=True)
def replaying(servers):
    """Whatever a test holds back goes on after it."""
    yield
    for replica in servers.replicas:
        replica.ask("SELECT pg_wal_replay_resume()")


def read_from_both(address, log, since=0):
    """Wait until both processes of the server say that they read from both replicas."""

    def told():
        httpx.get(f"{address}/visits/")
        lines = log.read_text()[since:]
        return all(lines.count(f"replica{number} is read from") >= 2 for number in (1, 2))

    web.wait_for(told)


def interleave(env, *arguments):
    """What `tests.growing.interleavings` found."""
    command = [sys.executable, "-m", "tests.growing.interleavings", *arguments]
    return json.loads(subprocess.check_output(command, cwd=web.ROOT, env=env, text=True))


def test_no_editor_reads_late_in_ten_thousand_interleavings(site, env):
    found = interleave(env, str(INTERLEAVINGS))
    assert found["reads"] >= INTERLEAVINGS
    assert found["writes"] > INTERLEAVINGS / 4
    assert found.get("stale", 0) == 0
    # Both ways were taken, and the replicas were late indeed.
    assert found["on primary"] > INTERLEAVINGS / 20
    assert found["on replicas"] > INTERLEAVINGS / 4
    assert found["readers late"] > 0
    assert found["readers on replicas"] == found["readers"]


def test_without_the_question_to_the_replica_editors_would_read_late(site, env):
    assert interleave(env, "600", "unguarded")["stale"] > 0


def test_readers_read_from_replicas_and_editors_from_the_primary_until_those_have_caught_up(site, servers, env):
    editor, reader = web.Browser().sign_in(site), web.Browser()
    with publishing(env, "Held back") as publish:
        for replica in servers.replicas:
            replica.ask("SELECT pg_wal_replay_pause()")
        page = site + publish()
    # Asked for twice: what is made of a late replica must not be kept as what is published now.
    assert "Held back" not in reader.get(page).text + reader.get(page).text
    editor.get(f"{site}/admin/")
    assert "Held back" in editor.get(page).text
    for replica in servers.replicas:
        replica.ask("SELECT pg_wal_replay_resume()")
    servers.wait_for_replicas()
    assert "Held back" in reader.get(page).text
    assert not reader.cookies


@contextmanager
def publishing(env, title):
    """What gives, when called, a published visit another title, as the archive does: and gives its page's address."""
    code = f"""
from archive.models import Visit
from archive.writing import change
visit = Visit.objects.published().first()
print(visit.get_absolute_url(), flush=True)
input()
with change(by=None, why="Test."):
    visit.title_en = "{title}"
    visit.save()
print("done", flush=True)"""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    with subprocess.Popen(
        command, cwd=web.ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline().strip()

        def publish():
            process.stdin.write("now\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"
            return address

        yield publish


class Reading:
    """Readers who read on and on, and what they were answered."""

    def __init__(self, address):
        self.address, self.ended, self.statuses = address, threading.Event(), []
        self.threads = [threading.Thread(target=self.read) for _ in range(4)]

    def read(self):
        with httpx.Client(timeout=30) as reader:
            while not self.ended.is_set():
                for path in ("/visits/", "/visits.csv", "/people/"):
                    # Each time another address, so that none is answered with a copy that was kept.
                    query = (
                        {"q": f"x{len(self.statuses)}"}
                        if path == "/people/"
                        else {"since": 1900 + len(self.statuses) % 90}
                    )
                    try:
                        self.statuses.append(reader.get(f"{self.address}{path}", params=query).status_code)
                    except httpx.TransportError as error:
                        self.statuses.append(repr(error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        for thread in self.threads:
            thread.join()


def test_a_replica_that_is_killed_and_brought_back_loses_no_request(site, servers, log):
    replica, since = servers.replicas[0], len(log.read_text())
    with Reading(site) as reading:
        time.sleep(0.5)
        replica.kill()
        time.sleep(2)
        replica.start()
        time.sleep(4)
    assert len(reading.statuses) > 100
    assert set(reading.statuses) == {200}
    assert "replica1 is left out" in log.read_text()[since:]
    web.wait_for(lambda: is_asked(site, replica))


def is_asked(site, server):
    """Whether the web processes ask a server for records."""
    question = "SELECT sum(tup_fetched) FROM pg_stat_database WHERE datname = 'archive'"
    before = server.ask(question)
    for year in range(1900, 1920):
        # No copy is kept for an address that long.
        httpx.get(f"{site}/visits/", params={"since": year, "x": "0" * 2000})
    time.sleep(1.2)
    # Their looks at it, and this question, fetch a few rows too.
    return server.ask(question) - before > 500


def test_a_replica_that_freezes_is_left_out_and_whoever_waits_for_it_is_answered_by_the_primary(site, servers):
    replica = servers.replicas[1]
    web.wait_for(lambda: is_asked(site, replica))
    with Reading(site) as reading:
        time.sleep(0.5)
        frozen = [replica.pid, *children(replica.pid)]
        try:
            tell(frozen, signal.SIGSTOP)
            # A look each second, and two until it is given up: after that nobody asks it.
            time.sleep(5)
            assert all(httpx.get(f"{site}/visits/", timeout=5).status_code == 200 for _ in range(10))
        finally:
            tell(frozen, signal.SIGCONT)
    assert set(reading.statuses) == {200}
    web.wait_for(lambda: is_asked(site, replica))


def tell(processes, what):
    """Send a signal to processes, of which some may have ended."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def children(pid):
    """The processes that a server has begun."""
    with open(f"/proc/{pid}/task/{pid}/children") as listed:
        return [int(child) for child in listed.read().split()]


def test_a_replica_that_is_late_is_left_out_until_it_has_caught_up(site, servers, env, log):
    since = len(log.read_text())
    with publishing(env, "Late") as publish:
        for replica in servers.replicas:
            replica.ask("SELECT pg_wal_replay_pause()")
        page = site + publish()
    web.wait_for(lambda: log.read_text()[since:].count("seconds late") >= 4)
    assert "Late" in httpx.get(page).text
    for replica in servers.replicas:
        replica.ask("SELECT pg_wal_replay_resume()")
    read_from_both(site, log, since)


def test_an_idle_primary_makes_no_replica_late(site, log):
    since = len(log.read_text())
    time.sleep(10)
    assert httpx.get(f"{site}/visits/").status_code == 200
    assert "late" not in log.read_text()[since:]


def test_readers_read_on_while_the_primary_is_away_and_editors_work_again_within_five_seconds(site, servers, log):
    read_from_both(site, log)
    editor = web.Browser().sign_in(site)
    servers.wait_for_replicas()
    servers.primary.stop()
    try:
        statuses = {httpx.get(f"{site}/visits/", timeout=30).status_code for _ in range(20)}
        time.sleep(5)
    finally:
        servers.primary.start()
    back = time.monotonic()
    assert statuses == {200}
    web.wait_for(lambda: editor.get(f"{site}/admin/").status_code == 200, 5)
    assert time.monotonic() - back < 5
