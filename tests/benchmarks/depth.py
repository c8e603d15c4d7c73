"""`python -m tests.benchmarks.depth`: what readers ask for, in an archive of 10,000 visits and in one of a million.

Both are made on each database, or archives at hand are named (--small URL --large URL). Every page is asked for in a
process of its own, without a server: the first page of each list, every filter and pairs of them, words that are rare,
middling and very common, every order, pages by the links that a page itself offers (the next, the last, those between),
facets, search and records. Told are the medians of five: the work of the processor, that of the database's server
included, and the time that passes. Ends with 1 where the large archive takes more than twice the work of the small one,
or a page more than 50 ms, or the process more than 200 MiB. A page that has half as much more to say in the large
archive, as where the small one has three records of a rare country and the large one fills the page, is another page
there: its ratio is told in brackets, and it is held to its milliseconds alone.
"""

import argparse
import os
import subprocess
import sys
import tempfile

from tests import databases
from tests.benchmarks import processes

SIZES = {"small": 10_000, "large": 1_000_000}
TIMES, MILLISECONDS, MEBIBYTES = 2, 50, 200
# What takes less work than this, in milliseconds, may take more than twice as much and be called quick.
PLAINLY_QUICK = 5
# A page that is so many times as long is another page.
LONGER = 1.5


def main():
    """Print every page; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", metavar="URL")
    parser.add_argument("--large", metavar="URL")
    parser.add_argument("--visits", type=int, default=SIZES["large"], help="of the large archive, where it is made")
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="else both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.small and options.large:
            return compare(options.small, options.large, scratch)
        failed = [make_and_compare(name, options.visits, scratch) for name in options.database or databases.NAMES]
    return int(any(failed))


def make_and_compare(name, visits, scratch):
    """Generate both archives on one kind of database and compare them."""
    os.environ["TEST_DATABASE"] = name
    base, made = databases.url(scratch), []
    for size, number in (SIZES | {"large": visits}).items():
        made.append(processes.new_database(base, f"depth_{size}"))
        command = [sys.executable, "-m", "tests.benchmarks.generate", "--visits", str(number)]
        subprocess.run(command, cwd=processes.ROOT, env=processes.environment(made[-1], scratch), check=True)
    return compare(*made, scratch)


def compare(small, large, scratch):
    """Measure both and print them beside each other; 1 where a page or the memory is over its limit."""
    few, many = (processes.run(url, scratch, "measure", module="tests.benchmarks.depth_work") for url in (small, large))
    print(f"\n{large.partition(':')[0]}: ms of work in the small and the large archive, their ratio, ms that pass")
    failed = 0
    for name, found in sorted(many["pages"].items(), key=lambda page: -page[1]["work"]):
        before = few["pages"].get(name)
        ratio = found["work"] / before["work"] if before else float("nan")
        is_same = before and found["length"] < LONGER * before["length"]
        slow = found["passed"] > MILLISECONDS or (is_same and ratio > TIMES and found["work"] > PLAINLY_QUICK)
        failed += slow
        small_work = f"{before['work']:8.1f}" if before else "       –"
        told = f"{ratio:6.2f} " if is_same else f"({ratio:.2f})".rjust(7)
        print(f"  {small_work} {found['work']:8.1f} {told} {found['passed']:8.1f} {'!' if slow else ' '} {name}")
    for name in sorted(few["pages"].keys() - many["pages"].keys()):
        print(f"  only the small archive has: {name}")
    failed += many["MiB"] > MEBIBYTES
    print(f"  {failed} over their limits; memory {few['MiB']} and {many['MiB']} MiB", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
