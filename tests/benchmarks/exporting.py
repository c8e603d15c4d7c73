"""`python -m tests.benchmarks.exporting [--rows 100000] [--stock-rows 5000] [--repeat 5]`: exports of published visits.

On SQLite and on PostgreSQL, each step in a process of its own: CSV and XLSX as `/visits.csv` and `.xlsx` give them,
against stock django-import-export (a ModelResource with `select_related` and `prefetch_related`, sets of 500, on the
same tables) and against XlsxWriter in constant memory that writes the same cells, with fetching them and without.
Each in turn, round after round: medians of processor seconds, the time to the first piece of ours, and the memory
beyond the process when idle. Last the time by the clock from asking to the first byte of the file, over HTTP from the
server that `start` runs.
"""

import argparse
import http.client
import os
import statistics
import tempfile
import time
from urllib.parse import urlsplit

from tests import databases
from tests.benchmarks import processes, servers

MODULE = "tests.benchmarks.exporting_work"


def main():
    """Print seconds, ratios, first piece and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument(
        "--stock-rows", type=int, default=5_000, help="fewer for stock: its time grows faster than rows"
    )
    parser.add_argument("--repeat", type=int, default=5, help="medians of so many runs")
    parser.add_argument("--database", action="append", choices=databases.NAMES)
    options = parser.parse_args()
    for database in options.database or databases.NAMES:
        os.environ["TEST_DATABASE"] = database
        with tempfile.TemporaryDirectory() as folder:
            url = databases.url(folder)
            processes.run(url, folder, "prepare", options.rows, module=MODULE)
            compare(database, url, folder, options)
            ask(database, url, folder, options)


def compare(database, url, folder, options):
    """Run all on one database."""

    # In turn, round after round: a machine that others use is not as fast the whole time.
    tasks = [("xlsxwriter", options.rows)]
    for format in ("csv", "xlsx"):
        tasks += [("ours", format, options.rows), ("stock", format, options.stock_rows)]
    runs = {task: [] for task in tasks}
    for _round in range(options.repeat):
        for task in tasks:
            runs[task].append(processes.run(url, folder, *task, module=MODULE))

    def median(*task):
        return {name: statistics.median(run[name] for run in runs[task]) for name in runs[task][0]}

    rival = median("xlsxwriter", options.rows)
    for format in ("csv", "xlsx"):
        ours, stock = median("ours", format, options.rows), median("stock", format, options.stock_rows)
        ratio = (stock["seconds"] / options.stock_rows) / (ours["seconds"] / options.rows)
        print(
            f"{database} {format}: {ours['seconds']:.2f} s, {ratio:.1f} times stock a row; first piece after "
            f"{ours['first'] * 1000:.0f} ms, {ours['MiB']:.0f} MiB over the idle process (stock {stock['MiB']:.0f})"
        )
        if format == "xlsx":
            both, alone = (rival["fetching"] + rival["writing"]) / ours["seconds"], rival["writing"] / ours["seconds"]
            print(f"{database} xlsx: {both:.1f} times XlsxWriter that fetches too; {alone:.1f} times its writing alone")


def ask(database, url, folder, options):
    """Ask a server for each format, and print how long its first byte was on the way."""
    with servers.ours(url, folder) as server:
        for format in ("csv", "xlsx", "ods", "json"):
            # Each of its processes has then begun a file.
            waits = [first_byte(server.url, f"/visits.{format}") for _number in range(options.repeat * 2)]
            wait = statistics.median(waits[options.repeat :]) * 1000
            print(f"{database} {format}: first byte over HTTP after {wait:.0f} ms")


def first_byte(url, path) -> float:
    """Seconds from asking for a file until its first byte; the rest of it is left unread."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=servers.PATIENCE)
    try:
        begin = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200 or not answer.read(1):
            raise RuntimeError(f"{path} answers {answer.status}")
        return time.perf_counter() - begin
    finally:
        connection.close()


if __name__ == "__main__":
    main()
