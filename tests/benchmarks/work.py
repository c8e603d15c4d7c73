"""What the benchmarks of sheets have the archive do, in a process of its own: `python -m tests.benchmarks.work …`.

The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import contextlib
import json
import os
import resource
import sys
import threading
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


def timed(folder, way="command", format="csv"):
    """Preview and confirmation in one of three ways, in seconds, and the memory that it took.

    `command`: as `import_sheet` does it, one plan that is applied; `staged`: as the browser does it, the rows kept in a
    table between the two; `twice`: the file read and planned once for the preview and once more for the confirmation.
    """
    warm(folder)
    idle, file = _resident(), Path(folder, f"visits.{format}")
    with _Children() as children:
        preview, apply = {"command": _command, "staged": _staged, "twice": _twice}[way](file)
    print(
        json.dumps(
            {"preview": preview, "apply": apply, **counts(), "MiB": _peak() - idle, "reading child MiB": children.most}
        )
    )


def warm(folder):
    """Have everything loaded that a process that has worked before has loaded; nothing is stored."""
    from archive.spreadsheets import plan, read

    plan("people", read(Path(folder, "people.csv").read_bytes()[:2000].rpartition(b"\n")[0], "people.csv"))


def _command(file):
    from archive.spreadsheets import apply_together, prepare, read

    begin = time.perf_counter()
    plans = prepare("visits", read(str(file)))
    assert plans.ok, str(plans.problems[0])
    seen = time.perf_counter()
    apply_together(plans, by=None)
    return seen - begin, time.perf_counter() - seen


def _staged(file):
    from archive.spreadsheets import staging

    begin = time.perf_counter()
    with file.open("rb") as content:
        batch = staging.upload("visits", content, file.name, user=None)
    staging.stage(batch)
    seen = time.perf_counter()
    staging.apply_staged(batch, by=None)
    return seen - begin, time.perf_counter() - seen


def _twice(file):
    begin = time.perf_counter()
    _plan("visits", file)
    seen = time.perf_counter()
    _applied("visits", file)
    return seen - begin, time.perf_counter() - seen


def undone(folder):
    """How long it takes to undo the last import of visits, in seconds."""
    from archive.models import ImportBatch
    from archive.spreadsheets import undo

    batch = ImportBatch.objects.defer("content").filter(type="visits", undoes=None).latest("pk")
    idle, begin = _resident(), time.perf_counter()
    done = undo(batch, by=None)
    seconds = time.perf_counter() - begin
    print(json.dumps({"undo": seconds, "MiB": _peak() - idle, **done.batch.counts}))


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


class _Children:
    """The most memory that a child process had, in MiB, as it was seen every few milliseconds.

    What the system tells of ended children counts the memory of the process that started them.
    """

    def __init__(self):
        self.most, self.ended = 0, threading.Event()
        self.watch = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.watch.start()
        return self

    def __exit__(self, *_error):
        self.ended.set()
        self.watch.join()

    def _watch(self):
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        while not self.ended.wait(0.02):
            for pid in children.read_text().split():
                with contextlib.suppress(OSError):
                    status = Path(f"/proc/{pid}/status").read_text()
                    if "archive" in Path(f"/proc/{pid}/cmdline").read_text():
                        self.most = max(self.most, int(status.partition("VmHWM:")[2].split()[0]) // 1024)


WORK = {work.__name__: work for work in (prepare, timed, undone)}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
