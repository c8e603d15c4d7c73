"""Two records side by side: each column with both values, which is proposed, and what stands in the way of a merge."""

import hashlib
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import dates, snapshot
from archive.models import Proposal, ProposalState, Record, Status
from archive.models.fields import EDTFField, ProseField
from archive.models.links import key_to

# The address and the standing are the ones of the record that stays.
_NOT_CHOSEN = {"slug", "status"}


class Taken(models.TextChoices):
    """Which value of a column the merged record has."""

    STAYS = "stays", gettext_lazy("of the record that stays")
    GOES = "goes", gettext_lazy("of the record that goes")
    BOTH = "both", gettext_lazy("both")


@dataclass(frozen=True, slots=True)
class Side:
    """One column of two records: both values, and which is taken where nobody chooses."""

    field: models.Field
    stays: object
    goes: object
    proposed: Taken

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.stays not in _EMPTY and self.goes not in _EMPTY and self.stays != self.goes

    @property
    def may_be_both(self) -> bool:
        """Whether the two texts may stand one below the other."""
        return isinstance(self.field, ProseField)


_EMPTY = (None, "")


class NotMergeable(ValueError):
    """Two records that cannot become one, with the sentence that says why."""


def sides(stays, goes) -> list[Side]:
    """Every column that an editor writes in which the two records say something."""
    found = []
    for field in snapshot.columns(type(stays)):
        if field.name in _NOT_CHOSEN:
            continue
        one, other = _value(stays, field), _value(goes, field)
        if one not in _EMPTY or other not in _EMPTY:
            found.append(Side(field, one, other, _proposed(field, one, other)))
    return found


def chosen(side, choices) -> Taken:
    """Which value of a column is taken, from {column: "stays", "goes" or "both"}."""
    asked = choices.get(side.field.name)
    if asked == Taken.BOTH and side.may_be_both and side.differs:
        return Taken.BOTH
    if asked in (Taken.STAYS, Taken.GOES):
        return Taken(asked)
    return side.proposed


def _value(record, field):
    return field.value_from_object(record)


def _proposed(field, one, other) -> Taken:
    """What is there; of two dates the more precise; two editors' notes both."""
    if one in _EMPTY:
        return Taken.GOES
    if other in _EMPTY or one == other:
        return Taken.STAYS
    if field.name == "note":
        return Taken.BOTH
    return Taken.GOES if isinstance(field, EDTFField) and _more_precise(other, one) else Taken.STAYS


def _more_precise(one, other) -> bool:
    try:
        return dates.compare(one, other) is dates.Comparison.MORE_PRECISE
    except dates.InvalidDate:
        return False


def seen(one, two) -> str:
    """A checksum of both records with all that hangs on them, by which a later change of either is noticed."""
    taken = snapshot.take(type(one), [one.pk, two.pk])
    texts = [snapshot.canonical(taken[pk]) for pk in sorted((one.pk, two.pk)) if pk in taken]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def obstacles(stays, goes) -> list[str]:
    """Why these two cannot be merged this way round; sentences, none where they can."""
    found = []
    if type(stays) is not type(goes) or stays.pk == goes.pk:
        return [_("Choose two different records of one type.")]
    if isinstance(goes, Record) and goes.status == Status.PUBLISHED and stays.status != Status.PUBLISHED:
        sentence = _("Readers see “%(goes)s” and not “%(stays)s”: let the published one stay.")
        found.append(sentence % {"goes": goes, "stays": stays})
    if _waiting(goes):
        sentence = _("A proposal for “%(record)s” waits for a reviewer: it must be decided on before the merge.")
        found.append(sentence % {"record": goes})
    return found


def _waiting(record) -> bool:
    key = key_to(Proposal, type(record))
    return bool(key) and Proposal.objects.filter(**{key: record.pk}, state=ProposalState.WAITING).exists()
