"""The versions that an import made: of which records, and what each was before and after."""

from typing import NamedTuple

from archive import snapshot
from archive.models import Place, Revision, arc_name
from archive.models.sets import keys
from archive.spreadsheets.resources import batched


class Entry(NamedTuple):
    """A record that an import wrote: its slug then, the numbers of the first and last version that the import made."""

    pk: int | None
    slug: str
    first: int = 0
    last: int = 0


class Versions:
    """The records of one type that an import created, changed and deleted, and those of them that are no more."""

    def __init__(self, batch, model):
        self.batch, self.model = batch, model
        self.created, self.changed, self.deleted, self.gone = [], [], [], []
        self._index()

    def _index(self):
        key = arc_name(self.model)
        rows = Revision._base_manager.filter(batch=self.batch, record_type=self.model.address).order_by("number", "pk")
        entries = {}
        for pk, slug, number, deleted in rows.values_list(f"{key}_id", "slug", "number", "deleted"):
            if deleted:
                self.deleted.append(Entry(None, slug, number, number))
            elif pk is None:
                # A record that was created and deleted since is as it should be.
                self.gone += [Entry(None, slug, number, number)] if number > 1 else []
            else:
                known = entries.setdefault(pk, Entry(pk, slug, number, number))
                entries[pk] = known._replace(last=number)
        self._divide(entries.values())

    def __len__(self):
        return len(self.created) + len(self.changed) + len(self.deleted)

    def _divide(self, entries):
        key = arc_name(self.model)
        for some in batched(entries):
            rows = Revision._base_manager.filter(
                **{f"{key}__in": keys(e.pk for e in some)}, number__in={e.first - 1 for e in some}
            )
            older = set(rows.values_list(f"{key}_id", "number"))
            for entry in some:
                (self.changed if (entry.pk, entry.first - 1) in older else self.created).append(entry)

    def before_and_after(self, entries):
        """The snapshots before and after the import, each by primary key; a created record has none before."""
        key = arc_name(self.model)
        numbers = {entry.first - 1 for entry in entries} | {entry.last for entry in entries}
        rows = Revision._base_manager.filter(**{f"{key}__in": keys(e.pk for e in entries)}, number__in=numbers)
        taken = {(pk, number): found for pk, number, found in rows.values_list(f"{key}_id", "number", "snapshot")}
        before = {e.pk: taken[e.pk, e.first - 1] for e in entries if (e.pk, e.first - 1) in taken}
        after = {e.pk: taken[e.pk, e.last] for e in entries}
        snapshot.with_present_slugs(self.model, [*before.values(), *after.values()])
        return before, after

    def last_states(self, entries) -> list[dict]:
        """What these records were when the import deleted them."""
        rows = Revision._base_manager.filter(batch=self.batch, record_type=self.model.address, deleted=True)
        taken = dict(rows.filter(slug__in=[entry.slug for entry in entries]).values_list("slug", "snapshot"))
        return [taken[entry.slug] for entry in entries]


class PlaceVersions(Versions):
    """The places of an import, which keep no history of their own: the import remembers them."""

    def _index(self):
        self.taken = {int(pk): states for pk, states in self.batch.places.items()}
        for pk, (before, after) in self.taken.items():
            entry = Entry(pk, (after or before or {"slug": ""})["slug"])
            if before is None and after is not None:
                self.created.append(entry)
            elif before is not None and after is None:
                self.deleted.append(entry)
            elif before != after:
                self.changed.append(entry)

    def before_and_after(self, entries):
        """The snapshots before and after the import, each by primary key."""
        before, after = ({e.pk: self.taken[e.pk][i] for e in entries} for i in (0, 1))
        snapshot.with_present_slugs(self.model, [s for s in (*before.values(), *after.values()) if s])
        return before, after

    def last_states(self, entries):
        """What these places were when the import deleted them."""
        return [self.taken[entry.pk][0] for entry in entries]


def versions_of(batch, model) -> Versions:
    """The versions that an import made of records of this type, or of places."""
    return (PlaceVersions if model is Place else Versions)(batch, model)
