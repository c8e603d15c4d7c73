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
    MERGED = "merged", gettext_lazy("it was part of a merge: undo the merge on its own page")
    UNMERGED = "unmerged", gettext_lazy("a merge was undone: merge the records again on their own page")
    STANDING = "standing", gettext_lazy("its standing is decided on its own page")
    PROPOSED = "proposed", gettext_lazy("readers see it, so the way back is proposed and waits for a reviewer")
    WAITING = "waiting", gettext_lazy("readers see it, and a proposal of yours for it waits already")
    SEEN = "seen", gettext_lazy("readers see it: ask a reviewer to undo it")
    FORBIDDEN = "forbidden", gettext_lazy("your role does not allow you to change it")


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
        # The sentence has a full stop of its own; in some languages so has the time.
        when = date_format(localtime(parse_datetime(self.at)), "DATETIME_FORMAT").rstrip(".")
        if not self.by:
            return sentence + _(", on %(when)s.") % {"when": when}
        return sentence + _(", by %(by)s on %(when)s.") % {"by": self.by, "when": when}


def kept_by(batch) -> list[Kept]:
    """What an undo, by its import, has kept."""
    return [Kept(**entry) for entry in batch.kept]


def last_editors(model, lines, parts, judged) -> dict[tuple, tuple[str, str]]:
    """Who else edited each of these parts last, and when, by (primary key, name, row); places tell nobody.

    `lines` are the records, `parts` the edited parts of each by primary key.
    """
    if model not in RECORD_TYPES:
        return {}
    wanted, found = {line.pk: line for line in lines if line.pk and parts[line.pk]}, {}
    for pk, versions in _versions_since(model, wanted).items():
        for (*_before, older), (number, by, at, newer) in zip(versions, versions[1:], strict=False):
            if not wanted[pk].holds(number):
                for part in snapshot.edited(model, older, newer, judged):
                    found[pk, part.name, part.row] = (by, at)
    return found


def _versions_since(model, lines):
    """(number, author, time, snapshot) of the first version that is taken back of each record and of all after it."""
    key = arc_name(model)
    rows = Revision._base_manager.filter(**{f"{key}__in": list(lines)}, deleted=False).order_by("number")
    columns = (f"{key}_id", "number", "author_name", "created_at", "snapshot")
    found, snapshots = {}, []
    for pk, number, by, at, taken in rows.values_list(*columns):
        if number >= lines[pk].runs[0][1]:
            found.setdefault(pk, []).append((number, by, at.isoformat(), taken))
            snapshots.append(taken)
    snapshot.with_present_slugs(model, snapshots)
    return found
