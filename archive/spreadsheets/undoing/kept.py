"""What an undo leaves as it is, and why: who edited it since and when, or what stands in the way."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import snapshot
from archive.models import RECORD_TYPES, Revision, arc_name


class Reason(TextChoices):
    """Why something stays as it is."""

    EDITED = "edited", gettext_lazy("it was edited since")
    PUBLISHED = "published", gettext_lazy("it is published: withdraw it instead")
    LINKED = "linked", gettext_lazy("others link to it")
    MISSING = "missing", gettext_lazy("what it linked to is no more")
    TAKEN = "taken", gettext_lazy("another record has its address now")
    GONE = "gone", gettext_lazy("it was deleted since")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, one of its fields, or one row that hangs on it, that an undo has left as it is.

    `type` and `slug` are the record's; `name` is the field or list, `row` tells which row of the list (or what links
    here, or what is missing), `value` is what stands there now; `at` is the time of the edit, ISO 8601.
    """

    type: str
    slug: str
    reason: Reason
    name: str = ""
    row: str = ""
    value: object = None
    by: str = ""
    at: str = ""

    def __str__(self):
        where = " · ".join(filter(None, (f"{self.type} “{self.slug}”", self.name, self.row)))
        sentence = _("%(where)s stays as it is: %(reason)s") % {"where": where, "reason": Reason(self.reason).label}
        if not self.at:
            return sentence + "."
        when = date_format(localtime(parse_datetime(self.at)), "DATETIME_FORMAT")
        if not self.by:
            return sentence + _(", on %(when)s.") % {"when": when}
        return sentence + _(", by %(by)s on %(when)s.") % {"by": self.by, "when": when}


def kept_by(batch) -> list[Kept]:
    """What an undo, by its import, has kept."""
    return [Kept(**entry) for entry in batch.kept]


def last_editors(model, entries, parts, judged) -> dict[tuple, tuple[str, str]]:
    """Who edited each of these parts last since the import, and when, by (primary key, name, row); places tell nobody.

    `entries` are the versions that the import made, `parts` the edited parts of each record by primary key.
    """
    if model not in RECORD_TYPES:
        return {}
    found = {}
    for pk, versions in _versions_since(model, [e for e in entries if parts[e.pk]]).items():
        for (_by, _at, older), (by, at, newer) in zip(versions, versions[1:], strict=False):
            for part in snapshot.edited(model, older, newer, judged):
                found[pk, part.name, part.row] = (by, at)
    return found


def _versions_since(model, entries):
    """(author, time, snapshot) of the import's version of each record and of all after it, in order."""
    key, last = arc_name(model), {entry.pk: entry.last for entry in entries}
    rows = Revision._base_manager.filter(**{f"{key}__in": list(last)}).order_by("number")
    found, snapshots = {}, []
    for pk, number, by, at, taken in rows.values_list(f"{key}_id", "number", "author_name", "created_at", "snapshot"):
        if number >= last[pk]:
            found.setdefault(pk, []).append((by, at.isoformat(), taken))
            snapshots.append(taken)
    snapshot.with_present_slugs(model, snapshots)
    return found
