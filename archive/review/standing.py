"""The way of a record between draft and readers: submitted, published, returned, withdrawn."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from archive import audit
from archive.models import RECORD_TYPES, Revision, RevisionState, Status, arc_name
from archive.review.companions import sources_among
from archive.review.gate import NotReady, holding_back
from archive.review.rights import Action, NotAllowed, require
from archive.writing import Stale, change

# What readers see comes and goes, and somebody answers for that.
_NOTED = {Status.PUBLISHED: "publish", Status.WITHDRAWN: "withdraw"}


def submit(record, *, by, why=""):
    """Hand a draft to the reviewers."""
    require(by, Action.SUBMIT, record)
    return _move(record, (Status.DRAFT,), Status.IN_REVIEW, by, why)


@transaction.atomic
def return_to_draft(record, *, by, why):
    """Hand what is in review back to its author with a reason, which must be given."""
    require(by, Action.DECIDE, record, by_others=True)
    if not why.strip():
        raise ValueError(_("Write the reason for which the record is returned."))
    _move(record, (Status.IN_REVIEW,), Status.DRAFT, by, why)
    versions = Revision._base_manager.filter(**{arc_name(type(record)): record.pk}, number=record.revision)
    versions.update(state=RevisionState.RETURNED)
    return record


def returned(record) -> Revision | None:
    """The version by which a draft was last returned, with who did it and why; None where it is no such draft."""
    if record.status != Status.DRAFT:
        return None
    versions = Revision.objects.filter(**{arc_name(type(record)): record.pk}, state=RevisionState.RETURNED)
    return versions.defer("snapshot").order_by("-number").first()


def returned_to(user) -> list:
    """The drafts that were returned to those who wrote them, this user among them: each with `.returned_because`.

    The latest first; one query for each type.
    """
    found = []
    for model in RECORD_TYPES:
        versions = Revision._base_manager.filter(**{arc_name(model): OuterRef("pk")})
        back = versions.filter(state=RevisionState.RETURNED).order_by("-number")
        own = versions.filter(author=user).exclude(state=RevisionState.RETURNED)
        # Made, submitted and returned: three versions at least.
        rows = model.objects.filter(Exists(back), Exists(own), status=Status.DRAFT, revision__gte=3)
        found += rows.annotate(returned_because=Subquery(back.values("reason")[:1]))
    return sorted(found, key=lambda record: record.updated_at, reverse=True)


@transaction.atomic
def publish(record, *, by, why="", along=()):
    """Let readers see a record, and `along` with it what it cites or names that they do not see yet.

    NotReady names what any of them lacks, NotAllowed where it is one's own work; then none is published.
    """
    together = [*along, record]
    seen = sources_among(together)
    for each in together:
        require(by, Action.PUBLISH, each)
        lacks = holding_back(each, seen)
        if lacks:
            raise NotReady(each, lacks)
    with change(by=by, why=why):
        for each in together:
            _move(each, (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN), Status.PUBLISHED, by, why)
    return record


def withdraw(record, *, by, why):
    """Take a record from readers; its address stays and says so."""
    require(by, Action.WITHDRAW, record)
    return _move(record, (Status.PUBLISHED,), Status.WITHDRAWN, by, why)


def _move(record, whence, whither, by, why):
    if record.status not in whence:
        sentence = _("“%(record)s” is %(status)s, so this cannot be done with it: look at it again.")
        raise NotAllowed(sentence % {"record": record, "status": record.get_status_display()})
    with change(by=by, why=why):
        # Held until it is saved: of what was deleted meanwhile there is no row to change.
        if not type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).values("pk").first():
            raise Stale([record])
        record.status = whither
        record.save()
        if whither in _NOTED:
            audit.note(_NOTED[whither], f"{record.address}/{record.slug}: {why}", by=by)
    return record
