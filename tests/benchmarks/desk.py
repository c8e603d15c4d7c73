"""`python -m tests.benchmarks.desk`: every page of the editors' desk with 100,000 visits and 300,000 citations.

A scratch archive is made on each database, small at first: each page is asked for by each role and its queries are
counted. The archive then grows to its full size, and each page is measured: the median of five requests after one that
warms up (of one request, where that is plainly quick). Work is the processor's time of the process and of its database
server, which other programs on the machine do not lengthen. Ends with 1 where a page takes longer than the limit or
asks more of the large archive than of the small one.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests import databases
from tests.benchmarks import processes

ROLES = ("viewer", "contributor", "drafter", "editor", "reviewer", "administrator")
# So many of the slowest pages are printed.
SHOWN = 25


def main():
    """Print the slowest pages and those that fail; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--citations", type=int, default=300_000)
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="else both")
    parser.add_argument("--role", choices=ROLES, action="append", help="else all; drafter: author of very many drafts")
    parser.add_argument("--limit", type=float, default=0.3, help="seconds")
    parser.add_argument("--work", action="store_true", help="hold the seconds of work against the limit")
    options = parser.parse_args()
    failed = [compare(database, options) for database in options.database or databases.NAMES]
    return int(any(failed))


def compare(database, options):
    """Measure one database; whether a page failed."""
    os.environ["TEST_DATABASE"] = database
    roles = options.role or ROLES
    with tempfile.TemporaryDirectory() as folder:
        url = processes.new_database(databases.url(folder), "desk")
        run(url, folder, "fill")
        few = run(url, folder, "ask", *roles)
        seconds = run(url, folder, "fill", options.visits, options.citations)["seconds"]
        print(f"{database}: filled in {seconds:.0f} s", flush=True)
        many = run(url, folder, "measure", options.limit, *roles)
    return tell(database, few, many, options)


def run(url, folder, *arguments):
    """A piece of the work in a process of its own."""
    return processes.run(url, Path(folder), *arguments, module="tests.benchmarks.desk_work")


def tell(database, few, many, options):
    """Print what was measured; whether a page failed."""
    lines = []
    for role, pages in many.items():
        for name, found in pages.items():
            before = few[role].get(name)
            grew = before is not None and found["queries"] > before
            taken = found["worked" if options.work else "passed"]
            lines.append((grew or taken > options.limit, taken, role, name, found, before))
    failed = [line for line in lines if line[0]]
    for is_failed, _taken, role, name, found, before in sorted(lines, key=lambda line: line[:2], reverse=True)[:SHOWN]:
        times = f"{found['passed'] * 1000:6.0f} ms, {found['worked'] * 1000:5.0f} ms of work"
        queries = f"{found['queries']} queries ({'–' if before is None else before} of the small archive)"
        print(f"{'FAILS' if is_failed else '     '} {times}, {queries}  {role}: {name}")
    print(f"{database}: {len(lines)} pages, {len(failed)} over the limit or growing", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
