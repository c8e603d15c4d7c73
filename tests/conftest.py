"""The whole suite runs on SQLite and on PostgreSQL, both at once; TEST_DATABASE=sqlite or postgresql runs it on one."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest
from django.db import connection
from django.utils import translation

from tests import databases


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


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind; each test begins in English and leaves none."""
    with translation.override("en"):
        yield


def pytest_report_header():
    return f"database: {connection.vendor}"


def run_on_both(arguments):
    """The worse exit status of two runs; the first writes at once, the second's output follows when both have ended."""
    first, second = databases.NAMES
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryFile() as later:
        runs = [start_run(first, arguments, None), start_run(second, arguments, later)]
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
        env=os.environ | {"TEST_DATABASE": database},
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
