"""The numbers of versions: raised by one where they are still those that were read."""

from itertools import groupby

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models.sets import keys

_NAMED = 20


class Stale(Exception):
    """Somebody else saved these records since they were read; nothing of this change was written.

    `records` are all of them, as records or by their names.
    """

    def __init__(self, records):
        self.records = records
        names = ", ".join(f"“{record}”" for record in records[:_NAMED])
        if len(records) > _NAMED:
            names += _(" and %(count)s more") % {"count": len(records) - _NAMED}
        super().__init__(
            _(
                "Somebody else has changed %(names)s in the meantime. Nothing was saved: "
                "look at the new version and try again."
            )
            % {"names": names}
        )


class NotDeletable(Exception):
    """A published record was about to be deleted; it can only be withdrawn."""

    def __init__(self, record):
        self.record = record
        super().__init__(
            _("“%(record)s” has been published, so it cannot be deleted: withdraw it instead.") % {"record": record}
        )


def number_of(entry) -> int | None:
    """The number of the version that was read: of a record, or the number itself, or None where none was read."""
    return entry if entry is None or isinstance(entry, int) else entry.revision


def advance(model, entries) -> None:
    """Raise the numbers of these records by one where each is still the one that was read; Stale names the others.

    `entries` are, by primary key, the records, whose numbers in memory follow, or only the numbers.
    """
    now = timezone.now()
    by_number = sorted(entries.items(), key=lambda item: number_of(item[1]))
    for number, group in groupby(by_number, key=lambda item: number_of(item[1])):
        group = dict(group)
        unchanged = model._base_manager.filter(pk__in=keys(group), revision=number)
        if unchanged.update(revision=F("revision") + 1, updated_at=now) != len(group):
            raise Stale(_changed_meanwhile(model, group, number))
        for record in group.values():
            if not isinstance(record, int):
                record.revision, record.updated_at = number + 1, now


def advance_unread(model, entries, gone=()) -> None:
    """Raise the numbers whatever they are; a reading in memory follows only if it was the latest.

    Stale names those that somebody else deleted: `gone` are the keys of those that this change deleted itself.
    """
    stored = model._base_manager.filter(pk__in=keys(entries))
    if stored.update(revision=F("revision") + 1, updated_at=timezone.now()) < len(entries):
        here = set(stored.values_list("pk", flat=True))
        lost = [pk for pk in entries if pk not in here and pk not in gone]
        if lost:
            raise Stale([entries[pk] or pk for pk in lost])
    if all(record is None for record in entries.values()):
        return
    for pk, number in stored.values_list("pk", "revision"):
        # An older reading stays old, so that saving it later is refused rather than silently undoing somebody's work.
        if entries[pk] is not None and entries[pk].revision == number - 1:
            entries[pk].revision = number


def _changed_meanwhile(model, group, number):
    as_read = model._base_manager.filter(pk__in=keys(group), revision=number + 1)
    still = set(as_read.values_list("pk", flat=True))
    stale = [pk for pk in group if pk not in still] or list(group)
    here = model._base_manager.in_bulk([pk for pk in stale if isinstance(group[pk], int)])
    return [here.get(pk, pk) if isinstance(group[pk], int) else group[pk] for pk in stale]
