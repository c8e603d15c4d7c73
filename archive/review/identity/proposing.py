"""Merges that are proposed: they wait, change nothing, and are carried out or returned by somebody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Merge, MergeState
from archive.review.identity.comparing import NotMergeable, seen
from archive.review.identity.merging import described, merge, refuse
from archive.review.identity.standing import Right, right_to_merge
from archive.review.identity.undoing import model_of
from archive.review.rights import NotAllowed


def propose(stays, goes, *, by, why="", choices=None) -> Merge:
    """Propose that two records are one; a waiting proposal of the same two by the same user is continued."""
    if right_to_merge(by, stays, goes) is Right.NO:
        raise NotAllowed(_("Your role does not allow you to propose this merge: ask an editor."))
    refuse(stays, goes)
    waiting = Merge.objects.filter(
        state=MergeState.PROPOSED, author=by, record_type=stays.address, stays_pk=stays.pk, goes_pk=goes.pk
    )
    found = waiting.first() or Merge(**described(stays, goes), author=by, author_name=by.get_username())
    found.choices, found.reason, found.seen = choices or {}, why or found.reason, seen(stays, goes)
    found.save()
    return found


def proposed(proposal):
    """The two records of a proposed merge as they are now, the one that stays first; NotMergeable where one is gone."""
    rows = model_of(proposal)._base_manager.in_bulk([proposal.stays_pk, proposal.goes_pk])
    if len(rows) < 2:
        raise NotMergeable(_("One of the two records is no more, so this proposal can only be returned."))
    return rows[proposal.stays_pk], rows[proposal.goes_pk]


@transaction.atomic
def accept(proposal, *, by, why="", choices=None, expected=None) -> Merge:
    """Carry out a proposed merge, as somebody else than its author; `choices` where they are not the proposed ones."""
    proposal = _waiting(proposal)
    if proposal.author_id == by.pk:
        raise NotAllowed(_("Nobody decides on their own proposal: ask a reviewer."))
    stays, goes = proposed(proposal)
    proposal.reviewer, proposal.reviewer_name, proposal.answer = by, by.get_username(), why
    chosen = proposal.choices if choices is None else choices
    return merge(
        stays, goes, by=by, why=why or proposal.reason, choices=chosen, expected=expected or proposal.seen,
        proposal=proposal,
    )  # fmt: skip


@transaction.atomic
def send_back(proposal, *, by, why) -> Merge:
    """Return a proposed merge to its author with a reason, which must be given."""
    proposal = _waiting(proposal)
    try:
        right = right_to_merge(by, *proposed(proposal))
    except NotMergeable:
        right = right_to_merge(by)
    if proposal.author_id == by.pk or right is not Right.DO:
        raise NotAllowed(_("Only somebody else who may merge returns a proposed merge."))
    if not why.strip():
        raise ValueError(_("Write the reason for which the proposal is returned."))
    proposal.reviewer, proposal.reviewer_name, proposal.answer = by, by.get_username(), why
    return _decide(proposal, MergeState.RETURNED)


@transaction.atomic
def take_back(proposal, *, by) -> Merge:
    """Take one's own proposed merge back."""
    proposal = _waiting(proposal)
    if proposal.author_id != by.pk:
        raise NotAllowed(_("Only its author takes a proposal back: return it with a reason instead."))
    return _decide(proposal, MergeState.TAKEN_BACK)


def _waiting(proposal):
    found = Merge.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.state != MergeState.PROPOSED:
        sentence = _("This merge is not waiting any more: it is %(state)s.")
        raise NotAllowed(sentence % {"state": found.get_state_display()})
    return found


def _decide(proposal, state):
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.save()
    return proposal
