"""Two people's work on one record: what each did is kept, and what both did differently is named for a choice."""

from django.db import transaction
from django.utils.translation import gettext as _

from archive import evidence, snapshot
from archive.models import Revision, arc_name
from archive.writing import change


def version(record, number) -> dict:
    """The snapshot of a record's version, with present slugs; LookupError where there is none."""
    model = type(record)
    rows = Revision._base_manager.filter(**{arc_name(model): record.pk}, number=number)
    found = rows.values_list("snapshot", flat=True).first()
    if found is None:
        raise LookupError(_("There is no revision %(number)s of “%(record)s”.") % {"number": number, "record": record})
    snapshot.with_present_slugs(model, [found])
    return found


def rehearse_on(record, base: dict, write, *, by):
    """The result of a write that was prepared on an earlier state of a record, and the record as it would have left it.

    `write` finds the record as it was then; all of it is taken back. The rows that hang on the record and were deleted
    since have new keys in it.
    """
    model = type(record)
    with transaction.atomic():
        with change(by=by):
            snapshot.restore(model, {record.pk: base})
            result = write()
        wanted = snapshot.take(model, [record.pk])[record.pk]
        transaction.set_rollback(True)
    return result, wanted


def merge(record, base: dict, wanted: dict) -> snapshot.Merged:
    """The record with somebody's work on an earlier state of it; `kept` names what others did there differently."""
    model = type(record)
    present = snapshot.take(model, [record.pk])[record.pk]
    # To take the way from the wanted state to its base out of the present is to put the work in.
    return snapshot.take_back(model, wanted, base, present, judged(model))


def judged(model):
    """Whether the stance of a testimony about a field of the type is an editor's word."""
    return lambda field: not evidence.is_weighed(model, field)
