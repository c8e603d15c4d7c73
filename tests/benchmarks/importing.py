"""`python -m tests.benchmarks.importing`: an import of visits as XLSX beside all that it is measured by, in one run.

For SQLite and PostgreSQL, medians of `--repeat` runs, each in processes and a database of its own and told when done:

- `--rows` visits with two places and two people each: preview, apply, the same file again unchanged, and the undo;
- the bare `bulk_create` of the same rows and links, the objects being in memory already;
- stock django-import-export with clean_model_instances and history on `--stock-rows` (its time grows evenly with its
  rows), preview and confirmation, then with skip_unchanged on rows that are unchanged; `--stock-rows 0` leaves it out;
- the import into an archive that holds `--stored` visits with their citations, which is filled first and takes long;
  `--stored 0` leaves it out, `--archive URL` takes one that is there, and writes to it.

`--way` says which visits: `drafts`; `cited`, drafts with a source cited for every value, the citations being among what
`bulk_create` stores too; `published`, the same of published visits, which the undo looks at and leaves.

Each time is told by the processor and by the clock, each ratio of both: those by the clock mean something where nobody
else works on the machine. The rival's history comes from PyPI.
"""

import argparse
import os
import statistics
import tempfile
from functools import partial
from pathlib import Path

from tests import databases
from tests.benchmarks import processes, sheets
from tests.benchmarks.import_against_stock import history_installed, run_stock

WAYS = ("drafts", "cited", "published")
_work = partial(processes.run, module="tests.benchmarks.importing_work")


def main():
    """Run it on each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--stock-rows", type=int, default=500)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--archive", help="the address of an archive that is filled already")
    parser.add_argument("--way", choices=WAYS, default="drafts")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--database", choices=databases.NAMES, action="append")
    options = parser.parse_args()
    with history_installed() as target:
        for name in options.database or databases.NAMES:
            os.environ["TEST_DATABASE"] = name
            with tempfile.TemporaryDirectory() as folder:
                measure(name, databases.url(folder), folder, target, options)


def measure(name, address, folder, target, options):
    """Measure all of it on one kind of database, and tell each as it is known."""
    write_sheets(folder, options)
    tell = partial(told, f"{name}, {options.rows:,} {options.way}")
    runs = told_each(beside(f"run{i}", address, folder, options) for i in range(options.repeat))
    found = {each: medians(run[each] for run in runs) for each in ("preview", "apply", "import", "unchanged", "undo")}
    for each, times in found.items():
        tell(each, times, options.rows)
    bare = medians(run["bare"] for run in runs)
    tell("bare bulk_create", bare, options.rows, ("the import takes {} times that", ratio(found["import"], bare)))
    tell("undo beside the import", found["undo"], options.rows, ("{} of it", ratio(found["undo"], found["import"])))
    if options.stock_rows:
        against_stock(tell, found, address, folder, target, options)
    if options.archive or options.stored:
        into_filled(tell, found["import"], address, folder, options)


def write_sheets(folder, options):
    """The sheet as XLSX, that of the rival, and what both name."""
    sheets.write(folder, options.stock_rows, stock=True)
    status = "published" if options.way == "published" else "draft"
    file = sheets.workbook(sheets.write(folder, options.rows, prefix=sheets.NEW, status=status))
    file.rename(Path(folder, "visits.xlsx"))


def beside(name, address, folder, options):
    """One import into an empty archive and the same by `bulk_create` into another."""
    how = [] if options.way == "drafts" else ["cited"]
    urls = [processes.new_database(address, f"{name}-{side}") for side in ("ours", "bare")]
    for url in urls:
        _work(url, folder, "prepare", folder)
    return whole(_work(urls[0], folder, "imported", folder, "rows", *how)) | _work(urls[1], folder, "bare", folder)


def whole(run):
    """With the time of the import as a whole."""
    return run | {"import": [sum(pair) for pair in zip(run["preview"], run["apply"], strict=True)]}


def against_stock(tell, found, address, folder, target, options):
    """The rows a second of the rival, and how many times as many ours takes."""
    each = [processes.new_database(address, f"stock{i}") for i in range(options.repeat)]
    runs = told_each(whole(run_stock(url, folder, target)) for url in each)
    for name, told_as in (("import", "stock"), ("unchanged", "stock with skip_unchanged")):
        theirs = medians(run[name] for run in runs)
        many = [a / b * options.rows / options.stock_rows for a, b in zip(theirs, found[name], strict=True)]
        tell(told_as, theirs, options.stock_rows, ("ours takes {} times as many rows a second", many))


def into_filled(tell, empty, address, folder, options):
    """The import into an archive that is full already, beside that into an empty one."""
    url = options.archive or processes.new_database(address, "filled")
    _work(url, folder, "prepare", folder)
    if not options.archive:
        _work(url, folder, "filled", options.stored)
    how = [] if options.way == "drafts" else ["cited"]
    runs = told_each(whole(_work(url, folder, "imported", folder, *how)) for _i in range(options.repeat))
    many = medians(run["import"] for run in runs)
    tell("import into the filled archive", many, options.rows, ("{} times that into an empty one", ratio(many, empty)))
    undone = medians(run["undo"] for run in runs)
    tell("undo in the filled archive", undone, options.rows, ("{} of the import there", ratio(undone, many)))


def told_each(runs):
    """All runs, each told when it is done: all of them together take long."""
    kept = []
    for run in runs:
        kept.append(run)
        times = (f"{name} {run[name][0]:.2f} ({run[name][1]:.2f})" for name in run if isinstance(run[name], list))
        print("  ", ", ".join(times), "s of processor (of the clock)", flush=True)
    return kept


def medians(pairs):
    """The median of processor and of clock."""
    return [statistics.median(column) for column in zip(*pairs, strict=True)]


def ratio(one, other):
    """By the processor and by the clock."""
    return [a / b for a, b in zip(one, other, strict=True)]


def told(where, what, times, rows, compared=None):
    """One line."""
    line = f"{where}: {what} {times[0]:.2f} s of processor, {times[1]:.2f} s, {rows / times[1]:,.0f} rows a second"
    if compared:
        sentence, (processor, clock) = compared
        line += f"; {sentence.format(f'{processor:.2f}')} ({clock:.2f} by the clock)"
    print(line, flush=True)


if __name__ == "__main__":
    main()
