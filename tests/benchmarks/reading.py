"""`python -m tests.benchmarks.reading`: our list and record pages against Datasette and a one-day Django list.

An archive of 100,000 visits is made (or one that is at hand is named: --database URL --folder DATA_DIR) and served by
all three, on the same tables, each asked in turn by `wrk -t2 -c8`; the medians of the rounds are printed with their
ratios, by answers a second and by the processor time of an answer, which others on the machine lengthen less. Ours and
the Django list run under gunicorn as `start` runs it (two processes of four threads), and once more with one process,
because Datasette (facet suggestions off, fifty rows, SQLite only, in an environment of its own from PyPI) is one
process that works in threads. Our page cache is off. `wrk` comes with `apt-get install wrk`.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import databases
from tests.benchmarks import processes, servers

DATASETTE = "datasette==0.65.1"
# (name, our query string, that of the Django list, that of Datasette): each page without and with a filter.
LISTS = (
    ("all visits", "", "", "_sort=date_earliest"),
    ("a country's visits in ten years", "visitor=FR&since=1990&until=1999", "visitor=FR&since=1990&until=1999",
     "visitor_country__exact=FR&date_latest__gte=1990-01-01&date_earliest__lte=1999-12-31&_sort=date_earliest"),
)  # fmt: skip
AIMS = {"Django list": 3, "Django list, marks given": 3, "Datasette": 10}


def main():
    """Measure each database; print answers a second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--database", help="the URL of an archive at hand, else one is made on SQLite and PostgreSQL")
    parser.add_argument("--folder", help="its data folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.database:
            return measure(options.database, options.folder or scratch, scratch, options)
        for name in databases.NAMES:
            os.environ["TEST_DATABASE"] = name
            url = processes.new_database(databases.url(scratch), "reading")
            command = [sys.executable, "-m", "tests.benchmarks.generate", "--visits", str(options.visits)]
            subprocess.run(command, cwd=processes.ROOT, env=processes.environment(url, scratch), check=True)
            measure(url, scratch, scratch, options)


def measure(database, folder, scratch, options):
    """Serve one archive in every way and ask each."""
    print(f"\n{database.partition(':')[0]}")
    with contextlib.ExitStack() as stack:
        served = {
            "archive": stack.enter_context(servers.ours(database, folder)),
            "archive, one process": stack.enter_context(servers.ours(database, folder, workers=1)),
            **_django(stack, database),
        }
        if database.startswith("sqlite"):
            served["Datasette"] = stack.enter_context(datasette(database, scratch))
        for name, ours, theirs, rows in LISTS:
            targets = {who: (server, _list(who, database, ours, theirs, rows)) for who, server in served.items()}
            tell(name, servers.side_by_side(targets, options.rounds, options.seconds), AIMS)
        if "Datasette" in served:
            pk, slug = much_attested(database, folder)
            targets = {who: (served[who], f"/visits/{slug}/") for who in ("archive", "archive, one process")}
            targets["Datasette"] = (served["Datasette"], f"/{Path(database).stem}/archive_visit/{pk}")
            found = servers.side_by_side(targets, options.rounds, options.seconds)
            tell("a record with 20 citations", found, {"Datasette": 2.5})


def _django(stack, database):
    """The Django list with its marks found and given, and with one process."""
    env, folder = processes.environment(database, ""), Path(__file__).parent / "rivals"
    several, alone = (
        stack.enter_context(servers.gunicorn("one_day_list:application", env, workers, folder)) for workers in (None, 1)
    )
    return {"Django list": several, "Django list, marks given": several, "Django list, one process": alone}


@contextlib.contextmanager
def datasette(database, scratch):
    """Datasette on an archive's file, from PyPI into an environment of its own."""
    python = Path(scratch, "datasette", "bin", "python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", DATASETTE, "setuptools<81"], check=True)
    port, file = servers.free_port(), database.removeprefix("sqlite:///")
    options = ["--setting", "suggest_facets", "off", "--port", str(port)]
    with servers.serving([python, "-m", "datasette", "serve", file, *options], port) as server:
        yield server


def _list(who, database, ours, theirs, rows):
    if who.startswith("archive"):
        return f"/visits/?{ours}"
    if who.startswith("Django"):
        return f"/{'given' if 'given' in who else 'visits'}/?{theirs}"
    return f"/{Path(database).stem}/archive_visit?_size=50&status__exact=published&{rows}"


def much_attested(database, folder):
    """(key, slug) of a published visit with twenty citations."""
    code = (
        "from django.db.models import Count; from archive.models import Visit; many = Visit.objects.published()"
        ".annotate(n=Count('citations')).filter(n=20); told = many.values_list('pk', 'slug').first()"
    )
    return processes.asked(processes.environment(database, folder), code)


def tell(name, found, aims):
    """Print one page: who answers how often, the work of an answer, and how many times better we are by each."""
    print(f"  {name}")
    for who, measured in found.items():
        line = f"    {who:26} {measured.rate:9,.1f} a second {measured.cost:9,.2f} ms of work"
        if not who.startswith("archive"):
            ours = found["archive, one process" if "one process" in who else "archive"]
            line += f"   archive {ours.rate / measured.rate:6.2f} times, by work {measured.cost / ours.cost:6.2f}"
            line += f" (aim {aims[who]})" if who in aims else ""
        if who == "Datasette":
            line += f"; one process {found['archive, one process'].rate / measured.rate:.2f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
