"""Proposals: made without touching what readers see, then accepted as one change, or returned with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import audit, snapshot
from archive.models import Proposal, ProposalState, arc_name
from archive.review.gate import NotReady, holding_back
from archive.review.merging import judged, merge, version
from archive.review.rights import PUBLIC, Action, NotAllowed, may, require
from archive.review.settling import SETTLED, decisions_of, settle
from archive.writing import Stale, change


class NoDifference(ValueError):
    """A proposal that would change nothing."""


class Collides(Exception):
    """Parts of a record that were changed in one way since a proposal was made that changes them in another.

    `parts` are snapshot.Part, with the values that stand now.
    """

    def __init__(self, record, parts):
        self.record, self.parts = record, parts
        names = ", ".join(dict.fromkeys(" · ".join(filter(None, (part.name, part.row))) for part in parts))
        super().__init__(
            _("“%(record)s” has been changed since this was proposed, in the same places: %(names)s. Choose there.")
            % {"record": record, "names": names}
        )


class Gone(Exception):
    """Records that a version or a proposal links to and that are no more; `parts` are snapshot.Part."""

    def __init__(self, record, parts):
        self.record, self.parts = record, parts
        names = ", ".join(f"“{part.row or part.value}” ({part.name})" for part in parts)
        super().__init__(
            _("“%(record)s” cannot be made so, because what it names is no more: %(names)s. Nothing was saved.")
            % {"record": record, "names": names}
        )


class Mixed(Exception):
    """One write that changes drafts and, with them, what is published and not this user's to change."""

    def __init__(self, records):
        self.records = records
        super().__init__(
            _("This would also change %(records)s, which readers see: propose that on its own page. Nothing was saved.")
            % {"records": ", ".join(f"“{record}”" for record in records)}
        )


class Unexplained(Exception):
    """A change of what readers see, by somebody who needs no other to accept it, without the reason for the history."""

    def __init__(self):
        super().__init__(_("Readers see this, so the history must say why it is changed: write the reason."))


def write_or_propose(write, *, by, why=""):
    """Run a write inside a change: its result, and no proposal, or proposals in place of the write.

    Where it changes published records that this user may not change, all of it is taken back and kept as a proposal
    for each of them. Raises Mixed where it changes drafts besides, Unexplained where readers see what it changes and no
    reason is given, and whatever the change refuses.
    """
    with transaction.atomic():
        with change(by=by, why=why) as current:
            result = write()
        # The archive itself (None) may write anything.
        touched = current.stored() if by else {}
        held = {model: [r for r in records if not may(by, Action.CHANGE, r)] for model, records in touched.items()}
        wanted = {model: snapshot.take(model, [r.pk for r in records]) for model, records in held.items() if records}
        if wanted and any(len(held[model]) < len(records) for model, records in touched.items()):
            raise Mixed([record for records in held.values() for record in records])
        if touched and not wanted and not why.strip() and _is_read(touched):
            raise Unexplained
        transaction.set_rollback(bool(wanted))
    if not wanted:
        return result, []
    with transaction.atomic():
        fresh = ((r, wanted[m][r.pk]) for m in wanted for r in m._base_manager.filter(pk__in=wanted[m]))
        proposals = [_added(record, taken, by, why) for record, taken in fresh if _differs(record, taken)]
    return result, proposals


def _is_read(touched) -> bool:
    """Whether readers see, or have seen, any of these records."""
    return any(record.status in PUBLIC for records in touched.values() for record in records)


def _differs(record, wanted):
    return wanted != version(record, record.revision)


def _added(record, wanted, by, why):
    """The proposal with this work beside what the same person has proposed already; of one place the later word."""
    model = type(record)
    waiting = Proposal.objects.select_for_update(of=("self",)).filter(
        **{arc_name(model): record.pk}, author=by, state=ProposalState.WAITING
    )
    found = waiting.first()
    if found is None:
        return propose(record, wanted, by=by, why=why)
    both = snapshot.take_back(model, wanted, version(record, record.revision), found.snapshot, judged(model))
    for part in both.kept:
        snapshot.put(both.wanted, part, wanted)
    return propose(record, both.wanted, by=by, why=why, base=found.base)


