"""`python -m tests.attacks.mutants`: every small change of what decides rights and visibility must fail a test.

First all tests of the pool run once and say which functions they call; then, for each mutant, the tests that call its
function run until one fails. Ends with 1 where fewer than nine in ten are noticed. Module-level tables and decorators
are not mutated. `--part 1/3` does a third; `--only TEXT` does those in whose file or function the text stands.

It takes several hours, in as many runs as one likes: `--calls FILE` keeps which test calls what, and `--report FILE`
how each mutant ended; a later run goes on from there. `--seconds 800` ends in time, `--again` tries the survivors.
"""

import argparse
import ast
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.attacks.mutation.equal import EQUAL
from tests.attacks.mutation.report import Report

# Of readers' pages, those whose tests hide something.
PAGES = (
    *("home", "feeds", "map", "network", "sitemap", "harvest", "anniversaries", "facets", "filters", "discrepancies"),
    *("timeline", "drawings_trade", "drawings_terms", "lists", "machines", "citing_versions", "records", "search"),
    *("downloads", "datapackage"),
)
# Where rights and visibility are tested; without slow tests of looks and of what other programs fetch.
POOL = (
    *("tests/review", "tests/undoing/test_rights.py", "tests/undoing/test_ways.py"),
    *("tests/admin/test_sheets_rights.py", "tests/identity/test_rights.py", "tests/identity/test_pages.py"),
    *("tests/spreadsheets/test_roles.py", "tests/spreadsheets/test_roles_proposals.py", "tests/test_models.py"),
    *("tests/admin/test_review.py", "tests/admin/test_sheets_roles.py", "tests/admin/test_sheets_mappings.py"),
    *("tests/admin/test_exporting.py", "tests/admin/test_discrepancies.py", "tests/admin/test_corrections.py"),
    *("tests/admin/test_lists_narrowed.py", "tests/admin/test_notes.py", "tests/admin/test_documents.py"),
    *("tests/admin/test_evidence.py", "tests/admin/test_evidence_desk.py", "tests/admin/test_going_back.py"),
    *("tests/admin/test_desk.py", "tests/public/test_visibility.py", "tests/public/test_visibility_unchanged.py"),
    *("tests/sources/test_files.py", "tests/sources/test_links.py", "tests/test_evidence.py", "tests/test_headings.py"),
    "tests/admin/rights",
    # What readers see, a page at a time: quicker than the walk through everything that test_visibility.py does.
    *(f"tests/public/test_{name}.py" for name in PAGES),
)
WANTED = 0.9
CALLS = Path(tempfile.gettempdir()) / "mutants-calls.json"
# Seconds: of the tests that call a function, as many are run for each of its mutants as take no longer together.
LONGEST = 40


def main():
    """Mutate and test; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=Path, default=CALLS, help="a file that keeps which test calls which function")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--tests", nargs="+", default=POOL, help="files of tests in place of all of the pool")
    parser.add_argument("--report", type=Path, help="a file to which each mutant is written as a line of JSON")
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds of tests for each mutant")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="after which no mutant is begun")
    parser.add_argument("--again", action="store_true", help="those that nobody noticed, with the tests of now")
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
    from django.conf import settings

    sys.stdout.flush()
    if Path(settings.DATA_DIR).is_relative_to(tempfile.gettempdir()):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    os._exit(code)


def work(runner, chosen):
    """Go through the mutants that the report does not hold; the exit code."""
    from tests.attacks.mutation.places import places
    from tests.attacks.mutation.running import measure

    end = time.monotonic() + chosen.seconds
    decided = list(places())
    measured = measure(runner, decided, chosen.calls)
    report = Report(chosen.report)
    part, parts = map(int, chosen.part.split("/"))
    wanted = [place for place in decided if any(text in f"{place.path}:{place.name}" for text in chosen.only)]
    every = [one for place in wanted for one in of_place(place)]
    for place, what, line, changed in every[part - 1 :: parts]:
        if time.monotonic() < end and report.wants(place, what, line, chosen.again):
            names, seconds = chosen_tests(runner, place, measured, report, chosen.longest)
            report.add(place, what, line, *try_one(runner, place, changed, names, seconds))
    return tell(report.ends(every), len(every))


def chosen_tests(runner, place, measured, report, longest):
    """The tests to try a function's mutants with, and how long they take: first what noticed others of them."""
    from tests.attacks.mutation.running import tests_of

    calling = tests_of(place, measured)
    first = [name for name in report.noticed(place) if name in calling]
    names, total = [], 0
    for name in dict.fromkeys([*first, *calling]):
        seconds = measured[name][0]
        if name in runner.items and total + seconds <= longest:
            names.append(name)
            total += seconds
    return names, total


def of_place(place):
    """(place, what, line, changed function) of each mutant of one function that does not decide the same."""
    from tests.attacks.mutation.changes import mutants
    from tests.attacks.mutation.places import ROOT, functions

    node = dict(functions(ast.parse((ROOT / place.path).read_text(encoding="utf-8"))))[place.name]
    seen = {ast.unparse(node)}
    for what, line, changed in mutants(node, place.is_whole):
        if (text := ast.unparse(changed)) not in seen and (place.path, place.name, what) not in EQUAL:
            seen.add(text)
            yield place, what, line, changed


def try_one(runner, place, changed, names, seconds):
    """How one mutant ends: the test that notices it and its error, "" where none does, or why it was not tried."""
    from tests.attacks.mutation.running import killer

    if not names:
        return "no test", ""
    return killer(runner, place, changed, names, seconds) or ("same", "")


def tell(ends, every):
    """The count; the exit code."""
    out = ends["same"] + ends["broken"]
    tried = sum(ends.values()) - out
    print(
        f"{tried} of {every} mutants, {ends['killed']} killed, {ends['survived']} survived, "
        f"{ends['no test']} without a test ({out} could not be put in): "
        f"{100 * ends['killed'] / max(tried, 1):.1f} %",
        flush=True,
    )
    return int(ends["killed"] < WANTED * tried)


if __name__ == "__main__":
    sys.exit(main())
