"""Proposals: how somebody would change a published record, waiting beside it while readers keep what is accepted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.arc import RECORD_ARC, arc_key, exactly_one
from archive.models.batch import ImportBatch
from archive.models.fields import ChoiceField, LineField, ProseField


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    TAKEN_BACK = "taken_back", _("taken back")


class Proposal(models.Model):
    """A published record as somebody would have it, for somebody else to accept or return with a reason."""

    ARC = RECORD_ARC

    # The number of the version that it was made from, and the whole record as it would be (`archive.snapshot`).
    base = models.PositiveIntegerField(_("made from revision"))
    snapshot = models.JSONField(_("snapshot"))
    state = ChoiceField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING, db_index=True)
    reason = ProseField(_("reason"), blank=True)
    # The names stay when the accounts go.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    author_name = LineField(_("author"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewer")
    )
    reviewer_name = LineField(_("reviewer"), max_length=150, blank=True)
    answer = ProseField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # The import that made it, with which it is taken back.
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("import"))

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        default_related_name = "proposals"
        ordering = ["-id"]
        # Those of the arc are added below, once its keys are there.
        constraints = []

    def __str__(self):
        return f"{self.record}, {self.created_at:%Y-%m-%d}" if self.created_at else str(self.record)

    @property
    def arc_name(self):
        """The name of the foreign key that is set."""
        return next((name for name in self.ARC if getattr(self, f"{name}_id") is not None), None)

    @property
    def record(self):
        """The record that would be changed."""
        name = self.arc_name
        return getattr(self, name) if name else None


for _key in RECORD_ARC:
    Proposal.add_to_class(_key, arc_key(_key, models.CASCADE))
Proposal._meta.constraints.append(
    models.CheckConstraint(condition=exactly_one(RECORD_ARC), name="proposal_has_one_record")
)
# One person has one proposal for a record: saving again continues it.
for _key in RECORD_ARC:
    Proposal._meta.constraints.append(
        models.UniqueConstraint(
            fields=[_key, "author"],
            condition=Q(state=ProposalState.WAITING),
            name=f"one_waiting_proposal_{_key}",
        )
    )