@transaction.atomic
def propose(record, wanted: dict, *, by, why="", base=None) -> Proposal:
    """Keep a record as somebody would have it; the same person's waiting proposal for it is continued.

    `base` is the number of the version that it was made from, the present one where it is left out. Raises
    NoDifference, and NotAllowed where this person changes the record itself instead.
    """
    require(by, Action.PROPOSE, record)
    model = type(record)
    # Not the number in memory: a rehearsed write has moved it on.
    base = base or model._base_manager.values_list("revision", flat=True).get(pk=record.pk)
    if wanted == version(record, base):
        raise NoDifference(_("“%(record)s” would stay as it is: there is nothing to propose.") % {"record": record})
    waiting = Proposal.objects.select_for_update(of=("self",)).filter(
        **{arc_name(model): record.pk}, author=by, state=ProposalState.WAITING
    )
    found = waiting.first() or Proposal(**{arc_name(model): record}, author=by, author_name=by.get_username())
    settled = decisions_of([found.snapshot or {}, wanted])
    found.snapshot = wanted | ({SETTLED: settled} if settled else {})
    found.base, found.reason = base, why or found.reason
    found.save()
    return found


def seen_proposal(proposal) -> str:
    """What tells this state of a proposal from others: whoever decides on it has read this one."""
    return snapshot.checksum(proposal.snapshot, str(proposal.base))


def merged(proposal) -> snapshot.Merged:
    """The record as it would be with the proposal, what was done since it was made included; `kept` are collisions."""
    record, wanted = proposal.record, dict(proposal.snapshot)
    snapshot.with_present_slugs(type(record), [wanted])
    return merge(record, version(record, proposal.base), wanted)


@transaction.atomic
def accept(proposal, *, by, why="", instead=None, confirmed=False, expected=None):
    """Make the record as proposed, as a version of its author's with the reviewer's name; the record.

    `instead` is the snapshot that the reviewer chose where it is not the proposed one, `expected` the checksum
    (`seen_proposal`) of the one that was looked at. Raises NotReady where the record would lack evidence that it does
    not lack now, unless that is `confirmed`; NotAllowed for one's own proposal, Collides where the record was changed
    since in the same places, Gone where what it names is no more, Stale where somebody comes between, its author too.
    """
    proposal = _locked(proposal, expected)
    record = proposal.record
    require(by, Action.DECIDE, record, by_others=proposal.author_id != by.pk)
    wanted = instead
    if wanted is None:
        found = merged(proposal)
        if found.kept:
            raise Collides(record, found.kept)
        wanted = found.wanted
    lacked = set(holding_back(record))
    with change(by=proposal.author, why=proposal.reason or why, reviewer=by):
        missing = snapshot.restore(type(record), {record.pk: wanted}).get(record.pk, [])
        if missing:
            raise Gone(record, missing)
        if instead is not None:
            settle(record, _settled_by(proposal), by=proposal.author)
    record.refresh_from_db()
    lacks = [lack for lack in holding_back(record) if lack not in lacked]
    if lacks and not confirmed:
        raise NotReady(record, lacks)
    _decide(proposal, ProposalState.ACCEPTED, by, why)
    audit.note("accept", f"{record.address}/{record.slug}: {why}", by=by)
    return record


def _settled_by(proposal) -> list[dict]:
    """What the author of a proposal decided between sources, and the record's version did not say already."""
    before = version(proposal.record, proposal.base).get(SETTLED, ())
    return [decision for decision in proposal.snapshot.get(SETTLED, ()) if decision not in before]


@transaction.atomic
def send_back(proposal, *, by, why, expected=None) -> Proposal:
    """Return a proposal to its author with a reason, which must be given; Stale where it is not as `expected`."""
    proposal = _locked(proposal, expected)
    require(by, Action.DECIDE, proposal.record, by_others=proposal.author_id != by.pk)
    if not why.strip():
        raise ValueError(_("Write the reason for which the proposal is returned."))
    return _decide(proposal, ProposalState.RETURNED, by, why)


@transaction.atomic
def take_back(proposal, *, by) -> Proposal:
    """Take one's own proposal back."""
    proposal = _locked(proposal)
    if proposal.author_id != by.pk:
        raise NotAllowed(_("Only its author takes a proposal back: return it with a reason instead."))
    return _decide(proposal, ProposalState.TAKEN_BACK, by, "")


def _locked(proposal, expected=None) -> Proposal:
    """The proposal as it is now, held until the transaction ends; NotAllowed where it was decided already.

    Stale where its author has gone on with it since somebody looked at it (`expected`).
    """
    found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.state != ProposalState.WAITING:
        sentence = _("This proposal is not waiting any more: %(by)s has decided on it (%(state)s).")
        raise NotAllowed(sentence % {"by": found.reviewer_name, "state": found.get_state_display()})
    if expected is not None and seen_proposal(found) != expected:
        raise Stale([found.record])
    return found


def _decide(proposal, state, by, why):
    proposal.state, proposal.answer, proposal.decided_at = state, why, timezone.now()
    proposal.reviewer, proposal.reviewer_name = by, by.get_username()
    proposal.save()
    return proposal
