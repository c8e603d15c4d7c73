"""`worker`: does the work that takes too long for a page, such as importing a large sheet."""

import logging
import os
import signal
import sys
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.db.utils import InterfaceError
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from archive.faults import FilesAway
from archive.management.durability import check_durability
from archive.review import corrections
from archive.sources import files, links
from archive.spreadsheets import jobs, progress, staging
from archive.writing.surveying import survey

# Seconds between two looks into the queue, for killed work, for old uploads; and before another try after an error.
LOOK, RECOVER, CLEAN_UP, PAUSE = 0.5, 10, 24 * 60 * 60, 2
# Seconds between two links that are checked while there is nothing else to do, and before looking whether one is due.
NEXT_LINK, NO_LINK = 2, 60 * 60
# So long a job may take to end after the server has.
GRACE = 8
_logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Work off the queue until told to stop; `start` runs it beside the server."""

    help = "Does the work that waits in the queue, such as importing large sheets. `start` runs it beside the server."

    def add_arguments(self, parser):
        """How long to work."""
        parser.add_argument("--once", action="store_true", help="end when the queue is empty")
        parser.add_argument("--until-closed", type=int, metavar="FD", help="end when this file descriptor is closed")

    def handle(self, *, once, until_closed, **options):
        """Wait until no other worker serves this archive, then work; anew after an error, for the lock may be gone."""
        queue = Queue()
        if not once:
            queue.configure_signals()
        if until_closed is not None:
            threading.Thread(target=end_when_closed, args=[until_closed], daemon=True).start()
        is_first = True
        while queue.running:
            try:
                with progress.held(jobs.WORKER) as queue.telling:
                    if queue.telling is not None:
                        check_durability()
                        queue.telling.begin("")
                        queue.work(once)
                        return
                if is_first:
                    self.stdout.write("Another worker serves this archive; this one waits until that has ended.")
                is_first = False
            except (DatabaseError, InterfaceError):
                if once:
                    raise
                _logger.exception("The queue cannot be reached; trying again.")
                connection.close()
            time.sleep(PAUSE)


def sweep_files():
    """Delete files that nothing names; while their storage is away, the work that needs none goes on."""
    try:
        files.sweep()
    except FilesAway as away:
        _logger.warning("Files that nothing names are left for now: %s", away)


class Queue(Worker):
    """The queue's own worker, which looks for work without a lock."""

    def __init__(self):
        super().__init__(
            queue_names=["default"],
            interval=LOOK,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.uname().nodename}-{os.getpid()}"[:64],
            excluded_queue_names=[],
        )
        self.telling = None
        self.next_recovery = self.next_cleaning = self.next_link = 0.0

    def shutdown(self, signum, frame):
        """End after the present job, or at once when told a second time."""
        if not self.running or not self.running_task:
            sys.exit(int(self.running_task))
        self.running = False

    def work(self, once=False):
        """Work until told to stop, or once until the queue is empty."""
        while self.running:
            if not connection.in_atomic_block:
                close_old_connections()
            self.look_after()
            if self.do_next():
                continue
            if once:
                return
            self.check_a_link()
            time.sleep(LOOK)

    def do_next(self) -> bool:
        """Do the next job; whether there was one."""
        if not DBTaskResult.objects.ready().exists():
            return False
        with exclusive_transaction():
            job = DBTaskResult.objects.ready().get_locked()
            if job is not None:
                job.claim(self.worker_id)
        if job is not None:
            self.run_task(job)
            # An import may have made ten times as much of what there was.
            survey()
        return job is not None

    def check_a_link(self):
        """While nobody waits, see whether one more address of a source still leads anywhere."""
        if time.monotonic() >= self.next_link:
            self.next_link = time.monotonic() + (NEXT_LINK if links.check_one_due() else NO_LINK)

    def look_after(self):
        """Now and then, put back what was killed, and delete what nobody came back for."""
        now = time.monotonic()
        if now >= self.next_cleaning:
            self.next_cleaning = now + CLEAN_UP
            jobs.clean_up()
            staging.clean_up()
            sweep_files()
            links.forget_unused()
            corrections.forget()
            survey()
        if now >= self.next_recovery:
            self.next_recovery = now + RECOVER
            if self.telling is not None:
                # An error where the lock is gone, though this connection may not be.
                self.telling.begin("")
            jobs.recover_all()


def end_when_closed(pipe):
    """Wait until the server is gone, then stop as when told to, and at once if that takes long."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
