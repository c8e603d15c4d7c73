"""What the archive saw when it last asked for an address on the web: an observation, not part of any record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.fields import ChoiceField, LineField, WebAddressField
from archive.models.rules import within


class LinkOutcome(models.TextChoices):
    """What became of asking for an address."""

    OK = "ok", _("works")
    MOVED = "moved", _("moved")
    DEAD = "dead", _("dead")
    UNREACHABLE = "unreachable", _("did not answer")
    REFUSED = "refused", _("not asked for")


class LinkCheck(models.Model):
    """The last look at one address, whichever sources name it; a new look replaces it."""

    address = WebAddressField(_("address on the web"), max_length=500, unique=True)
    outcome = ChoiceField(_("outcome"), max_length=11, choices=LinkOutcome, db_index=True)
    # HTTP's own number of the last answer (RFC 9110); none where there was no answer.
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    moved_to = WebAddressField(_("moved to"), max_length=500, blank=True)
    detail = LineField(_("detail"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked"), db_index=True)
    # Since when every look has had this outcome.
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        ordering = ["checked_at"]
        constraints = [within("status", 100, 599, "link_check_status_is_one_of_http")]

    def __str__(self):
        return f"{self.address}: {self.get_outcome_display()}"
