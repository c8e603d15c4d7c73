"""The way of a record between draft and readers: submitted, published, returned, withdrawn."""

from django.utils.translation import gettext as _

from archive.models import Status
from archive.review.gate import NotReady, holding_back
from archive.review.rights import Action, NotAllowed, require
from archive.writing import change


def submit(record, *, by, why=""):
    """Hand a draft to the reviewers."""
    require(by, Action.SUBMIT, record)
    return _move(record, (Status.DRAFT,), Status.IN_REVIEW, by, why)


def return_to_draft(record, *, by, why):
    """Hand what is in review back to its author with a reason, which must be given."""
    require(by, Action.DECIDE, record, by_others=True)
    if not why.strip():
        raise ValueError(_("Write the reason for which the record is returned."))
    return _move(record, (Status.IN_REVIEW,), Status.DRAFT, by, why)


def publish(record, *, by, why=""):
    """Let readers see a record; NotReady names what it lacks, NotAllowed where it is one's own work."""
    require(by, Action.PUBLISH, record)
    lacks = holding_back(record)
    if lacks:
        raise NotReady(record, lacks)
    return _move(record, (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN), Status.PUBLISHED, by, why)


def withdraw(record, *, by, why):
    """Take a record from readers; its address stays and says so."""
    require(by, Action.WITHDRAW, record)
    return _move(record, (Status.PUBLISHED,), Status.WITHDRAWN, by, why)


def _move(record, whence, whither, by, why):
    if record.status not in whence:
        sentence = _("“%(record)s” is %(status)s, so this cannot be done with it: look at it again.")
        raise NotAllowed(sentence % {"record": record, "status": record.get_status_display()})
    with change(by=by, why=why):
        record.status = whither
        record.save()
    return record
