"""`manage.py start` in a folder of its own: from nothing to a site that answers, and back."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from archive import writing
from archive.models import Event, Visit
from tests.signing_in import opens_with_a_password_alone

ROOT = Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def new_shell(folder, server):
    """What a newcomer's shell has, with a data folder and, in the run on PostgreSQL, a new database on this server."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    kept |= {"ARCHIVE_DATA_DIR": str(folder / "data")}
    if connection.vendor == "sqlite":
        yield kept
        return
    name = f"start_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        yield kept | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def shell(tmp_path, database_address):
    """The shell of a newcomer who has started nothing yet."""
    yield from new_shell(tmp_path, database_address)


@pytest.fixture(scope="module")
def shell_of_many(tmp_path_factory, database_address):
    """A shell in which one test after the other starts the same archive: all but the first find it prepared."""
    yield from new_shell(tmp_path_factory.mktemp("of_many"), database_address)


@contextmanager
def started(shell, port):
    """A started archive as (process, path of what it printed), stopped at the end."""
    printed = Path(shell["ARCHIVE_DATA_DIR"]).with_name(f"printed-{port}.txt")
    with printed.open("w") as output:
        command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, cwd=ROOT, env=shell, stdout=output, stderr=output)
    try:
        yield process, printed
    finally:
        if process.poll() is None and not stop(process):
            process.kill()
            process.wait()


