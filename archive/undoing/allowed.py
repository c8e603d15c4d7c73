"""Who may take back what: drafts are written, what readers see only by those who may decide; else it is proposed."""

from enum import Enum

from django.db.models import F, Max, OuterRef, Subquery

from archive.models import Place, Proposal, ProposalState, Revision, Status, arc_name
from archive.models.sets import keys
from archive.review import Role, role_of
from archive.review.gate import gate
from archive.review.rights import PUBLIC


class Way(Enum):
    """How a record goes back."""

    WRITE = 0
    PROPOSE = 1
    # It would be proposed, but a proposal of this person's waits already, and would be lost.
    WAITS = 2
    KEEP = 3


class Unlimited:
    """The rights of the archive itself, and of whoever works at its command line."""

    by = None

    def ways(self, model, present, made=False) -> dict[int, Way]:
        """How each of these records goes back, by primary key; `present` are their snapshots.

        `made`: all that is taken back of them is that they were made.
        """
        return dict.fromkeys(present, Way.WRITE)

    def may_stand_again(self, model, standings) -> set[int]:
        """Which of these records may have their standing of before again; `standings` are (before, now) by key."""
        return set(standings)


class Within:
    """The rights of a user's role."""

    def __init__(self, by):
        self.by, self.role = by, role_of(by)

    def ways(self, model, present, made=False):
        """How each of these records goes back, by primary key; see above."""
        public = [pk for pk, taken in present.items() if taken.get("status") in PUBLIC]
        open_ones = present.keys() - set(public)
        if self.role in (None, Role.VIEWER):
            return dict.fromkeys(present, Way.KEEP)
        if self.role is Role.CONTRIBUTOR:
            own = self._own(model, open_ones, made)
            found = {pk: Way.WRITE if pk in own else Way.KEEP for pk in open_ones}
        else:
            found = dict.fromkeys(open_ones, Way.WRITE)
        return found | (self._ways_of_public(model, public) if public else {})

    def _own(self, model, pks, made):
        if model is Place:
            # Whoever takes back only their own work has made them; others' places they do not change.
            return set(pks) if made else set()
        key = arc_name(model)
        rows = Revision._base_manager.filter(**{f"{key}__in": keys(pks)}, number=1, author=self.by)
        return set(rows.values_list(key, flat=True))

    def _ways_of_public(self, model, pks):
        if self.role is Role.ADMINISTRATOR:
            return dict.fromkeys(pks, Way.WRITE)
        key, here = arc_name(model), {f"{arc_name(model)}__in": keys(pks)}
        # Whoever decides on others' work takes it back, but nobody decides on their own.
        last = Revision._base_manager.filter(**{key: OuterRef(key)}).values(key).annotate(n=Max("number")).values("n")
        rows = Revision._base_manager.filter(**here, author=self.by).annotate(newest=Subquery(last))
        own = set(rows.filter(number=F("newest")).values_list(key, flat=True))
        waiting = Proposal.objects.filter(**here, author=self.by, state=ProposalState.WAITING)
        waits = set(waiting.values_list(key, flat=True))
        decides = self.role is Role.REVIEWER
        return {pk: Way.WRITE if decides and pk not in own else Way.WAITS if pk in waits else Way.PROPOSE for pk in pks}

    def may_stand_again(self, model, standings):
        """Those who decide what readers see; nothing comes back to readers that lacks what they are promised."""
        if self.role not in (Role.REVIEWER, Role.ADMINISTRATOR):
            return set()
        back = [pk for pk, (before, _now) in standings.items() if before == Status.PUBLISHED]
        lacking = {pk for pk, lacks in gate(model, back).items() if any(not lack.is_warning for lack in lacks)}
        return standings.keys() - lacking


def rights_of(by, within) -> Unlimited | Within:
    """The rights by which something is undone: those of the user's role where it is to be held."""
    return Within(by) if within else Unlimited()
