"""`python -m tests.attacks.parsers`: what reads people's writing, fuzzed with atheris, which follows its branches.

Each parser gives an answer, or refuses with its own exception; what it gave it reads again as the same; and what the
search makes of a query is one that SQLite's full-text search can read. Ends with 1 where one does not. atheris is on
PyPI with wheels for some Pythons on Linux only, and so is no requirement of the tests: `pip install atheris`.
"""

import argparse
import importlib.util
import json
import os
import sqlite3
import subprocess
import sys

RUNS = 100_000
MOST_BYTES = 300


def dates(text):
    """Dates as typed: EDTF, that is understood as itself."""
    from archive.dates import InvalidDate, understand, words

    try:
        found = understand(text)
    except InvalidDate:
        return
    assert understand(found) == found, (text, found)
    words(found, "en")


def identifiers(text):
    """ISBN, ISSN and DOI, each in its one form."""
    from archive.identifiers import NotAnIdentifier, doi, isbn, issn

    for understand in (isbn, issn, doi):
        try:
            found = understand(text)
        except NotAnIdentifier:
            continue
        assert understand(found) == found, (text, found)


def amounts(text):
    """Numbers with their precision."""
    from archive.amounts import understand

    found = understand(text)
    assert found is None or found.bounds[0] <= found.value <= found.bounds[1], text


def texts(text):
    """The stored form of a text is the stored form of itself; so is its folded form."""
    from archive.text import clean, fold

    for lines in (False, True):
        found = clean(text, lines=lines)
        assert clean(found, lines=lines) == found, (text, found)
    assert fold(fold(text)) == fold(text), text


def queries(text):
    """What is looked for, as SQLite's full-text search is asked for it."""
    from archive.search import terms
    from archive.search.spelled_out import of_fts5

    found = terms(text)
    if found:
        _FTS.execute("SELECT count(*) FROM f WHERE f MATCH ?", [of_fts5(found)]).fetchone()


def mappings(text):
    """A mapping of a sheet, as JSON."""
    from archive.spreadsheets import Mapping, UnreadableFile

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = {"columns": {"title_en": text}, "date_order": text}
    try:
        Mapping.of(data)
    except UnreadableFile:
        return


_FTS = sqlite3.connect(":memory:")
_FTS.execute("CREATE VIRTUAL TABLE f USING fts5(a)")
PARSERS = {each.__name__: each for each in (dates, identifiers, amounts, texts, queries, mappings)}


def main():
    """Fuzz each parser in a process of its own; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each parser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parser", choices=PARSERS, help="only this one, in this process")
    chosen = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here: pip install atheris, with a Python that it has a wheel for.")
        return 1
    if chosen.parser:
        return fuzz(chosen)
    return max(apart(name, chosen) for name in PARSERS)


def apart(name, chosen):
    """One parser in a process of its own, for atheris ends the process that it works in; whether it failed."""
    command = [sys.executable, "-m", "tests.attacks.parsers", "--parser", name]
    command += ["--runs", str(chosen.runs), "--seed", str(chosen.seed)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    done = [line for line in said.splitlines() if line.startswith("Done ")]
    end = f"FAILED with {ended.returncode}" if ended.returncode else "found nothing"
    print(f"{name}: {done[0] if done else ''} {end}", flush=True)
    if ended.returncode:
        print(said[-3000:])
    return int(bool(ended.returncode))


def fuzz(chosen):
    """Fuzz one parser here; the process ends with it."""
    import atheris

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with atheris.instrument_imports(include=["archive"]):
        import django

        django.setup()
        PARSERS[chosen.parser]("")
    check = PARSERS[chosen.parser]

    def one(content):
        check(atheris.FuzzedDataProvider(content).ConsumeUnicodeNoSurrogates(MOST_BYTES))

    folder = os.environ["ARCHIVE_DATA_DIR"]
    told = [f"-atheris_runs={chosen.runs}", f"-seed={chosen.seed}", f"-max_len={MOST_BYTES}", "-timeout=5"]
    atheris.Setup([sys.argv[0], *told, f"-artifact_prefix={folder}/"], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
