"""`python -m tests.benchmarks.memory [--rows 100000]`: how much memory preview and apply of a large sheet take.

For CSV and XLSX on both databases, each in a fresh process: what the process had at most beyond what it had when idle,
the file's own bytes included, and what the process that reads the file for it had at most in all.
"""

import argparse
import os
import tempfile
from pathlib import Path

from tests import databases
from tests.benchmarks import processes, sheets


def main():
    """Print the memory and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--way", default="command", help="command, staged or twice, as in `work.timed`")
    options = parser.parse_args()
    for database in databases.NAMES:
        os.environ["TEST_DATABASE"] = database
        with tempfile.TemporaryDirectory() as folder:
            address = databases.url(folder)
            sheets.workbook(sheets.write(folder, options.rows))
            for format in ("csv", "xlsx"):
                url = processes.new_database(address, f"memory-{format}")
                processes.run(url, folder, "prepare", folder)
                run = processes.run(url, folder, "timed", folder, options.way, format)
                size = Path(folder, f"visits.{format}").stat().st_size / 1024**2
                print(
                    f"{database} {format}: {run['visits']} rows, {size:.0f} MiB of file: {run['MiB']} MiB over the "
                    f"idle process, its reading child {run['reading child MiB']} MiB in all; "
                    f"{run['preview']:.1f} + {run['apply']:.1f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
