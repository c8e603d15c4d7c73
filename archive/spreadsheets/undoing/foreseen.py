"""What an undo would do, told before it is done: nothing is written."""

from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import connection, transaction

from archive.models import Place, Status
from archive.spreadsheets.resources import batched
from archive.spreadsheets.undoing import MODELS, _Undoing
from archive.spreadsheets.undoing.kept import Kept, Reason
from archive.spreadsheets.undoing.removing import _spare_linked

_PUBLIC = (Status.PUBLISHED, Status.WITHDRAWN)


@dataclass
class Foreseen:
    """How many records an undo would delete, put back and make again, and what it would keep."""

    deleted: int = 0
    restored: int = 0
    recreated: int = 0
    kept: list[Kept] = field(default_factory=list)


def foresee(batch) -> Foreseen:
    """What undoing an import would do as things stand now."""
    # The undo reads with locks where the database has them, and those want a transaction.
    with transaction.atomic() if connection.features.has_select_for_update else nullcontext():
        return _Foreseeing(batch, None).look()


class _Foreseeing(_Undoing):
    """The same judgements, and none of the writing."""

    def look(self):
        """What each part of the undo would come to."""
        found = Foreseen()
        doomed = {model: self._doomed(model) for model in MODELS}
        for model in MODELS:
            versions = self.found[model]
            self.kept += [Kept(model.address, entry.slug, Reason.GONE) for entry in versions.gone]
            found.recreated += self._look_at_deleted(model, versions.deleted)
            quiet = self._untouched(model, versions.changed)
            self.counts["restored"] += len(quiet)
            for some in batched(entry for entry in versions.changed if entry.pk not in quiet):
                self._restore(model, some)
        self.kept += _spare_linked(doomed)
        found.deleted, found.restored = sum(map(len, doomed.values())), self.counts["restored"]
        found.kept = self.kept
        return found

    def _doomed(self, model):
        """The records that would go; those that nobody has touched since are not looked into."""
        versions = self.found[model]
        quiet = self._untouched(model, versions.created)
        versions.created = [entry for entry in versions.created if entry.pk not in quiet]
        return quiet | super()._doomed(model)

    def _look_at_deleted(self, model, entries):
        """How many records would be made again; the others are kept out by one that has their address now."""
        count = 0
        for some in batched(entries):
            slugs = [entry.slug for entry in some]
            taken = set(model._base_manager.filter(slug__in=slugs).values_list("slug", flat=True))
            self.kept += [Kept(model.address, slug, Reason.TAKEN) for slug in slugs if slug in taken]
            count += sum(slug not in taken for slug in slugs)
        return count

    @staticmethod
    def _untouched(model, entries) -> dict[int, str]:
        """The drafts that are still the version that the import made, by primary key with their slugs."""
        found = {}
        if model is Place:
            return found
        for some in batched(entries):
            last = {entry.pk: entry.last for entry in some}
            drafts = model._base_manager.filter(pk__in=list(last)).exclude(status__in=_PUBLIC)
            rows = drafts.values_list("pk", "revision", "slug")
            found |= {pk: slug for pk, revision, slug in rows if revision == last[pk]}
        return found

    def _write(self, model, wanted):
        """Nothing."""


__all__ = ["Foreseen", "foresee"]
