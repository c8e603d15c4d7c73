"""What came out of backups, verifications and restores: kept, and told at the desk, to monitors and to readers."""

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from archive import audit
from archive.models import Damage, Outcome, PreservationEvent, Preserving
from archive.text import clean

# So many damaged things are kept by name; where there are more, nothing is claimed of any record.
MOST_NAMED = 10_000
# Of work that has not ended after so long nobody knows any more.
_LONGEST = timedelta(hours=12)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Something damaged: its type, its address, what is wrong with it, and what to do."""

    type: str
    slug: str
    words: str
    remedy: str

    def __str__(self):
        return (
            f"{self.type}/{self.slug}: {self.words} {self.remedy}"
            if self.slug
            else f"{self.type}: {self.words} {self.remedy}"
        )


@dataclass(slots=True)
class Telling:
    """What a piece of work says of itself while it goes on."""

    event: PreservationEvent
    place: str = ""
    seal: str = ""
    message: str = ""
    found: list[Found] = field(default_factory=list)


@contextmanager
def kept(kind, place=""):
    """Keep what comes out of the work inside, which tells it; an exception is a failure, and goes on its way.

    Where the database takes nothing, the work is done all the same and the log says so: a backup matters more.
    """
    event = PreservationEvent(kind=kind, place=clean(str(place))[:1000], started_at=timezone.now())
    _store(event.save)
    telling = Telling(event, str(place)[:1000])
    try:
        yield telling
    except BaseException as error:
        _end(telling, Outcome.FAILED, str(error) or type(error).__name__)
        raise
    _end(telling, Outcome.DAMAGED if telling.found else Outcome.SOUND, telling.message)


def _end(telling, outcome, message):
    event = telling.event
    event.place, event.seal, event.message = clean(telling.place), telling.seal, message
    event.outcome, event.damaged, event.ended_at = outcome, len(telling.found), timezone.now()

    def store():
        with transaction.atomic():
            event.save()
            if event.kind == Preserving.BACKUP:
                audit.note("backup", event.place, refused=outcome == Outcome.FAILED)
            some = telling.found[:MOST_NAMED]
            Damage.objects.bulk_create(
                [Damage(event=event, type=f.type, slug=clean(f.slug)[:300], words=f.words) for f in some],
                batch_size=500,
            )

    _store(store)


def _store(write):
    try:
        write()
    except DatabaseError:
        _log.exception("What came out could not be kept in the database.")


def last(kind, *outcomes, **conditions) -> PreservationEvent | None:
    """The latest of a kind that came out so."""
    rows = PreservationEvent.objects.filter(kind=kind, **conditions)
    return (rows.filter(outcome__in=outcomes) if outcomes else rows).first()


def is_lost(event) -> bool:
    """Whether work has not ended in all the time since: its process was killed."""
    return event.outcome == Outcome.RUNNING and event.started_at < timezone.now() - _LONGEST


def is_expected() -> bool:
    """Whether this archive is to have backups: an operator has said how often, or one was made."""
    return bool(settings.BACKUP_EVERY_HOURS) or PreservationEvent.objects.filter(kind=Preserving.BACKUP).exists()


def is_late(event) -> bool:
    """Whether a backup is older than backups are to be."""
    hours = settings.BACKUP_EVERY_HOURS or 24 * 7
    return event.started_at < timezone.now() - timedelta(hours=hours)
