"""Comparing, applying and undoing as jobs: small ones at once, large ones in a queue that survives its browser.

An import says by its state that it is being worked on, committed before the work begins; the process that works holds
a lock that ends with it (`progress`). The lock gone while the state stays means that the process was killed: its
transaction never happened, and the import goes back to where it stood.
"""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from archive.models import BatchState, ImportBatch
from archive.review.rights import NotAllowed
from archive.spreadsheets import progress
from archive.spreadsheets.alike import look_for_alike
from archive.spreadsheets.reading import UnreadableFile
from archive.spreadsheets.staging import NotWaiting, applying, base, comparing
from archive.spreadsheets.staging.choosing import check_ready, given_to
from archive.spreadsheets.undoing import NotUndoable, undo
from archive.writing import Stale

WORKER = "worker"
# So long the worker takes at most between taking a job and holding its import's lock.
_TAKING_UP = timedelta(seconds=3)
_logger = logging.getLogger(__name__)


class Phase(TextChoices):
    """What is being done with an import."""

    WAITING = "waiting", gettext_lazy("waiting for its turn")
    COMPARING = "comparing", gettext_lazy("comparing with the archive")
    WRITING = "writing", gettext_lazy("writing")
    UNDOING = "undoing", gettext_lazy("undoing")
    INTERRUPTED = "interrupted", gettext_lazy("interrupted")


class Progress(NamedTuple):
    """How far the work on an import is: rows done and in all (0: not known yet), and what is being done."""

    done: int
    total: int
    phase: Phase


# The state during each work, the states in which it may begin, and its phase.
_WORKS = {
    "stage": (BatchState.PLANNING, base.WAITING, Phase.COMPARING),
    "apply": (BatchState.APPLYING, (BatchState.STAGED,), Phase.WRITING),
    "undo": (BatchState.UNDOING, (BatchState.APPLIED,), Phase.UNDOING),
}


def start(batch, work, *, by, why="") -> bool:
    """Begin to "stage", "apply" or "undo" an import in this user's name; whether that is finished already.

    `why` is the reason that stands with every version that is made.

    A small one is done at once, and so is any while no worker runs; then the import's state and message say how it
    ended. NotWaiting where it is in other hands or past that, NotReady where something stands in the way.
    """
    state, waiting, _phase = _WORKS[work]
    recover(batch)
    if work == "apply":
        check_ready(batch)
    by_pk = by.pk if by else None
    if is_small(batch, work) or not progress.is_held(WORKER):
        _at_once(batch, work, by, why)
        return True
    with transaction.atomic():
        base.claim(batch, state, waiting)
        carry_out.enqueue(batch.pk, work, by_pk, translation.get_language(), why)
    return False


def is_small(batch, work) -> bool:
    """Whether the work is done before its editor has waited long."""
    if work == "stage":
        return batch.size <= settings.SHEET_AT_ONCE["bytes"]
    rows = given_to(batch) if work == "apply" else sum(v for v in batch.counts.values() if isinstance(v, int))
    return rows <= settings.SHEET_AT_ONCE["rows"]


def progress_of(batch) -> Progress | None:
    """How far the work on an import is, or None where nothing is being done with it; writes nothing."""
    batch = base.current(batch)
    if batch is None or batch.state not in base.WORKING:
        return None
    if progress.is_held(batch.pk):
        told = progress.told(batch.pk)
        phase = next(phase for state, _waiting, phase in _WORKS.values() if state == batch.state)
        return Progress(told.get("done", 0), told.get("total", 0), phase)
    return Progress(0, 0, Phase.WAITING if _is_queued(batch) else Phase.INTERRUPTED)


def recover(batch) -> bool:
    """Put an import whose work was killed back to where it stood, with a message that says so; whether it was."""
    batch.refresh_from_db(fields=["state", "message"])
    if batch.state not in base.WORKING or _is_queued(batch) or progress.is_held(batch.pk):
        return False
    with progress.held(batch.pk) as telling:
        if telling is None:
            return False
        batch.refresh_from_db(fields=["state", "message"])
        # Between two looks it may have ended as it should, or been queued anew.
        if batch.state not in base.WORKING or _is_queued(batch):
            return False
        return base.put_back(batch, _interrupted(batch))


