"""The suite runs on SQLite and on PostgreSQL, both at once; TEST_DATABASE=sqlite or postgresql runs all of it on one.

What no database can answer differently runs in one of the two runs, that on SQLite: tests that use none, which is known
by their fixtures, and those in a browser that are marked `looks`. Everything else runs in both.
"""

import gc
import os
import signal
import subprocess
import sys
import tempfile

import pytest
from django.db import connection, connections
from django.utils import translation

from tests import databases

FIRST, SECOND = databases.NAMES
# How many tests this run leaves to the other.
LEFT = pytest.StashKey[int]()


def pytest_cmdline_main(config):
    """Run the same command once per database, each in a process of its own, and end with the worse result."""
    chosen = os.environ.get("TEST_DATABASE")
    if chosen and chosen not in databases.NAMES:
        raise pytest.UsageError(
            f"TEST_DATABASE is “{chosen}”. Write one of {', '.join(databases.NAMES)}, or nothing for both."
        )
    if chosen or config.option.help or config.option.version or config.option.collectonly:
        return None
    return run_on_both(list(config.invocation_params.args))


def pytest_configure():
    """Let garbage lie longer: a run makes many objects that hold each other, and looking through them took a fifth."""
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_finish():
    """What has been imported and collected stays until the end: nobody need look through it any more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied():
    """History cannot be deleted, but between tests everything is."""
    from tests.history import let_tests_empty_tables

    let_tests_empty_tables()


def pytest_report_header():
    return f"database: {connection.vendor}"


# By these a test asks for a database; pytest-django refuses every query of one that does not.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "database_address"}


def uses_database(item) -> bool:
    """Whether a test asks for a database, be it the run's or one of its own beside it."""
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(item.fixturenames)


def runs_once(item) -> bool:
    """Whether of two runs one is enough: the database has no part in what the test is about.

    What may be skipped is left to nobody else: the other run may be the one that skips it.
    """
    if item.get_closest_marker("looks"):
        return True
    return not uses_database(item) and not item.get_closest_marker("skipif")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Of two runs, leave to the first what runs once."""
    if not os.environ.get("TEST_SHARED") or os.environ["TEST_DATABASE"] == FIRST:
        return
    left = [item for item in items if runs_once(item)]
    config.hook.pytest_deselected(items=left)
    config.stash[LEFT] = len(left)
    items[:] = [item for item in items if not runs_once(item)]


def pytest_sessionfinish(session, exitstatus):
    """Where all that was asked for runs once, this run has nothing to do, and that is no failure."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.stash.get(LEFT, 0):
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter, config):
    if left := config.stash.get(LEFT, 0):
        terminalreporter.write_line(f"{left} tests are the same on any database and ran in the run on {FIRST}.")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The run's database, emptied quickly after each test that writes past a transaction of its own."""
    if connection.vendor == "postgresql":
        # Of the class: in a browser's test the same thread may have another connection.
        type(connection.ops).sql_flush = databases.emptying


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind; each test begins in English and leaves none."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def headings_are_read_anew(monkeypatch):
    """What a test did is taken back, so that the next one's published revisions may be the very same: of other rows."""
    from archive.models import KeptOfRevision
    from archive.public.filters import headings
    from archive.spreadsheets.exporting import rows

    for module in (headings, rows):
        monkeypatch.setattr(module, "_kept", KeptOfRevision())


@pytest.fixture(autouse=True, scope="session")
def through_the_door():
    """`force_login` signs in as the door does when the second factor was given; nothing of the door is taken away."""
    from django.test import Client

    from tests.signing_in import log_in

    Client._login = log_in


@pytest.fixture(autouse=True)
def no_database(request, monkeypatch):
    """A test that asks for no database cannot find out either which one this run is on, nor where it is."""
    if not uses_database(request.node):
        monkeypatch.delenv("DATABASE_URL")
        monkeypatch.delenv("TEST_DATABASE", raising=False)
        monkeypatch.setattr(connections["default"], "vendor", "none that this test has asked for")


@pytest.fixture(scope="session")
def database_address():
    """Where the run's database is, for tests that make one of their own beside it."""
    return os.environ["DATABASE_URL"]


def run_on_both(arguments):
    """The worse exit status of two runs; the first writes at once, the second's output follows when both have ended."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryFile() as later:
        runs = [start_run(FIRST, arguments, None), start_run(SECOND, arguments, later)]
        try:
            statuses = [run.wait() for run in runs]
        except KeyboardInterrupt:
            statuses = [int(pytest.ExitCode.INTERRUPTED), *(stop_run(run) for run in runs)]
        later.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(later.read())
    return max(abs(status) for status in statuses)


def start_run(database, arguments, output):
    """Start pytest on one database, with a cache of its own so that --last-failed means that database."""
    command = [sys.executable, "-m", "pytest", "-o", f"cache_dir=.pytest_cache/{database}", *arguments]
    if sys.stdout.isatty() and not any(argument.startswith("--color") for argument in arguments):
        command.append("--color=yes")
    return subprocess.Popen(
        command,
        env=os.environ | {"TEST_DATABASE": database, "TEST_SHARED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output and subprocess.STDOUT,
        # A Ctrl-C reaches this process alone, which passes it on once: twice would cut the cleaning up short.
        process_group=0,
    )


def stop_run(run):
    """End a run as Ctrl-C does, which stops its database server too; return its exit status."""
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
    try:
        return run.wait(30)
    except subprocess.TimeoutExpired:
        run.kill()
        return run.wait()
