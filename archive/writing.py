"""The one way in: every record is saved inside `change`, which checks, weighs, indexes and remembers."""

from collections import defaultdict
from contextlib import contextmanager
from itertools import groupby, islice

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import evidence, search, snapshot
from archive.models import RECORD_TYPES, Place, Revision, Status, arc_name, open_change
from archive.models.links import dependents

# How many records are worked on in one set: large enough for speed, small enough for memory and the limits of a query.
SET_SIZE = 2000


def batched(rows, size):
    """Tuples of at most `size` rows, as itertools.batched of Python 3.12."""
    rows = iter(rows)
    while some := tuple(islice(rows, size)):
        yield some


class Stale(Exception):
    """Somebody else saved these records since they were read; nothing of this change was written."""

    def __init__(self, records):
        self.records = records
        names = ", ".join(f"“{record}”" for record in records)
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


class Change:
    """What one change has touched so far. Models report to it; nobody else needs to."""

    def __init__(self, by, why, batch):
        self.by, self.why, self.batch = by, why, batch
        # For each type, by primary key: the records written, and those on which something hangs that is written.
        self.saved = defaultdict(dict)
        self.hung_on = defaultdict(dict)
        self.authorities = defaultdict(set)
        self.revisions = []

    def touch(self, record, gone=False):
        """Note that a record is written or about to be deleted; its number in memory is the version that was read."""
        model = type(record)
        if gone:
            self._forget(record)
        else:
            known = self.saved[model].setdefault(record.pk, record)
            # Two readings of one record in one change: the older one decides whether somebody came between.
            if record.revision < known.revision:
                self.saved[model][record.pk] = record

    def touch_hanging(self, row, key):
        """Note that what hangs on a record by this key is written: a new version, whoever else added to it."""
        model, pk = row._meta.get_field(key).remote_field.model, getattr(row, f"{key}_id")
        # The record itself is not fetched for this; if it is in memory, its revision number there follows.
        self.hung_on[model].setdefault(pk, None)
        if key in row._state.fields_cache:
            self.hung_on[model][pk] = row._state.fields_cache[key]

    def touch_authority(self, model, pk):
        """Note that a place, which has no history, or its name has changed."""
        self.authorities[model].add(pk)

    def _forget(self, record):
        if record.status in (Status.PUBLISHED, Status.WITHDRAWN):
            raise NotDeletable(record)
        model = type(record)
        taken = snapshot.take(model, [record.pk])
        if record.pk in taken:
            self.revisions.append(
                _revision(self, model, record.slug, record.revision + 1, taken[record.pk], "", deleted=True)
            )
        self.saved[model].pop(record.pk, None)
        self.hung_on[model].pop(record.pk, None)

    def close(self):
        """Check revision numbers, then compute evidence, search and revisions of everything touched, in sets."""
        for model, records in self.saved.items():
            for some in batched(records.values(), SET_SIZE):
                _advance(model, some)
        for model, records in self.hung_on.items():
            only_hung_on = [pk for pk in records if pk not in self.saved[model]]
            for some in batched(only_hung_on, SET_SIZE):
                _advance_unread(model, {pk: records[pk] for pk in some})
        for model, pks in self._with_dependents().items():
            for some in batched(sorted(pks), SET_SIZE):
                if model is not Place:
                    evidence.weigh(model, some)
                search.index(model, some)
        for model, pks in self._touched().items():
            for some in batched(sorted(pks), SET_SIZE):
                self._remember(model, some)
        Revision._base_manager.bulk_create(self.revisions, batch_size=500)

    def _touched(self):
        return {model: self.saved[model].keys() | self.hung_on[model].keys() for model in {*self.saved, *self.hung_on}}

    def _with_dependents(self):
        found = defaultdict(set)
        for model, pks in (*self._touched().items(), *self.authorities.items()):
            found[model] |= pks
            for other, others in dependents(model, pks, RECORD_TYPES).items():
                found[other] |= others
        return found

    def _remember(self, model, pks):
        before = _last_checksums(model, pks)
        numbers = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "revision"))
        for pk, taken in snapshot.take(model, pks).items():
            row = _revision(self, model, taken["slug"], numbers[pk], taken, before.get(pk, ""))
            setattr(row, f"{arc_name(model)}_id", pk)
            self.revisions.append(row)


@contextmanager
def change(*, by, why="", batch=None):
    """Write records: `with change(by=user, why="…"): visit.save()`. All or nothing, in one transaction.

    `by` is the user, or None for the archive itself. Raises Stale where another change saved one of the records since
    it was read, and NotDeletable for the deletion of what has been published. A change inside a change joins it.
    """
    outer = open_change.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        current = Change(by, why, batch)
        token = open_change.set(current)
        try:
            yield current
            current.close()
        finally:
            open_change.reset(token)


def adopt(*, why, by=None):
    """Do for what was loaded from fixtures what `change` does for what is saved: evidence, search, revisions."""
    with change(by=by, why=why) as current:
        fresh = [record for model in RECORD_TYPES for record in model._base_manager.filter(revision=0)]
        for record in fresh:
            current.touch(record)
        if fresh:
            current.authorities[Place].update(Place._base_manager.values_list("pk", flat=True))


def _advance(model, records):
    """Raise the revision numbers by one where each is still the one that was read; Stale names the others."""
    now = timezone.now()
    by_number = sorted(records, key=lambda r: r.revision)
    for number, group in groupby(by_number, key=lambda r: r.revision):
        group = list(group)
        unchanged = model._base_manager.filter(pk__in=[r.pk for r in group], revision=number)
        if unchanged.update(revision=F("revision") + 1, updated_at=now) != len(group):
            raise Stale(_changed_meanwhile(model, group, number))
        for record in group:
            record.revision, record.updated_at = number + 1, now


def _advance_unread(model, records):
    """Raise the revision numbers by one whatever they are; a reading in memory follows only if it was the latest."""
    stored = model._base_manager.filter(pk__in=list(records))
    stored.update(revision=F("revision") + 1, updated_at=timezone.now())
    for pk, number in stored.values_list("pk", "revision"):
        # An older reading stays old, so that saving it later is refused rather than silently undoing somebody's work.
        if records[pk] is not None and records[pk].revision == number - 1:
            records[pk].revision = number


def _changed_meanwhile(model, group, number):
    still = set(
        model._base_manager.filter(pk__in=[r.pk for r in group], revision=number + 1).values_list("pk", flat=True)
    )
    return [r for r in group if r.pk not in still] or group


def _last_checksums(model, pks) -> dict[int, str]:
    key = arc_name(model)
    rows = Revision._base_manager.filter(**{f"{key}__in": pks})
    last = rows.values(key).annotate(last=models.Max("number")).values_list(key, "last")
    wanted = dict(last)
    found = rows.filter(number__in=set(wanted.values())).values_list(key, "number", "sha256") if wanted else ()
    return {pk: sha for pk, number, sha in found if wanted[pk] == number}


def _revision(current, model, slug, number, taken, before, deleted=False):
    return Revision(
        record_type=model.address,
        slug=slug,
        number=number,
        snapshot=taken,
        author=current.by,
        author_name=current.by.get_username() if current.by else "",
        reason=current.why,
        batch=current.batch,
        deleted=deleted,
        sha256=snapshot.checksum(taken, before),
    )
