"""Asks a server on this machine for one address as often as it answers, by wrk where it is installed."""

import http.client
import os
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8


def requests_a_second(address, headers, pid, *, seconds) -> tuple[float, float]:
    """How often it answered in a second, and the processor's seconds that its processes took for one answer."""
    before, begin = worked(pid), time.perf_counter()
    count = (by_wrk if shutil.which("wrk") else plainly)(address, headers, seconds)
    return count / (time.perf_counter() - begin), (worked(pid) - before) / count


def by_wrk(address, headers, seconds) -> int:
    """The answers that wrk got; RuntimeError where some were refusals."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}", *given, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return int(re.search(r"(\d+) requests in", said)[1])


def plainly(address, headers, seconds) -> int:
    """The same with threads of this process, which is slower than most of what it asks."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(lambda _number: _ask(address, headers, until), range(CONNECTIONS)))


def _ask(address, headers, until):
    parts, count = urlsplit(address), 0
    connection = http.client.HTTPConnection(parts.netloc)
    while time.monotonic() < until:
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 304):
            raise RuntimeError(f"{address}: {answer.status}")
        count += 1
    return count


def worked(pid) -> float:
    """The seconds of the processor that a process and its children have taken so far."""
    tick = os.sysconf("SC_CLK_TCK")
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in (pid, *_children(pid))]
    return sum(int(field[11]) + int(field[12]) for field in fields) / tick


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
