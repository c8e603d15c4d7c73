"""What one change has touched, and what follows from it when it closes."""

from collections import Counter, defaultdict
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from archive import evidence, search, snapshot
from archive.models import RECORD_TYPES, Place, Source, Status, open_change
from archive.models.links import dependents
from archive.models.sets import keys
from archive.writing.creating import create
from archive.writing.faces import note_faces
from archive.writing.headings import count_headings, forget_headings, note_headings
from archive.writing.numbering import NotDeletable, advance, advance_unread, number_of
from archive.writing.publishing import note_published
from archive.writing.sizes import SET_SIZE, batched
from archive.writing.testimony import records_to_weigh
from archive.writing.versions import Author, last_checksums, store_versions

# Snapshots of so many records at most are held until a change has closed.
_FEW = 50


class Change:
    """What one change has touched so far. Models report to it; nobody else needs to."""

    def __init__(self, by, why, batch, reviewer=None):
        self.by, self.why, self.batch, self.reviewer = by, why, batch, reviewer
        # For each type, by primary key: the records written, and those on which something hangs that is written. Of an
        # import, which nobody waits for with the records in hand, only the numbers of the versions that were read.
        self.saved = defaultdict(dict)
        self.hung_on = defaultdict(dict)
        self.authorities = defaultdict(set)
        # The keys of the records that this change deletes.
        self.gone = defaultdict(set)
        # New records, by type, that came with their citations: all else that follows from them is done.
        self.created_cited = defaultdict(set)
        # Those created as published ones, by type: all others have no face yet.
        self.created_published = defaultdict(set)
        # Whether readers see something else once this is done.
        self.is_seen = False
        # Places keep no history: an import keeps what they were before it (None: not there), that it can be undone.
        self.places_before = {}
        # How many more published records there are now under each heading.
        self._more = Counter()
        self.names = search.Names()
        # The snapshots of a few records as their new versions hold them, by type: their faces are made of the same.
        self._taken = defaultdict(dict)
        # Is told how many more records are done as the change closes.
        self.on_progress = None

    def touch(self, record, gone=False):
        """Note that a record is written or about to be deleted; its number in memory is the version that was read."""
        if gone:
            self.forget([record])
            return
        known = self.saved[type(record)].get(record.pk)
        # Two readings of one record in one change: the older one decides whether somebody came between.
        if known is None or record.revision < number_of(known):
            self.saved[type(record)][record.pk] = record if self.batch is None else record.revision

    def touch_hanging(self, row, key):
        """Note that what hangs on a record by this key is written: a new version, whoever else added to it."""
        model, pk = row._meta.get_field(key).remote_field.model, getattr(row, f"{key}_id")
        # The record itself is not fetched for this; if it is in memory, its revision number there follows.
        self.hung_on[model].setdefault(pk, None)
        if self.batch is None and key in row._state.fields_cache:
            self.hung_on[model][pk] = row._state.fields_cache[key]

    def touch_authority(self, model, pk):
        """Note that a place, which has no history, or its name has changed."""
        self.authorities[model].add(pk)

    def forget(self, records, merged=False):
        """Note that these of one type go, in sets, their last state kept; what readers saw goes only where `merged`."""
        for some in batched(records, SET_SIZE):
            for record in some:
                if record.status in (Status.PUBLISHED, Status.WITHDRAWN):
                    if not merged:
                        raise NotDeletable(record)
                    self.is_seen = True
            self._forget(type(some[0]), {record.pk: record.revision for record in some})

    def forget_keys(self, model, pks):
        """The same of records that are not at hand, by their primary keys."""
        for some in batched(pks, SET_SIZE):
            stored = model._base_manager.filter(pk__in=keys(some))
            standing = stored.filter(status__in=(Status.PUBLISHED, Status.WITHDRAWN)).first()
            if standing is not None:
                raise NotDeletable(standing)
            self._forget(model, dict(stored.values_list("pk", "revision")))

    def _forget(self, model, numbers):
        taken, before = snapshot.take(model, numbers), last_checksums(model, numbers)
        self.gone[model].update(numbers)
        self._more.update(forget_headings(model, numbers))
        for pk in numbers:
            self.saved[model].pop(pk, None)
            self.hung_on[model].pop(pk, None)
        # The key is left out: it is about to be nobody's.
        last = ((None, number + 1, taken[pk], before.get(pk, "")) for pk, number in numbers.items() if pk in taken)
        store_versions(model, last, self._author(), deleted=True)
        self._tell(len(numbers))

    def keep_places(self, pks):
        """Keep what these places are before an import writes them or their names; those it has kept stay as kept."""
        self.places_before = snapshot.take(Place, set(pks) - self.places_before.keys()) | self.places_before

    def create(self, model, records, lists) -> None:
        """Store new records that nothing is known of yet, each with its lists, past `save`, in sets; some at a time.

        `lists` are, beside each record, {name: rows}: of a many-to-many field the stored rows to link to, else unsaved
        rows that will hang on the record. The same is stored as if each had been saved within this change.
        """
        create(model, records, lists, self.names, self._author())
        cited = (r.pk for r, found in zip(records, lists, strict=True) if found.get("citations"))
        self.created_cited[model].update(cited)
        self.created_published[model].update(r.pk for r in records if r.status == Status.PUBLISHED)
        self._tell(len(records))

    def close(self):
        """Check revision numbers, then compute evidence, search and revisions of everything touched, in sets."""
        for model, entries in self.saved.items():
            for some in batched(entries.items(), SET_SIZE):
                advance(model, dict(some))
        for model, entries in self.hung_on.items():
            only_hung_on = [pk for pk in entries if pk not in self.saved[model]]
            for some in batched(only_hung_on, SET_SIZE):
                advance_unread(model, {pk: entries[pk] for pk in some}, self.gone[model])
        named = self._with_dependents()
        for model, pks in named.items():
            for some in batched(sorted(pks), SET_SIZE):
                if model is not Place:
                    evidence.weigh(model, some)
                search.index(model, some)
        # What a source testifies counts only while readers see the source: nothing of these records themselves changes.
        citing = records_to_weigh(self.saved[Source])
        for model, pks in self.created_cited.items():
            citing[model] = citing.get(model, set()) | pks
        for model, pks in citing.items():
            for some in batched(sorted(pks - named[model]), SET_SIZE):
                evidence.weigh(model, some)
        for model, pks in self.touched().items():
            for some in batched(sorted(pks), SET_SIZE):
                self._remember(model, some)
                self._tell(len(some))
        if self.batch is not None and self.places_before:
            self._remember_places()
        self._tell_readers(named, citing)
        if self.is_seen or self._has_seen_places():
            note_published()

    def _tell_readers(self, *groups):
        """Date and list what has changed for readers: what was written, what links to it, what its sources testify."""
        now = timezone.now()
        for model in RECORD_TYPES:
            pks = set().union(*(group.get(model, ()) for group in (*groups, self.created_published)))
            for some in batched(sorted(pks), SET_SIZE):
                self._more.update(note_headings(model, some))
                self.is_seen |= note_faces(model, some, now, self._taken[model])
        count_headings(self._more)
        self.is_seen |= any(self._more.values())

    def _has_seen_places(self):
        """Whether published records name one of the places written: their other names are no part of any face."""
        for pks in map(sorted, self.authorities.values()):
            for some in batched(pks, SET_SIZE):
                for model, others in dependents(Place, some, RECORD_TYPES).items():
                    if model._base_manager.filter(pk__in=keys(others), status=Status.PUBLISHED).exists():
                        return True
        return False

    def _remember_places(self):
        after = snapshot.take(Place, self.places_before)
        self.batch.places = {pk: [before, after.get(pk)] for pk, before in self.places_before.items()}
        self.batch.save(update_fields=["places"])

    def touched(self) -> dict[type, set[int]]:
        """The keys of the records that were written, or had something hung on them, by type."""
        return {model: self.saved[model].keys() | self.hung_on[model].keys() for model in {*self.saved, *self.hung_on}}

    def stored(self) -> dict[type, list]:
        """The same records, by type, as the database has them now."""
        return {model: list(model._base_manager.filter(pk__in=keys(pks))) for model, pks in self.touched().items()}

    def _with_dependents(self):
        found = defaultdict(set)
        for model, pks in (*self.touched().items(), *self.authorities.items()):
            found[model] |= pks
            for some in batched(pks, SET_SIZE):
                for other, others in dependents(model, some, RECORD_TYPES).items():
                    found[other] |= others
        return found

    def _remember(self, model, pks):
        before = last_checksums(model, pks)
        numbers = dict(model._base_manager.filter(pk__in=keys(pks)).values_list("pk", "revision"))
        taken = snapshot.take(model, pks)
        versions = ((pk, numbers[pk], found, before.get(pk, "")) for pk, found in taken.items())
        store_versions(model, versions, self._author())
        if len(taken) <= _FEW:
            self._taken[model] |= taken

    def _author(self):
        return Author(self.by, self.why, self.batch, self.reviewer)

    def _tell(self, count):
        if self.on_progress:
            self.on_progress(count)


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
