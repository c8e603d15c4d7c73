"""`python -m tests.attacks.round_trip --visits 100000`: SQLite to PostgreSQL to SQLite, and what each step takes.

An archive of that size (with a fifth of it in people) is backed up, restored on PostgreSQL, backed up there, restored
on SQLite and backed up again. The data of the three bags is to be the same to the byte; told are, for each step,
seconds, seconds of the processor and the largest memory. `--data FOLDER` takes an archive that is there instead.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    """Go there and back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--data", type=Path, help="the data folder of an archive on SQLite")
    parser.add_argument("--verify", action="store_true", help="verify each of the three archives too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archive-round-trip-") as scratch:
        sys.exit(_there_and_back(Path(scratch), options))


def _there_and_back(scratch, options):
    one, other, last = options.data or scratch / "one", scratch / "other", scratch / "last"
    if not options.data:
        _run(one, None, "-m", "tests.benchmarks.generate", "--visits", options.visits)
    address = _postgresql()
    bags = [scratch / f"bag{number}" for number in range(3)]
    steps = [(one, None, "backup", bags[0]), (other, address, "restore", bags[0]), (other, address, "backup", bags[1])]
    steps += [(last, None, "restore", bags[1]), (last, None, "backup", bags[2])]
    if options.verify:
        steps += [(one, None, "verify"), (other, address, "verify"), (last, None, "verify")]
    for folder, database, *command in steps:
        _run(folder, database, "manage.py", *command)
    different = sum(_differ(bags[0], bag) for bag in bags[1:])
    print("The data of the three bags is the same." if not different else "The bags differ.")
    return different


def _run(folder, database, *command):
    """Run a command on an archive, and say what it took."""
    environment = os.environ | {"ARCHIVE_DATA_DIR": str(folder), "DATABASE_URL": database or "", "PLAIN_HTTP": "1"}
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT, env=environment)
    _pid, status, used = os.wait4(process.pid, 0)
    took, worked = time.monotonic() - began, used.ru_utime + used.ru_stime
    name, where = command[0 if command[0] != "manage.py" else 1], "PostgreSQL" if database else "SQLite"
    print(f"{name} on {where}: {took:.0f} s, processor {worked:.0f} s, {used.ru_maxrss // 1024} MB", flush=True)
    if status:
        sys.exit(f"{name} ended with {os.waitstatus_to_exitcode(status)}")


def _postgresql():
    os.environ["TEST_DATABASE"] = "postgresql"
    from tests import databases

    return databases.url(None)


def _differ(one, other) -> int:
    return subprocess.run(["diff", "-rq", one / "data", other / "data"]).returncode


if __name__ == "__main__":
    main()
