"""Many proposals at once: what an import would change of published records, made without touching what readers see."""

import pickle
import tempfile

from django.db import transaction
from django.utils import timezone

from archive import snapshot
from archive.models import Proposal, ProposalState, Revision, arc_name, record_type
from archive.models.sets import keys
from archive.review.rights import PUBLIC
from archive.writing import change
from archive.writing.sizes import SET_SIZE, batched

# A snapshot is long: so many go into one statement.
_AT_ONCE = 100


def propose_together(write, *, by, why, batch=None) -> int:
    """Run `write(change)`, take all of it back, and keep a proposal for each published record that it changed.

    How many proposals there are; a record that would stay as it is has none. Whether this person may propose is for the
    caller to know, and that nothing of theirs waits for these records. Memory stays flat however many there are.
    """
    # What is taken back must outlive the transaction, and may be larger than memory.
    with tempfile.TemporaryFile() as file:
        with transaction.atomic():
            with change(by=by, why=why, batch=batch) as current:
                write(current)
            _put_away(current, file)
            transaction.set_rollback(True)
        file.seek(0)
        return sum(_keep(record_type(address), taken, by, why, batch) for address, taken in _pieces(file))


def take_back_together(batch, *, by) -> int:
    """Take back what an import has proposed and nobody has decided on; how many proposals that were."""
    now, name = timezone.now(), by.get_username() if by else ""
    decided = {"reviewer": by, "reviewer_name": name, "decided_at": now, "updated_at": now}
    waiting = Proposal.objects.filter(batch=batch, state=ProposalState.WAITING)
    return waiting.update(state=ProposalState.TAKEN_BACK, **decided)


def _put_away(current, file):
    for model in {*current.saved, *current.hung_on}:
        pks = sorted(current.saved[model].keys() | current.hung_on[model].keys())
        for some in batched(pks, SET_SIZE):
            public = model._base_manager.filter(pk__in=keys(some), status__in=PUBLIC)
            taken = snapshot.take(model, list(public.values_list("pk", flat=True)))
            pickle.dump((model.address, taken), file, pickle.HIGHEST_PROTOCOL)


def _pieces(file):
    while True:
        try:
            # Written by this process a moment ago, in a file without a name.
            yield pickle.load(file)  # noqa: S301
        except EOFError:
            return


def _keep(model, wanted, by, why, batch) -> int:
    """Store a proposal for each of these records, {primary key: snapshot}, that would differ from its version now."""
    key = arc_name(model)
    numbers = dict(model._base_manager.filter(pk__in=keys(wanted)).values_list("pk", "revision"))
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(wanted)}, number__in=set(numbers.values()))
    now = {pk: taken for pk, n, taken in rows.values_list(key, "number", "snapshot") if numbers[pk] == n}
    snapshot.with_present_slugs(model, list(now.values()))
    shared = {"author": by, "author_name": by.get_username(), "reason": why, "batch": batch}
    fresh = [
        Proposal(**{f"{key}_id": pk}, base=numbers[pk], snapshot=taken, **shared)
        for pk, taken in wanted.items()
        if taken != now.get(pk)
    ]
    return len(Proposal.objects.bulk_create(fresh, batch_size=_AT_ONCE))
