"""`python -m tests.attacks.injection`: sqlmap on every parameter that readers and editors can send; it finds nothing.

The site is `manage.py start` with its first records on a free port of this machine, in a folder of its own, and ends
with this. How much one asker may ask for is not bounded there: what is refused with 429 has not been tried. sqlmap is
on PyPI: `pip install sqlmap`, in an environment of its own whose packages PYTHONPATH names, or beside the others. Ends
with 1 where a parameter can be injected, a script comes back as it was sent, or sqlmap could not try an address.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests import databases
from tests.attacks.injected import TARGETS, places
from tests.benchmarks import processes
from tests.benchmarks.servers import free_port, serving

_PACKAGE = importlib.util.find_spec("sqlmap")
SQLMAP = str(Path(_PACKAGE.origin).with_name("sqlmap.py")) if _PACKAGE else None
# What is bounded by the asker: each request comes, as its proxy says, from another address.
UNBOUNDED = {"READER_WORK_SECONDS": "0", "CORRECTIONS_AN_HOUR": "100000", "TRUSTED_PROXIES": "1"}
SENDERS = """import random

def preprocess(req):
    req.add_header("X-Forwarded-For", ".".join(str(random.randrange(1, 255)) for _part in range(4)))
"""
SYSTEMS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# What only "appears to be injectable" is looked at again by sqlmap, which then says one of these or nothing.
FOUND = re.compile(r"is vulnerable|^Parameter: |back-end DBMS (is|operating)|vulnerable to cross-site")
TRIED = re.compile(r"all tested parameters do not appear to be injectable")
TESTED = re.compile(r"testing '")
REFUSED = re.compile(r"^(429|5\d\d) \([^)]*\) - (\d+) times", re.MULTILINE)


def main():
    """Run sqlmap on each address of a site on one database; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=databases.NAMES, default=databases.NAMES[0])
    parser.add_argument("--seconds", type=int, default=120, help="for each address at most")
    parser.add_argument("--level", type=int, default=2, help="sqlmap's own: 1 to 5")
    parser.add_argument("--only", nargs="*", default=[""], metavar="WORDS", help="addresses so named")
    chosen = parser.parse_args()
    os.environ["TEST_DATABASE"] = chosen.database
    if SQLMAP is None:
        print("sqlmap is not installed here: pip install sqlmap")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "senders.py").write_text(SENDERS)
        (Path(folder) / "__init__.py").touch()
        port, env = free_port(), processes.environment(databases.url(folder), folder) | UNBOUNDED
        env["DJANGO_SETTINGS_MODULE"] = "config.settings"
        command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
        with serving(command, port, env) as server:
            known = places(server.url, env)
            wanted = [target for target in TARGETS if any(words in target.name for words in chosen.only)]
            return max(tried(server.url, Path(folder), chosen, known, target) for target in wanted)


def tried(url, folder, chosen, known, target):
    """Run sqlmap on one address; whether it found something or could not try."""
    begun = time.monotonic()
    if not target.data and (status := status_of(url, known, target)) != target.answers:
        print(f"{target.name}: NOT TRIED, for the address itself is answered with {status}", flush=True)
        return 1
    command = told(url, folder, chosen, known, target)
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=chosen.seconds, check=False).stdout
    except subprocess.TimeoutExpired as end:
        said = (end.stdout or b"").decode("utf-8", "replace") + "\n[its time was over]"
    found, ended = judged(said, target.bounded)
    print(f"{target.name}: {found or ended}, {len(TESTED.findall(said))} tests", end=" ")
    print(f"in {time.monotonic() - begun:.0f} s", flush=True)
    wrong = bool(found) or ended.isupper()
    if wrong:
        print(said[-3000:])
    return int(wrong)


def status_of(url, known, target) -> int:
    """What the address is answered with when nothing is put into it."""
    cookies = known["cookies"] if target.editor else ""
    address = url + target.path.format(**known).replace("*", "")
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookies})) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def told(url, folder, chosen, known, target) -> list[str]:
    """The command line of sqlmap for one address."""
    command = [sys.executable, SQLMAP, "-u", url + target.path.format(**known), "--batch", "--disable-coloring"]
    command += [f"--level={chosen.level}", "--risk=1", "--technique=BEUSTQ", "--time-sec=2", "--timeout=20"]
    command += ["--flush-session", f"--output-dir={folder / 'sqlmap'}", f"--preprocess={folder / 'senders.py'}"]
    command += ["--ignore-code=400,403,404,429", "--answers=skip=Y,follow=N,redirect=N", "--skip-waf"]
    command += [f"--dbms={SYSTEMS[chosen.database]}", *target.more]
    if target.data:
        command += ["--data", target.data]
    if target.editor:
        command += ["--cookie", known["cookies"]]
    return command


def judged(said, bounded=False) -> tuple[list[str], str]:
    """What sqlmap found, and in words how it ended; in capitals where that is no end."""
    found = [line for line in said.splitlines() if FOUND.search(line) and "might not" not in line]
    found += [f"answers of {code}: {many}" for code, many in REFUSED.findall(said) if not (bounded and code == "429")]
    if TRIED.search(said):
        return found, "nothing"
    if "its time was over" in said and TESTED.search(said):
        return found, "nothing in its time"
    return found, "NOT TRIED"


if __name__ == "__main__":
    sys.exit(main())
