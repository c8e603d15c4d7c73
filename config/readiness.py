"""Whether the archive can do its work now, in plain words: for a load balancer, and for whoever looks why it cannot."""

import logging
import os
import tempfile
import threading
import time

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from archive.spreadsheets import jobs, progress
from config.replicas import watch

logger = logging.getLogger(__name__)
# For so many seconds an answer is good: however often anybody asks, the archive looks no oftener.
KEPT = 2
_lock = threading.Lock()
_last = {"looked": float("-inf"), "answer": (503, "")}


@never_cache
def readyz(request):
    """A line for each part; 503 where one is missing that the archive cannot work without."""
    with _lock:
        if time.monotonic() - _last["looked"] > KEPT:
            _last.update(answer=look(), looked=time.monotonic())
        status, text = _last["answer"]
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def look() -> tuple[int, str]:
    """The status of the answer, and its lines."""
    needed = {"database": database, "migrations": migrations, "storage": storage}
    found = {name: said(name, check) for name, check in needed.items()}
    is_ready = all(is_well for is_well, _words in found.values())
    found |= {name: said(name, check) for name, check in {"replicas": replicas, "queue": queue}.items()}
    lines = "".join(f"{name}: {words}\n" for name, (_is_well, words) in found.items())
    return (200, f"ready\n{lines}") if is_ready else (503, f"not ready\n{lines}")


def said(name, check) -> tuple[bool, str]:
    """What a check finds; what went wrong stands in the log alone, for it may name places and people."""
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever is wrong with a part, the others are told
        logger.warning("The check of the %s failed.", name, exc_info=True)
        return False, "does not answer; the log says why"


def database():
    """Whether it answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, "answers"


def migrations():
    """Whether the database is that of this program: rows of a later one do no harm, missing ones do."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return not missing, f"{missing} to be applied: run manage.py migrate" if missing else "all applied"


def storage():
    """Whether files of sources can be written; of a bucket, whether it answers."""
    write_in(settings.DATA_DIR)
    kept = storages["default"]
    if not isinstance(kept, FileSystemStorage):
        kept.exists("ready")
        return True, "answers"
    if os.path.isdir(kept.location):
        # It is made with the first file.
        write_in(kept.location)
    return True, "can be written"


def write_in(folder):
    """Write a file there and take it away; OSError where that cannot be."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")


def replicas():
    """How many are read from; without any, the primary is."""
    if not settings.REPLICAS:
        return True, "none"
    return True, f"{len(watch.fit())} of {len(settings.REPLICAS)} are read from"


def queue():
    """How much waits for the worker, and whether there is one."""
    waiting = DBTaskResult.objects.ready().count()
    return True, f"{waiting} waiting, {'a worker is at work' if progress.is_held(jobs.WORKER) else 'no worker'}"
