"""The way back to an earlier version of a record, with all that hangs on it; first, what would be lost."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive import snapshot
from archive.models import Revision, arc_name
from archive.models.guard import require_change
from archive.review.merging import judged, version
from archive.review.proposing import Gone, write_or_propose


@dataclass(frozen=True, slots=True)
class Later:
    """A part of a record that was edited after a version: by whom, when, in which version, and what stands there."""

    part: snapshot.Part
    number: int
    by: str
    at: object


def later_edits(record, number) -> list[Later]:
    """What a revert to this version would undo: each part that differs, with the last edit of it, in a few queries."""
    model = type(record)
    rows = Revision._base_manager.filter(**{arc_name(model): record.pk}, number__gte=number).order_by("number")
    versions = list(rows.values_list("number", "author_name", "created_at", "snapshot"))
    if not versions or versions[0][0] != number:
        raise LookupError(_("There is no revision %(number)s of “%(record)s”.") % {"number": number, "record": record})
    snapshot.with_present_slugs(model, [taken for *_rest, taken in versions])
    last = {}
    for (*_before, older), (later, by, at, newer) in zip(versions, versions[1:], strict=False):
        for part in snapshot.edited(model, older, newer, judged(model)):
            last[part.name, part.row] = (later, by, at)
    present = snapshot.take(model, [record.pk])[record.pk]
    parts = snapshot.edited(model, versions[0][3], present, judged(model))
    return [Later(part, *last.get((part.name, part.row), (record.revision, "", None))) for part in parts]


def revert(record, number, *, by, why="") -> list:
    """Make a record, with all that hangs on it, as it was in an earlier version; or propose it: the proposals.

    Its standing and address stay as they are. Raises Stale where somebody has saved since the record was read, and Gone
    where the version links to what is no more; then nothing is written.
    """
    model, wanted = type(record), version(record, number)
    present = snapshot.take(model, [record.pk])[record.pk]
    # The standing and the address are decided, not edited: the way back does not publish, withdraw or rename.
    wanted |= {name: present[name] for name in ("status", "slug")}

    def write():
        require_change(record).touch(record)
        missing = snapshot.restore(model, {record.pk: wanted}).get(record.pk, [])
        if missing:
            raise Gone(record, missing)

    _nothing, proposals = write_or_propose(
        write, by=by, why=why or _("Back to revision %(number)s") % {"number": number}
    )
    record.refresh_from_db()
    return proposals
