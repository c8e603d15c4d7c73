"""An editor decides between testimonies: the accepted value, and what readers are told; written, or proposed."""

from django.db import transaction

from archive import snapshot
from archive.models import Proposal, ProposalState, arc_name
from archive.review.proposing import propose
from archive.review.rights import Action, may
from archive.review.settling import SETTLED, decisions_of, settle
from archive.writing import change


def decide(discrepancy, decision: dict, *, by, values=None, why="") -> Proposal | None:
    """Settle a discrepancy as `decision` says ({state, public notes}), with `values` as the record's accepted ones.

    Gives the proposal that this became where readers see the record and the person does not change it themselves.
    """
    record = discrepancy.record
    decision = {"field": discrepancy.field, **decision}
    if may(by, Action.CHANGE, record):
        with change(by=by, why=why):
            _accept(record, values)
            settle(record, [decision], by=by)
        return None
    return _proposed(record, decision, values, by, why)


@transaction.atomic
def _proposed(record, decision, values, by, why):
    model = type(record)
    before = snapshot.take(model, [record.pk])[record.pk]
    with transaction.atomic():
        with change(by=by):
            _accept(record, values)
        after = snapshot.take(model, [record.pk])[record.pk]
        transaction.set_rollback(True)
    # What the same person has proposed already is gone on with.
    waiting = Proposal.objects.filter(**{arc_name(model): record.pk}, author=by, state=ProposalState.WAITING).first()
    start = waiting.snapshot if waiting else before
    wanted = start | {key: value for key, value in after.items() if before.get(key) != value}
    wanted[SETTLED] = decisions_of([start, {SETTLED: [decision]}])
    return propose(record, wanted, by=by, why=why, base=waiting and waiting.base)


def _accept(record, values):
    if values:
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