def stop(process):
    """Whether the process ended within five seconds of SIGTERM."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        return False
    return True


def get(port, path, host=None, wait=60):
    """Status, headers and body of a page; waits for a site that is still preparing itself."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host} if host else {})
    until = time.monotonic() + wait
    while True:
        try:
            with urllib.request.urlopen(request, timeout=wait) as response:
                return response.status, response.headers, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def seconds_of(process):
    """The processor time that a process has used so far; becoming the server, it stays the same process."""
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def archive_counts(shell):
    """How many users, and records of each type, the archive holds."""
    code = (
        "import json; from django.contrib.auth.models import User; from archive.models import RECORD_TYPES; "
        "print(json.dumps({'users': User.objects.count()} | {t.address: t.objects.count() for t in RECORD_TYPES}))"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    return json.loads(subprocess.check_output(command, cwd=ROOT, env=shell, text=True))


def start_in_vain(shell, port, **variables):
    """What a start that cannot work prints; it ends with status 1 and without a traceback."""
    command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
    result = subprocess.run(command, cwd=ROOT, env=shell | variables, capture_output=True, text=True, timeout=30)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_an_empty_folder_becomes_a_site_within_ten_seconds_and_keeps_its_data(shell):
    port = free_port()
    with started(shell, port) as (process, printed):
        assert get(port, "/healthz", wait=60)[::2] == (200, "ok\n")
        # Of the processor's time: the clock on the wall also counts whatever else this machine is doing.
        assert seconds_of(process) < 10
        shown = re.findall(r"as admin with the password (\S+) \(shown only this once\)", printed.read_text())
        assert len(shown) == 1
        # Only an archive on SQLite is one that somebody tries.
        assert opens_with_a_password_alone(port, "admin", shown[0]) is (connection.vendor == "sqlite")
        assert stop(process)
        assert process.returncode == 0
    before = archive_counts(shell)
    assert all(before.values()), before
    with started(shell, port) as (_process, printed):
        assert get(port, "/healthz")[0] == 200
        assert "password" not in printed.read_text()
        assert f"Editors sign in at http://127.0.0.1:{port}/admin/." in printed.read_text()
        assert opens_with_a_password_alone(port, "admin", shown[0]) is (connection.vendor == "sqlite")
    with started(shell | {"ALLOWED_HOSTS": "127.0.0.1"}, port):
        assert get(port, "/healthz")[0] == 200
        assert not opens_with_a_password_alone(port, "admin", shown[0])
    assert archive_counts(shell) == before


def worker_of(shell):
    """The process that works beside the server, by what it tells; None while there is none."""
    try:
        if "DATABASE_URL" in shell:
            with psycopg.connect(shell["DATABASE_URL"]) as asking:
                question = (
                    "SELECT substring(application_name FROM '^archive: .*, process ([0-9]+)$') FROM pg_stat_activity"
                )
                found = asking.execute(f"{question} WHERE datname = current_database()").fetchall()
            process = max(int(number or 0) for (number,) in found)
        else:
            process = json.loads(Path(shell["ARCHIVE_DATA_DIR"], "work", "worker").read_text())["process"]
        os.kill(process, 0)
    except (OSError, ValueError):
        return None
    return process or None


def wait_for(found, seconds=20):
    """What `found` gives as soon as it is anything."""
    until = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return result


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_worker_runs_beside_the_server_comes_back_when_it_dies_and_ends_with_it(shell_of_many, end):
    port = free_port()
    with started(shell_of_many, port) as (process, _printed):
        assert get(port, "/healthz", wait=60)[0] == 200
        first = wait_for(lambda: worker_of(shell_of_many))
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: worker_of(shell_of_many) not in (None, first))
        assert get(port, "/healthz")[0] == 200
        process.send_signal(end)
        process.wait(10)
        wait_for(lambda: worker_of(shell_of_many) is None)
        # Nothing of it listens any more either.
        wait_for(lambda: not is_listening(port))


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_what_is_started_serves_pages_and_static_files_to_its_own_host_alone(shell_of_many):
    port = free_port()
    with started(shell_of_many, port):
        status, _headers, page = get(port, "/admin/login/")
        assert status == 200
        style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)[1]
        status, headers, _body = get(port, style)
        assert status == 200
        assert "immutable" in headers["Cache-Control"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert get(port, "/healthz", host="evil.example")[0] == 400


def test_a_given_administrator_signs_in_with_a_password_that_is_not_printed(shell):
    port = free_port()
    shell |= {"DJANGO_SUPERUSER_USERNAME": "keeper", "DJANGO_SUPERUSER_PASSWORD": "a-long-Passage-7"}
    with started(shell, port) as (_process, printed):
        assert get(port, "/healthz")[0] == 200
        assert "as keeper with the password from DJANGO_SUPERUSER_PASSWORD" in printed.read_text()
        assert "a-long-Passage-7" not in printed.read_text()
    code = "from django.contrib import auth; print(auth.authenticate(username='keeper', password='a-long-Passage-7'))"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    assert subprocess.check_output(command, cwd=ROOT, env=shell, text=True) == "keeper\n"


@pytest.fixture
def first_files(tmp_path):
    """Write entries into a folder of fixtures: `first_files(a_visits=[("visit", {...})])`."""

    def write(**files):
        for name, entries in files.items():
            rows = [{"model": f"archive.{model}", "fields": fields} for model, fields in entries]
            (tmp_path / f"{name}.json").write_text(json.dumps(rows))
        return tmp_path

    return write


@pytest.mark.django_db
def test_what_is_loaded_may_link_to_what_a_later_file_holds_and_is_complete_once_adopted(first_files):
    visit = {"slug": "v", "title_en": "Visit", "date": "January 1992", "occasion": ["part"]}
    whole = {"slug": "whole", "title_en": "Conference", "date": "1992"}
    folder = first_files(
        a=[("visit", visit)],
        b=[("event", {"slug": "part", "title_en": "Session", "part_of": ["whole"]}), ("event", whole)],
    )
    call_command("loaddata", *sorted(folder.glob("*.json")), verbosity=0)
    writing.adopt(why="First.")
    visit = Visit.objects.get()
    assert (visit.date, visit.date_earliest, visit.date_latest) == ("1992-01", date(1992, 1, 1), date(1992, 1, 31))
    assert visit.occasion.part_of.slug == "whole"
    assert visit.revision == visit.revisions.count() == 1
    assert list(Visit.objects.matching("visit")) == [visit]


@pytest.mark.django_db
def test_adopting_twice_writes_one_revision(first_files):
    call_command(
        "loaddata", *first_files(a=[("event", {"slug": "e", "title_en": "Talks"})]).glob("*.json"), verbosity=0
    )
    for _ in range(2):
        writing.adopt(why="First.")
    assert Event.objects.get().revisions.count() == 1


def test_an_address_in_use_is_named(shell):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"listens on 127.0.0.1 port {port} already" in start_in_vain(shell, port)


def test_an_unreachable_database_is_named_without_its_password(shell):
    nowhere = f"postgres://us:hidden@127.0.0.1:{free_port()}/records"
    message = start_in_vain(shell, free_port(), DATABASE_URL=nowhere)
    assert "The database records on 127.0.0.1 cannot be reached" in message
    assert "hidden" not in message


def test_a_data_folder_that_cannot_be_written_is_named(shell):
    message = start_in_vain(shell, free_port(), ARCHIVE_DATA_DIR="/dev/null/data")
    assert "The data folder /dev/null/data cannot be written" in message
