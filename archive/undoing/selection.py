"""Which versions are taken back: those of one import, or of one person between two times."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import ImportBatch, Merge, MergeState, Place, Revision
from archive.undoing.kept import Kept, Reason

# What such an undo is called where imports are told by their type.
CHANGES = "changes"
KINDS = {
    "new": (gettext_lazy("new records"), Q(number=1, deleted=False)),
    "changed": (gettext_lazy("changed records"), Q(number__gt=1, deleted=False)),
    "deleted": (gettext_lazy("deleted drafts"), Q(deleted=True)),
    "sheet": (gettext_lazy("by a sheet"), Q(batch__undoes__isnull=True) & ~Q(batch=None) & ~Q(batch__type=CHANGES)),
    "undo": (gettext_lazy("by an undo"), Q(batch__undoes__isnull=False) | Q(batch__type=CHANGES)),
    "reviewed": (gettext_lazy("proposed and accepted"), Q(reviewer__isnull=False)),
}


@dataclass(frozen=True)
class OfImport:
    """All that one import wrote."""

    batch: ImportBatch

    def versions(self, model):
        """The versions of records of a type."""
        return Revision._base_manager.filter(batch=self.batch, record_type=model.address)

    def spared(self, model) -> set:
        """None of them is left out."""
        return set()

    def places(self) -> dict[int, list[tuple]]:
        """What each place was before and after, by primary key."""
        return {int(pk): [tuple(states)] for pk, states in self.batch.places.items()}

    def apart(self) -> list[Kept]:
        """Nothing of it is undone elsewhere."""
        return []


@dataclass(frozen=True)
class OfPerson:
    """What one person wrote between two times, both included; of one type and kind, where these are given."""

    by: str
    since: datetime
    until: datetime
    type: str = ""
    kind: str = ""

    def __str__(self):
        since, until = (date_format(localtime(at), "SHORT_DATETIME_FORMAT") for at in (self.since, self.until))
        return _("Undo of %(by)s’s changes from %(since)s to %(until)s") % {
            "by": self.by, "since": since, "until": until,
        }  # fmt: skip

    def as_data(self) -> dict:
        """The selection as JSON data."""
        times = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return {"by": self.by, "type": self.type, "kind": self.kind, **times}

    @classmethod
    def of(cls, data):
        """The selection that `as_data` gave."""
        return cls(**data | {name: parse_datetime(data[name]) for name in ("since", "until")})

    def rows(self):
        """The versions of all types."""
        rows = Revision._base_manager.filter(author_name=self.by, created_at__range=(self.since, self.until))
        rows = rows.filter(record_type=self.type) if self.type else rows
        return rows.filter(KINDS[self.kind][1]) if self.kind else rows

    def versions(self, model):
        """The versions of records of a type."""
        return self.rows().filter(record_type=model.address)

    def spared(self, model) -> set:
        """What a merge or the undo of one wrote, which is undone by itself: (key, number) or the key of a version."""
        return self._merged.get(model.address, set()) | self._merged[""]

    @cached_property
    def _merged(self):
        found = defaultdict(set)
        for merge in (*self._merges, *self._undone_merges):
            found[""].update(merge["journal__revisions"][-1:])
            for versions in (merge["journal__versions"], merge["journal__undone"]):
                for address, numbers in (versions or {}).items():
                    found[address].update((int(pk), number) for pk, number in numbers.items())
        return found

    @cached_property
    def _merges(self):
        done = Merge.objects.filter(state__in=(MergeState.DONE, MergeState.UNDONE), author_name=self.by)
        return self._told(done.filter(decided_at__range=(self.since, self.until)))

    @cached_property
    def _undone_merges(self):
        undone = Merge.objects.filter(state=MergeState.UNDONE, undone_by_name=self.by)
        return self._told(undone.filter(undone_at__range=(self.since, self.until)))

    def _told(self, merges):
        merges = merges.filter(record_type=self.type) if self.type else merges
        names = ("pk", "state", "record_type", "stays_slug", "goes_name", "stays_name")
        parts = ("journal__revisions", "journal__versions", "journal__undone")
        return list(merges.order_by("-pk").values(*names, *parts))

    def places(self) -> dict[int, list[tuple]]:
        """What each place was before and after each import of theirs, by primary key, the newest first."""
        found = defaultdict(list)
        if self.type not in ("", Place.address) or self.kind not in ("", "sheet"):
            return found
        batches = ImportBatch.objects.filter(user_name=self.by, applied_at__range=(self.since, self.until))
        for places in batches.exclude(places={}).order_by("-pk").values_list("places", flat=True):
            for pk, states in places.items():
                found[int(pk)].append(tuple(states))
        return found

    def apart(self) -> list[Kept]:
        """What of it is undone on pages of its own: merges, and the undoing of merges."""
        if self.kind not in ("", "changed"):
            return []
        merged = [_kept(m, Reason.MERGED) for m in self._merges if m["state"] == MergeState.DONE]
        again = [_kept(m, Reason.UNMERGED) for m in self._undone_merges if m not in self._merges]
        return merged + again

    def merges(self) -> list[dict]:
        """The merges among them that are in force: their keys and names."""
        return [merge for merge in self._merges if merge["state"] == MergeState.DONE]


def _kept(merge, reason):
    names = f"{merge['goes_name']} → {merge['stays_name']}"
    return Kept(merge["record_type"], merge["stays_slug"], reason, row=names)
