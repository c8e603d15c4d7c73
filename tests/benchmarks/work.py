"""What the benchmarks of sheets have the archive do, in a process of its own: `python -m tests.benchmarks.work …`.

The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")


def prepare(folder):
    """Tables, and the places, people and events that the visits name."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for sheet in ("places", "people", "events"):
        _applied(sheet, Path(folder, f"{sheet}.csv"))


def timed(folder, format="csv"):
    """Preview and confirmation as the admin makes them: each reads the file and plans; the second applies. Seconds."""
    idle = _resident()
    file, begin = Path(folder, f"visits.{format}"), time.perf_counter()
    _plan("visits", file)
    seen = time.perf_counter()
    _applied("visits", file)
    done = time.perf_counter()
    print(json.dumps({"preview": seen - begin, "apply": done - seen, **counts(), "MiB": _peak() - idle}))


def apply_slowly_killed(file):
    """Plan, say so, apply, say so: whoever listens kills the process in between."""
    from archive.spreadsheets import apply

    planned = _plan("visits", file)
    print("ready", flush=True)
    print("done", apply(planned, by=None).pk, flush=True)


def undo_slowly_killed(batch):
    """Say so, undo an import, say so."""
    from archive.models import ImportBatch
    from archive.spreadsheets import undo

    found = ImportBatch.objects.get(pk=batch)
    print("ready", flush=True)
    print("done", undo(found, by=None).batch.pk, flush=True)


def count(prefix):
    """How much there is of the visits whose slugs begin so, in every table that an import writes."""
    print(json.dumps(counts(prefix)))


def counts(prefix="") -> dict:
    """The rows of the visits whose slugs begin so, by what they are."""
    from archive.models import ImportBatch, Participation, Revision, Visit

    through = Visit.places.through
    visits = Visit.objects.filter(slug__startswith=prefix)
    return {
        "visits": visits.count(),
        "found": visits.matching("visit").count(),
        "places": through.objects.filter(visit__slug__startswith=prefix).count(),
        "participations": Participation.objects.filter(visit__slug__startswith=prefix).count(),
        "versions": Revision.objects.filter(record_type="visits", slug__startswith=prefix, deleted=False).count(),
        "deletions": Revision.objects.filter(record_type="visits", slug__startswith=prefix, deleted=True).count(),
        "imports": ImportBatch.objects.filter(type="visits", file_name__startswith=f"{prefix}visits").count(),
    }


def _plan(sheet, file):
    from archive.spreadsheets import plan, read

    planned = plan(sheet, read(str(file)))
    assert planned.ok, str(planned.problems[0])
    return planned


def _applied(sheet, file):
    from archive.spreadsheets import apply

    return apply(_plan(sheet, file), by=None)


def _resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024**2


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


WORK = {work.__name__: work for work in (prepare, timed, apply_slowly_killed, undo_slowly_killed, count)}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
