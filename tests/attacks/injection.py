"""`python -m tests.attacks.injection`: sqlmap on seven addresses of a site that runs on loopback; it must find nothing.

The site is `manage.py start` with its first records on a free port, in a folder of its own, and ends with this. sqlmap
is on PyPI: `pip install sqlmap`. Ends with 1 where a parameter can be injected, or sqlmap could not try one.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import databases
from tests.benchmarks import processes
from tests.benchmarks.servers import free_port, serving

# (name, address, what is sent with a POST, what else sqlmap is told)
TARGETS = (
    ("search", "/search/?q=visit&country=FR&decade=1990&evidence=disputed", "", ()),
    ("a list with its filters", "/visits/?q=visit&country=FR&since=1990&until=2020&kind=state&sort=title", "", ()),
    ("a drawing", "/timeline/?since=1990&until=2000&type=visits", "", ()),
    ("harvesting", "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=visits&from=2020-01-01", "", ()),
    ("a download", "/visits.csv?q=visit&since=1990&columns=evidence&sort=title", "", ()),
    ("a correction", "{record}correct/", "field=date&proposed=a&source_words=b&reason=c", ("--csrf-token=form",)),
    ("the sign-in", "/admin/login/", "username=a&password=b&next=/admin/", ("--csrf-token=csrfmiddlewaretoken",)),
)
_PACKAGE = importlib.util.find_spec("sqlmap")
SQLMAP = str(Path(_PACKAGE.origin).with_name("sqlmap.py")) if _PACKAGE else None
FOUND = re.compile(r"is vulnerable|appears to be .*injectable|Parameter: |back-end DBMS", re.IGNORECASE)
TRIED = re.compile(r"all tested parameters do not appear to be injectable|does not seem to be injectable")


def main():
    """Run sqlmap on each address of a site on one database; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=databases.NAMES, default=databases.NAMES[0])
    parser.add_argument("--seconds", type=int, default=120, help="for each address at most")
    parser.add_argument("--level", type=int, default=1)
    chosen = parser.parse_args()
    os.environ["TEST_DATABASE"] = chosen.database
    if SQLMAP is None:
        print("sqlmap is not installed here: pip install sqlmap")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        port, env = free_port(), processes.environment(databases.url(folder), folder)
        env["DJANGO_SETTINGS_MODULE"] = "config.settings"
        command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
        with serving(command, port, env) as server:
            record = slug_of(server.url)
            return max(tried(server.url, Path(folder), chosen, record, *target) for target in TARGETS)


def slug_of(url):
    """The address of a visit that the site has."""
    import urllib.request

    with urllib.request.urlopen(f"{url}/visits/") as answer:
        return re.search(r'href="(/visits/[-\w]+/)"', answer.read().decode())[1]


def tried(url, folder, chosen, record, name, path, data, more):
    """Run sqlmap on one address; whether it found something or could not try."""
    command = [sys.executable, SQLMAP, "-u", url + path.format(record=record), "--batch", "--disable-coloring"]
    command += [f"--level={chosen.level}", "--risk=1", "--technique=BEUSTQ", "--time-sec=2", "--timeout=20", *more]
    command += ["--flush-session", f"--output-dir={folder / 'sqlmap'}", "--ignore-code=400,404,429", "--answers=skip=Y"]
    command += ["--data", data] if data else []
    begun = time.monotonic()
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=chosen.seconds, check=False).stdout
    except subprocess.TimeoutExpired as end:
        said = (end.stdout or b"").decode("utf-8", "replace") + "\n[its time was over]"
    found = [line for line in said.splitlines() if FOUND.search(line) and "might" not in line]
    ended = "nothing" if TRIED.search(said) else "nothing in its time" if "its time was over" in said else "NOT TRIED"
    tests = said.count("testing '")
    print(f"{name}: {found or ended}, {tests} tests in {time.monotonic() - begun:.0f} s", flush=True)
    if found or ended == "NOT TRIED":
        print(said[-2500:])
    return int(bool(found) or ended == "NOT TRIED")


if __name__ == "__main__":
    sys.exit(main())
