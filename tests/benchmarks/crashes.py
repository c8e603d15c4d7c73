"""`python -m tests.benchmarks.crashes [--kills 20] [--rows 3000]`: imports and undoings killed at random moments."""

import argparse
import os
import tempfile

from tests import databases
from tests.benchmarks import processes
from tests.benchmarks.killing import Killing


def main():
    """Kill on both databases and say how often the work was there as a whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for database in databases.NAMES:
        os.environ["TEST_DATABASE"] = database
        with tempfile.TemporaryDirectory() as folder:
            url = processes.new_database(databases.url(folder), "crashes")
            killing = Killing(url, folder, options.rows, options.seed)
            whole = sum(killing.import_killed(number) for number in range(options.kills))
            print(f"{database}: {options.kills} imports killed: {whole} whole, the others left nothing", flush=True)
            undone = sum(killing.undo_killed(number) for number in range(options.kills))
            print(f"{database}: {options.kills} undoings killed: {undone} done, the others left all", flush=True)


if __name__ == "__main__":
    main()
