"""Stores the versions of records: their snapshots, chained by checksums."""

import functools

from django.db import connection, models
from django.utils import timezone

from archive import snapshot
from archive.models import Revision, RevisionState, arc_name
from archive.models.sets import insert_values, keys
from archive.text import clean


class Author:
    """Who writes versions and who accepted them, why and in which import: the same for all of one change."""

    def __init__(self, by, why, batch, reviewer=None):
        self.by, self.why, self.batch, self.reviewer = by, why, batch, reviewer

    def shared(self, deleted):
        """The values that all versions stored now have in common."""
        now = Revision._meta.get_field("created_at").get_db_prep_save(timezone.now(), connection)
        name = clean(self.by.get_username()) if self.by else ""
        people = (self.by and self.by.pk, name, self.reviewer and self.reviewer.pk)
        return (*people, clean(self.why, lines=True), now, self.batch and self.batch.pk, deleted)


def store_versions(model, versions, author, deleted=False) -> None:
    """Store a revision for each (key, number, snapshot, checksum of the version before)."""
    insert_values(Revision, _fields(model), _rows(model, versions, author.shared(deleted)))


def _rows(model, versions, shared):
    for pk, number, taken, before in versions:
        text = snapshot.canonical(taken)
        sha256 = snapshot.checksum_of(text, before)
        yield (pk, model.address, taken["slug"], number, text, sha256, RevisionState.ACCEPTED.value, *shared)


def last_checksums(model, pks) -> dict[int, str]:
    """The checksum of the last version of each of these records."""
    key = arc_name(model)
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(pks)})
    last = rows.values(key).annotate(last=models.Max("number")).values_list(key, "last")
    wanted = dict(last)
    found = rows.filter(number__in=set(wanted.values())).values_list(key, "number", "sha256") if wanted else ()
    return {pk: sha for pk, number, sha in found if wanted[pk] == number}


@functools.cache
def _fields(model):
    names = (arc_name(model), "record_type", "slug", "number", "snapshot", "sha256", "state")
    shared = ("author", "author_name", "reviewer", "reason", "created_at", "batch", "deleted")
    return [Revision._meta.get_field(name) for name in (*names, *shared)]
