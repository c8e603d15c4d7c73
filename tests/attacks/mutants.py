"""`python -m tests.attacks.mutants`: every small change of what decides rights and visibility must fail a test.

First all tests of the pool run once and say which functions they call; then, for each mutant, the tests that call its
function run until one fails. Ends with 1 where fewer than nine in ten are noticed. Module-level tables and decorators
are not mutated. `--calls FILE` keeps which test calls what between runs; `--part 1/3` does a third; `--only TEXT` does
those in whose file or function the text stands.
"""

import argparse
import ast
import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

# Where rights and visibility are tested; without slow tests of looks and of what other programs fetch.
POOL = (
    *("tests/review", "tests/undoing/test_rights.py", "tests/identity/test_rights.py", "tests/identity/test_pages.py"),
    *("tests/spreadsheets/test_roles.py", "tests/spreadsheets/test_roles_proposals.py", "tests/test_models.py"),
    *("tests/admin/test_review.py", "tests/admin/test_sheets_roles.py", "tests/admin/test_sheets_mappings.py"),
    *("tests/admin/test_exporting.py", "tests/admin/test_discrepancies.py", "tests/admin/test_corrections.py"),
    *("tests/public/test_visibility.py", "tests/public/test_visibility_unchanged.py", "tests/sources/test_files.py"),
    "tests/admin/rights",
)
WANTED = 0.9
# Tests that take longer together than this are run as far as that.
LONGEST = 240


def main():
    """Mutate and test; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=Path, help="a file that keeps which test calls which function")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--only", default="")
    parser.add_argument("--tests", nargs="+", default=POOL, help="files of tests in place of all of the pool")
    parser.add_argument("--report", type=Path, help="a file to which each mutant is written as a line of JSON")
    chosen = parser.parse_args()
    os.environ["TEST_DATABASE"] = "sqlite"
    from tests.attacks.mutation.running import Runner

    runner = Runner(lambda runner: finish(work(runner, chosen)))
    pool = [path for path in chosen.tests if Path(path).exists()]
    return int(
        pytest.main(
            [
                *["-p", "no:cacheprovider", "-q", "--nomigrations", "-o", "addopts=--strict-markers"],
                *pool,
            ],
            plugins=[runner],
        )
    )


def finish(code):
    """End here: what pytest would clean up is cleaned by hand."""
    import tempfile

    from django.conf import settings

    sys.stdout.flush()
    import shutil

    if Path(settings.DATA_DIR).is_relative_to(tempfile.gettempdir()):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    os._exit(code)


def work(runner, chosen):
    """Go through the mutants; the exit code."""
    from tests.attacks.mutation.places import places
    from tests.attacks.mutation.running import measure

    decided = list(places())
    if chosen.calls and chosen.calls.exists():
        measured = json.loads(chosen.calls.read_text())
    else:
        measured = measure(runner, decided)
        if chosen.calls:
            chosen.calls.write_text(json.dumps(measured))
    part, parts = map(int, chosen.part.split("/"))
    ends = Counter()
    every = [one for place in decided if chosen.only in f"{place.path}:{place.name}" for one in of_place(place)]
    for place, what, line, changed in every[part - 1 :: parts]:
        end = try_one(runner, place, changed, measured)
        ends["killed" if end not in ("", "no test", "same") else end or "survived"] += 1
        tell_one(chosen.report, place, what, line, end)
    return tell(ends)


def of_place(place):
    """(place, what, line, changed function) of each mutant of one function that is not the same code in the end."""
    from tests.attacks.mutation.changes import mutants
    from tests.attacks.mutation.places import ROOT, functions

    node = dict(functions(ast.parse((ROOT / place.path).read_text(encoding="utf-8"))))[place.name]
    seen = {ast.unparse(node)}
    for what, line, changed in mutants(node, place.is_whole):
        if (text := ast.unparse(changed)) not in seen:
            seen.add(text)
            yield place, what, line, changed


def try_one(runner, place, changed, measured):
    """How one mutant ends: the name of the test that notices it, "" where none does, or why it was not tried."""
    from tests.attacks.mutation.running import killer, tests_of

    names, seconds = [], 0
    for name in tests_of(place, measured):
        if seconds < LONGEST:
            names.append(name)
            seconds += measured[name][0]
    if not names:
        return "no test"
    said = killer(runner, place, changed, [name for name in names if name in runner.items], seconds)
    return "same" if said is None else said[0]


def tell_one(report, place, what, line, end):
    """A line for each mutant that nobody noticed; in the report one for each."""
    if end in ("", "no test", "same"):
        print(f"{end or 'SURVIVED'}: {place.path}:{line} {place.name}: {what}", flush=True)
    if report:
        with report.open("a") as file:
            file.write(json.dumps([f"{place.path}:{line}", place.name, what, end]) + "\n")


def tell(ends):
    """The count; the exit code."""
    tried = sum(ends.values()) - ends["same"]
    print(
        f"{tried} mutants, {ends['killed']} killed, {ends['survived']} survived, {ends['no test']} without a test",
        end="",
    )
    print(f" ({ends['same']} could not be put in): {100 * ends['killed'] / max(tried, 1):.1f} %", flush=True)
    return int(ends["killed"] < WANTED * tried)


if __name__ == "__main__":
    sys.exit(main())
