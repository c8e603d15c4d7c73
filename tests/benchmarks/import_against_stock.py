"""`python -m tests.benchmarks.import_against_stock`: preview and apply against stock django-import-export, one run.

Both import the same visits with occasion, places and people from CSV, with full validation, differences and history,
on SQLite and on PostgreSQL; ours in each of the three ways of `work.timed`, and undone again. django-simple-history,
which only the rival needs, is installed into a temporary folder.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests import databases
from tests.benchmarks import processes, sheets

HISTORY = "django-simple-history==3.13.0"
WAYS = ("command", "staged", "twice")
STOCK = Path(__file__).with_name("stock.py")


def main():
    """Print the rows a second of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--stock-rows", type=int, help="fewer for the rival, whose time grows evenly with its rows")
    parser.add_argument("--rows-only", action="store_true", help="the rival's history forgets links, and is faster")
    parser.add_argument("--repeat", type=int, default=1, help="medians of so many runs")
    options = parser.parse_args()
    with history_installed() as target:
        for database in databases.NAMES:
            os.environ["TEST_DATABASE"] = database
            compare(database, options, target)


def compare(database, options, target):
    """Run both on one kind of database."""
    ours, theirs, undone = {way: [] for way in WAYS}, [], []
    for number in range(options.repeat):
        with tempfile.TemporaryDirectory() as folder:
            address = databases.url(folder)
            sheets.write(folder, options.stock_rows or options.rows, stock=True)
            theirs.append(stock(processes.new_database(address, f"stock{number}"), folder, target, options))
            sheets.write(folder, options.rows)
            for way in WAYS:
                url = processes.new_database(address, f"archive-{way}{number}")
                processes.run(url, folder, "prepare", folder)
                ours[way].append(processes.run(url, folder, "timed", folder, way))
            undone.append(processes.run(url, folder, "undone", folder)["undo"])
    slow = rate(theirs, "rows")
    print(f"{database} stock: {slow:.0f} rows a second ({said(theirs)})")
    for way, runs in ours.items():
        fast = rate(runs, "visits")
        print(f"{database} {way}: {fast:.0f} rows a second ({said(runs)}), {fast / slow:.0f} times stock", flush=True)
    print(f"{database} undo: {options.rows / statistics.median(undone):.0f} rows a second", flush=True)


def said(runs):
    """The seconds and the memory of each run."""
    return ", ".join(f"{run['preview']:.2f} + {run['apply']:.2f} s, {run['MiB']} MiB" for run in runs)


def rate(runs, rows):
    """The median of rows a second."""
    return statistics.median(run[rows] / (run["preview"] + run["apply"]) for run in runs)


def stock(url, folder, target, options):
    """The rival's seconds by the clock."""
    found = run_stock(url, folder, target, options.rows_only)
    return found | {name: found[name][1] for name in ("preview", "apply")}


def run_stock(url, folder, target, rows_only=False) -> dict:
    """What the rival prints, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((target, str(processes.ROOT)))}
    command = [sys.executable, str(STOCK), url, str(folder), *(["--rows-only"] if rows_only else [])]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def history_installed():
    """A folder for the rival's path with what only it needs."""
    with tempfile.TemporaryDirectory() as target:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, HISTORY]
        subprocess.run(pip, check=True)
        yield target


if __name__ == "__main__":
    main()
