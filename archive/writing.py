"""The one way in: every record is saved inside `change`, which checks, weighs, indexes and remembers."""

import functools
from collections import defaultdict
from contextlib import contextmanager
from itertools import chain, groupby, islice

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import evidence, search, snapshot
from archive.models import RECORD_TYPES, Evidence, Place, Revision, RevisionState, Status, arc_name, open_change
from archive.models.links import LINKING, dependents, links
from archive.models.sets import insert_rows, insert_values, new_keys, prepare
from archive.text import clean

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

    def __init__(self, by, why, batch, reviewer=None):
        self.by, self.why, self.batch, self.reviewer = by, why, batch, reviewer
        # For each type, by primary key: the records written, and those on which something hangs that is written.
        self.saved = defaultdict(dict)
        self.hung_on = defaultdict(dict)
        self.authorities = defaultdict(set)
        # Places keep no history: an import keeps what they were before it (None: not there), that it can be undone.
        self.places_before = {}
        self.names = search.Names()

    def touch(self, record, gone=False):
        """Note that a record is written or about to be deleted; its number in memory is the version that was read."""
        model = type(record)
        if gone:
            self.forget([record])
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

    def forget(self, records, merged=False):
        """Note that these of one type go, in sets, their last state kept; what readers saw goes only where `merged`."""
        for some in batched(records, SET_SIZE):
            model, pks = type(some[0]), [record.pk for record in some]
            taken, before = snapshot.take(model, pks), _last_checksums(model, pks)
            for record in some:
                if not merged and record.status in (Status.PUBLISHED, Status.WITHDRAWN):
                    raise NotDeletable(record)
                self.saved[model].pop(record.pk, None)
                self.hung_on[model].pop(record.pk, None)
            # The key is left out: it is about to be nobody's.
            last = [(None, r.revision + 1, taken[r.pk], before.get(r.pk, "")) for r in some if r.pk in taken]
            self._store_versions(model, last, deleted=True)

    def keep_places(self, pks):
        """Keep what these places are before an import writes them or their names; those it has kept stay as kept."""
        self.places_before = snapshot.take(Place, set(pks) - self.places_before.keys()) | self.places_before

    def create(self, model, records, lists) -> None:
        """Store new records that nothing is known of yet, each with its lists, past `save`, in sets; some at a time.

        `lists` are, beside each record, {name: rows}: of a many-to-many field the stored rows to link to, else unsaved
        rows that will hang on the record. The same is stored as if each had been saved within this change.
        """
        prepare(records)
        keys = new_keys(model, len(records))
        for record, key in zip(records, keys, strict=True):
            record.pk, record.revision, record.evidence = key, 1, Evidence.NONE
            record._state.adding, record._stored_slug = False, record.slug
        self._describe(model, records, lists)
        insert_rows(records, keyed=True)
        _store_lists(model, records, lists)
        taken = ((r.pk, 1, snapshot.compose(r, found), "") for r, found in zip(records, lists, strict=True))
        self._store_versions(model, taken)

    def _describe(self, model, records, lists):
        """Set what is computed of new records: the words they are found by, and how many facts lack a citation."""
        linked = [list(_linked(record, found)) for record, found in zip(records, lists, strict=True)]
        wanted = defaultdict(set)
        for target, pk in set(chain.from_iterable(linked)):
            wanted[target].add(pk)
        for target, pks in wanted.items():
            self.names.look_up(target, pks)
        for record, found, there in zip(records, lists, linked, strict=True):
            record.search_text = self.names.words(record, there)
            record.uncited, record.unsupported = evidence.filled_without_citation(record, found), 0

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
        if self.batch is not None and self.places_before:
            self._remember_places()

    def _remember_places(self):
        after = snapshot.take(Place, self.places_before)
        self.batch.places = {pk: [before, after.get(pk)] for pk, before in self.places_before.items()}
        self.batch.save(update_fields=["places"])

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
        taken = snapshot.take(model, pks)
        self._store_versions(model, ((pk, numbers[pk], found, before.get(pk, "")) for pk, found in taken.items()))

    def _store_versions(self, model, versions, deleted=False):
        """Store a revision for each (key, number, snapshot, checksum of the version before)."""
        people = (self.by and self.by.pk, self.by.get_username() if self.by else "", self.reviewer and self.reviewer.pk)
        now = Revision._meta.get_field("created_at").get_db_prep_save(timezone.now(), connection)
        shared = (*people, clean(self.why, lines=True), now, self.batch and self.batch.pk, deleted)
        insert_values(Revision, _version_fields(model), self._version_rows(model, versions, shared))

    @staticmethod
    def _version_rows(model, versions, shared):
        for pk, number, taken, before in versions:
            text = snapshot.canonical(taken)
            sha256 = snapshot.checksum_of(text, before)
            yield (pk, model.address, taken["slug"], number, text, sha256, RevisionState.ACCEPTED, *shared)


@contextmanager
def change(*, by, why="", batch=None, reviewer=None):
    """Write records: `with change(by=user, why="…"): visit.save()`. All or nothing, in one transaction.

    `by` is the user, or None for the archive itself; `reviewer` is who accepted it, where that is somebody else. Raises
    Stale where another change saved one of the records since it was read, and NotDeletable for the deletion of what has
    been published. A change inside a change joins it.
    """
    outer = open_change.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        current = Change(by, why, batch, reviewer)
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


@functools.cache
def _version_fields(model):
    names = (arc_name(model), "record_type", "slug", "number", "snapshot", "sha256", "state")
    shared = ("author", "author_name", "reviewer", "reason", "created_at", "batch", "deleted")
    return [Revision._meta.get_field(name) for name in (*names, *shared)]


def _linked(record, lists):
    """(type, key) of all that a new record links to, as the search column tells it: by fields, then lists."""
    for link in links(type(record)):
        if link.through is type(record):
            if (pk := getattr(record, f"{link.there}_id")) is not None:
                yield link.target, pk
        elif link.through in LINKING:
            rows = (getattr(row, f"{link.there}_id") for row in lists.get(link.field, ()))
            yield from ((link.target, pk) for pk in rows if pk is not None)
        else:
            yield from ((link.target, row.pk) for row in lists.get(link.field, ()))


def _store_lists(model, records, lists):
    pairs = list(zip(records, lists, strict=True))
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        names = (field.m2m_field_name(), field.m2m_reverse_field_name())
        fields = [through._meta.get_field(name) for name in names]
        insert_values(through, fields, [(r.pk, row.pk) for r, found in pairs for row in found.get(field.name, ())])
    for name, _satellite, key in snapshot.owned(model):
        rows = []
        for record, found in pairs:
            for row in found.get(name, ()):
                setattr(row, f"{key}_id", record.pk)
                rows.append(row)
        prepare(rows)
        insert_rows(rows)
