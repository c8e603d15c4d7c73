"""Servers under load: ours and its rivals side by side, each asked in turn by `wrk`."""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.processes import ROOT, asked, environment

WRK = ("wrk", "-t2", "-c8")
# So long a server has to begin to answer, in seconds.
PATIENCE = 60


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its address, and its process, whose children it may serve by."""

    url: str
    pid: int

    def work(self) -> float:
        """The seconds of the processor that it and its children have used."""
        return sum(_used(pid) for pid in (self.pid, *_children(self.pid)))


@contextlib.contextmanager
def serving(command, port, env=None, cwd=ROOT):
    """Run a server until the end of the block."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(url, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args[:4]} does not answer")


def _used(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid):
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


@contextlib.contextmanager
def ours(database, folder, workers=None, **settings):
    """The archive on this database, as `start` serves it, or with so many workers; its page cache is off."""
    env = environment(database, folder) | {
        "PAGE_CACHE_MB": "0",
        # All questions come from one address.
        "READER_WORK_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **settings,
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    with gunicorn("config.wsgi:application", env, workers) as server:
        yield server


@contextlib.contextmanager
def gunicorn(application, env, workers=None, cwd=ROOT):
    """A Django project under the server and the settings that `start` uses, with its workers or so many."""
    port, options = free_port(), asked(env, "from archive.management.commands.start import SERVER as told")
    if workers:
        options[options.index("--workers") + 1] = str(workers)
    if cwd != ROOT:
        # The archive's workers and log are its own; a project elsewhere has the ones that they are made from.
        options[options.index("--worker-class") + 1] = "gthread"
        options[options.index("--logger-class") + 1] = "gunicorn.glogging.Logger"
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "--pythonpath", str(cwd)]
    with serving([*command, application], port, env, cwd) as server:
        yield server


@dataclass(slots=True)
class Measured:
    """Answers a second, and the milliseconds of the server's processor that one answer takes: a value each round."""

    rates: list = field(default_factory=list)
    costs: list = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of the answers a second."""
        return statistics.median(self.rates)

    @property
    def cost(self) -> float:
        """The median of the milliseconds of work; of a database server the part is not counted."""
        return statistics.median(self.costs)


def side_by_side(targets, rounds, seconds) -> dict[str, Measured]:
    """Ask each {name: (server, path)} in turn, round after round."""
    found = {name: Measured() for name in targets}
    for server, path in targets.values():
        # Whatever is read or compiled once is, and each answers 200.
        for _time in range(10):
            fetched(server.url + path)
    for _round in range(rounds):
        for name, (server, path) in targets.items():
            before = server.work()
            rate, answers = hammered(server.url + path, seconds)
            found[name].rates.append(rate)
            found[name].costs.append(1000 * (server.work() - before) / answers)
    return found


def fetched(url) -> str:
    """The page at this address; raises where it does not answer 200."""
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.read().decode()


def hammered(url, seconds, headers=()) -> tuple[float, int]:
    """Answers a second of `wrk -t2 -c8`, and their number, none of them an error."""
    if not shutil.which(WRK[0]):
        sys.exit("wrk is missing. On Debian: apt-get install wrk")
    with_headers = [part for header in headers for part in ("-H", header)]
    command = [*WRK, f"-d{seconds}s", "--timeout", f"{PATIENCE}s", *with_headers, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    answers = int(re.search(r"(\d+) requests in", said)[1])
    if "Non-2xx" in said or "Socket errors" in said or not answers:
        raise RuntimeError(f"{url}: {said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), answers