def recover_all() -> int:
    """Recover every import whose work was killed; how many there were."""
    working = ImportBatch.objects.defer("content").filter(state__in=list(base.WORKING))
    return sum(recover(batch) for batch in working)


@task()
def carry_out(pk, work, by, language, why=""):
    """One job of the queue: errors that an editor can do something about stand on the import, not in the queue."""
    batch = ImportBatch.objects.defer("content").filter(pk=pk).first()
    if batch is None:
        return
    user = get_user_model()._default_manager.filter(pk=by).first() if by else None
    with translation.override(language), progress.held(pk) as telling:
        if telling is not None and base.current(batch).state == _WORKS[work][0]:
            _do(batch, work, user, telling, why)


def _at_once(batch, work, by, why):
    state, waiting, _phase = _WORKS[work]
    # The lock first: nobody shall find the state without it.
    with progress.held(batch.pk) as telling:
        if telling is None:
            raise NotWaiting(base.current(batch))
        base.claim(batch, state, waiting)
        _do(batch, work, by, telling, why)


def _do(batch, work, by, telling, why):
    """Do it; what an editor can do something about is told by the import's message."""
    telling.begin(_WORKS[work][2])
    try:
        if work == "stage":
            comparing.compare(batch, by=by, progress=telling)
        elif work == "apply":
            applying.carry_out(batch, by=by, why=why, progress=telling)
            look_for_alike(batch)
        else:
            _undo(batch, by, telling)
    except (UnreadableFile, Stale, NotAllowed, NotWaiting, NotUndoable):
        pass
    except Exception:
        # The import has been put back and says so; why is for the operator.
        _logger.exception("Import %s: %s came to nothing.", batch.pk, work)
    finally:
        batch.refresh_from_db(fields=["state", "message", "counts", "findings", "applied_at"])


def _undo(batch, by, telling):
    try:
        with transaction.atomic():
            # Seen by nobody outside: until the end of this transaction the import is being undone.
            ImportBatch.objects.filter(pk=batch.pk, state=BatchState.UNDOING).update(state=BatchState.APPLIED)
            undo(batch, by=by, progress=telling, within=by is not None)
    except NotUndoable as refusal:
        base.put_back(batch, str(refusal))
        raise
    except BaseException:
        base.put_back(batch, _("Undoing was broken off, and nothing was changed. It can be started again."))
        raise


def clean_up() -> int:
    """Delete what the queue still tells of jobs that have ended, and end those whose worker was killed; how many."""
    progress.sweep()
    # Only one worker serves an archive: what another one was doing, nobody does any more.
    lost = DBTaskResult.objects.running().filter(task_path=carry_out.module_path)
    count = lost.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    since = timezone.now() - timedelta(days=settings.SHEET_UPLOADS_KEPT_DAYS)
    return count + DBTaskResult.objects.finished().filter(finished_at__lt=since).delete()[0]


def _is_queued(batch) -> bool:
    """Whether a job for the import waits in the queue, or was taken from it a moment ago."""
    jobs = DBTaskResult.objects.filter(task_path=carry_out.module_path, args_kwargs__args__0=batch.pk)
    since = timezone.now() - _TAKING_UP
    taken = Q(status=TaskResultStatus.RUNNING, started_at__gt=since)
    return jobs.filter(Q(status=TaskResultStatus.READY) | taken).exists()


def _interrupted(batch):
    return {
        BatchState.PLANNING: _("The comparison was interrupted, and nothing was changed. Start it again."),
        BatchState.APPLYING: _("Applying was interrupted, and nothing was changed. Start it again."),
        BatchState.UNDOING: _("Undoing was interrupted, and nothing was changed. Start it again."),
    }[batch.state]
