"""Undoes a merge: both records are again what they were; what was edited since stays and is listed."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Discrepancy, Merge, MergeState, Record, Revision, arc_name, slugged_type
from archive.models.arc import Hanging
from archive.models.base import Slugged
from archive.review.identity.comparing import NotMergeable
from archive.review.identity.editors import last_edit
from archive.review.identity.journal import Putting, tell
from archive.review.identity.merging import numbers_of, touched_by
from archive.review.identity.rows import decided_columns
from archive.review.identity.standing import Right, right_to_merge, right_to_write
from archive.review.rights import NotAllowed
from archive.writing import change, counted_last


class NotUndoable(NotMergeable):
    """A merge that cannot be undone now, with the sentence that says why."""


def model_of(merge):
    """The type of the records that were merged."""
    return slugged_type(merge.record_type)


def right_to_undo(user, merge) -> Right:
    """What this user may do about undoing a merge: DO for those who might make it, were it not made."""
    stays = model_of(merge)._base_manager.filter(pk=merge.stays_pk).first()
    return right_to_merge(user, stays) if stays is not None else Right.NO


def undo(merge, *, by, why="") -> list[dict]:
    """Undo a merge in one change: what it moved goes back, what it deleted is made again, with its key and history.

    Gives what stays as it is because it was edited since: [{record, part, value, by, at}], also kept in `merge.kept`.
    Raises NotUndoable with a sentence, and NotAllowed.
    """
    with transaction.atomic(), counted_last():
        merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        stays = _refuse(merge)
        if right_to_undo(by, merge) is not Right.DO:
            raise NotAllowed(_("Your role does not allow you to undo this merge: ask a reviewer."))
        sentence = _("The merge of “%(goes)s” into “%(stays)s” is undone.")
        reason = sentence % {"goes": merge.goes_name, "stays": merge.stays_name}
        with change(by=by, why=f"{reason} {why}".strip()) as current:
            kept, decided = _put_back(merge, stays, current)
        if right_to_write(by, touched_by(current), besides=(stays,)) is not Right.DO:
            raise NotAllowed(_("This would also change what readers see: ask a reviewer to undo the merge."))
        for pk, values in decided.items():
            # Weighed with all testimony where it belongs again, a disagreement has what was decided of it before.
            Discrepancy._base_manager.filter(pk=pk).update(**values)
        # What the undo of a person's changes leaves to the merge's own page.
        merge.journal["undone"] = numbers_of(touched_by(current))
        merge.state, merge.kept, merge.undone_at = MergeState.UNDONE, kept, timezone.now()
        merge.undone_by_name = by.get_username() if by else ""
        merge.save()
    return kept


def _refuse(merge):
    """The record that stayed, held until the transaction ends; NotUndoable where the merge cannot be undone."""
    model, names = model_of(merge), {"stays": merge.stays_name, "goes": merge.goes_name, "slug": merge.goes_slug}
    if merge.state != MergeState.DONE:
        raise NotUndoable(_("This merge is not in force, so there is nothing to undo."))
    stays = model._base_manager.select_for_update(of=("self",)).filter(pk=merge.stays_pk).first()
    if stays is None:
        later = Merge.objects.filter(record_type=merge.record_type, goes_pk=merge.stays_pk, state=MergeState.DONE)
        sentence = _("“%(stays)s” is no more, so nothing can be taken out of it again.")
        if later.exists():
            sentence = _("“%(stays)s” was itself merged into another record since: undo that merge first.")
        raise NotUndoable(sentence % names)
    if model._base_manager.filter(slug=merge.goes_slug).exists():
        raise NotUndoable(
            _("Another record has the address “%(slug)s” of “%(goes)s” now: give that one another first.") % names
        )
    return stays


def _put_back(merge, stays, current):
    """(what stays as it is, what was decided of each disagreement by its key)."""
    model, work = type(stays), Putting(merge.journal["rows"])
    versions = Revision._base_manager.filter(pk__in=merge.journal["revisions"])
    numbers = list(versions.order_by("-number").values_list("number", flat=True)[:1])
    work.bring_back(model, revision=numbers[0] if numbers else None)
    if issubclass(model, Record):
        versions.update(**{arc_name(model): merge.goes_pk})
    models = work.models()
    for each in models:
        work.take_away(each)
    for each in models:
        work.put(each)
    for each in models:
        work.bring_back(each)
    for row, gone in work.written:
        tell(current, row, gone=gone)
    return [_told(merge, *entry) for entry in work.kept], _decided(work)


def _decided(work) -> dict[int, dict]:
    """What the disagreements that the merge wrote were decided to be before it, where that is what was put back."""
    back = {row.pk: row for row, gone in work.written if isinstance(row, Discrepancy) and not gone}
    return {pk: {name: getattr(row, name) for name in decided_columns()} for pk, row in back.items()}


def _told(merge, row, name, value) -> dict:
    """A part that stays as it is, in words that outlive it, with who edited it last since the merge and when."""
    record, words = _in_words(row)
    part = name if record is row else " · ".join(filter(None, (words, name)))
    by, at = last_edit(merge, record, row, name)
    return {"record": str(record or ""), "part": part, "value": value, "by": by, "at": at}


def _in_words(row):
    """The record that a row belongs to, None where that is no more, and what the row is called."""
    if isinstance(row, Slugged):
        return row, str(row)
    try:
        return (row.record if isinstance(row, Hanging) else None), f"{row._meta.verbose_name}: {row}"
    except ObjectDoesNotExist:
        return None, str(row._meta.verbose_name)
