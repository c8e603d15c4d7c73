"""Makes one record of two: everything that spoke of the one that goes speaks of the one that stays, in one change."""

from collections import defaultdict
from itertools import chain

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Citation, Discrepancy, Merge, MergeState, Record, Revision, arc_name
from archive.models.links import key_to
from archive.review.identity.comparing import NotMergeable, obstacles, seen
from archive.review.identity.standing import Right, right_to_merge, right_to_write
from archive.review.identity.uniting import Uniting
from archive.review.rights import NotAllowed
from archive.writing import Stale, change


class OnlyProposed(NotAllowed):
    """A merge that this user may propose, and somebody else carries out."""


def merge(stays, goes, *, by, why="", choices=None, expected=None, proposal=None) -> Merge:
    """Make one record of two, all of it or nothing; the Merge, by which it can be undone.

    `choices` is {column: "stays", "goes" or "both"}, what is left out as proposed; `expected` the checksum (`seen`) of
    what was looked at. Raises Stale where either was changed since, NotMergeable and NotAllowed with a sentence,
    OnlyProposed where this user may only propose it. `by` is None for the archive itself.
    """
    _require(by, right_to_merge(by, stays, goes))
    found = proposal or Merge(**described(stays, goes), author=by, author_name=by.get_username() if by else "")
    with transaction.atomic():
        stays, goes = _locked(stays, goes, expected)
        refuse(stays, goes)
        versions = _versions(goes)
        sentence = _("“%(goes)s” (%(slug)s) is the same and was merged into “%(stays)s”.")
        reason = sentence % {"goes": goes, "slug": goes.slug, "stays": stays}
        author, reviewer = (proposal.author, by) if proposal else (by, None)
        with change(by=author, why=f"{reason} {why}".strip(), reviewer=reviewer) as current:
            work = Uniting(current, stays, goes, choices or {})
            work.journal.keep(_about(stays, Discrepancy))
            # Where the merge empties a value, an editor's word for what supports it goes with it.
            work.journal.keep(_about(stays, Citation))
            work.run()
        touched = touched_by(current)
        _require(by, right_to_write(by, touched, besides=(stays, goes)))
        found.choices, found.state, found.decided_at = choices or {}, MergeState.DONE, timezone.now()
        found.reason = found.reason if proposal else why
        found.journal = {
            "rows": work.journal.entries(),
            "revisions": versions + _last_version(goes),
            "versions": numbers_of(touched),
        }
        found.save()
    return found


def _require(by, right):
    if right is Right.PROPOSE:
        raise OnlyProposed(_("Readers see what this would change, so you propose it and a reviewer carries it out."))
    if right is Right.NO:
        raise NotAllowed(_("Your role does not allow you to merge these records: ask a reviewer."))


def described(stays, goes) -> dict:
    """What a Merge says of its two records."""
    return {
        "record_type": stays.address,
        **{f"stays_{name}": value for name, value in _told(stays).items()},
        **{f"goes_{name}": value for name, value in _told(goes).items()},
    }


def _told(record):
    return {"pk": record.pk, "slug": record.slug, "name": str(record)[:300]}


def refuse(stays, goes):
    """NotMergeable where these two cannot be merged this way round."""
    found = obstacles(stays, goes)
    if found:
        raise NotMergeable(" ".join(found))


def _locked(stays, goes, expected):
    """Both records as they are stored now, held until the transaction ends; Stale where they are not as expected."""
    model = type(stays)
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=(stays.pk, goes.pk)).order_by("pk")
    found = {row.pk: row for row in rows}
    gone = [record for record in (stays, goes) if record.pk not in found]
    if gone or (expected is not None and seen(stays, goes) != expected):
        raise Stale(gone or [r for r in (stays, goes) if _is_older(r, found[r.pk])] or [stays, goes])
    return found[stays.pk], found[goes.pk]


def _is_older(record, stored):
    return isinstance(record, Record) and record.revision != stored.revision


def _versions(record) -> list[int]:
    """The keys of a record's versions, which forget whose they are when it goes."""
    if not isinstance(record, Record):
        return []
    rows = Revision._base_manager.filter(**{arc_name(type(record)): record.pk})
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _last_version(record) -> list[int]:
    """The key of the version that the merge has just written of the record that went."""
    if not isinstance(record, Record):
        return []
    rows = Revision._base_manager.filter(record_type=record.address, slug=record.slug, deleted=True)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:1])


def numbers_of(touched) -> dict[str, dict[str, int]]:
    """The numbers of the versions that the merge made, by type and key: what the history shows as one merge."""
    found = defaultdict(dict)
    for record in touched:
        found[record.address][str(record.pk)] = record.revision
    return found


def _about(record, model):
    key = key_to(model, type(record))
    return model._base_manager.filter(**{key: record.pk}) if key else ()


def touched_by(current) -> list[Record]:
    """The records that a change has written, or hung something on, as they are stored."""
    return list(chain.from_iterable(current.stored().values()))
