"""A command that is told to stop ends cleanly, with a sentence, and nothing half done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks import processes

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_told_to_stop_says_what_became_of_its_work_and_shows_no_traceback(tmp_path, told):
    sheet = tmp_path / "visits.csv"
    # It waits for whoever writes into this.
    os.mkfifo(sheet)
    command = [sys.executable, "manage.py", "import_sheet", "visits", str(sheet)]
    env = processes.environment(f"sqlite:///{tmp_path}/archive.sqlite3", tmp_path)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    writing = opened_when_read(sheet, process)
    process.send_signal(told)
    out, said = process.communicate(timeout=30)
    os.close(writing)
    assert (process.returncode, out) == (128 + told, "")
    assert said.startswith("Stopped before the end.")
    assert "Traceback" not in said


def opened_when_read(path, process):
    """The writing end of a pipe as soon as the process reads from it."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("it does not read")
