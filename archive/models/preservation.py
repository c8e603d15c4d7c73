"""What was done to preserve the archive (events, PREMIS calls them): backups, verifications, restores, what came out.

They are about this installation, not about the relations that it holds, so no backup has them in it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.fields import ChoiceField, LineField, ProseField


class Preserving(models.TextChoices):
    """What was done."""

    BACKUP = "backup", _("backup")
    VERIFICATION = "verification", _("verification")
    RESTORE = "restore", _("restore")


class Outcome(models.TextChoices):
    """What came out of it."""

    RUNNING = "running", _("not ended")
    SOUND = "sound", _("sound")
    DAMAGED = "damaged", _("damage found")
    FAILED = "failed", _("failed")


class PreservationEvent(models.Model):
    """One backup, verification or restore: when, how long, of what, and what came out."""

    kind = ChoiceField(_("what was done"), max_length=12, choices=Preserving)
    outcome = ChoiceField(_("outcome"), max_length=7, choices=Outcome, default=Outcome.RUNNING)
    # Empty where it was the archive itself that was verified; else the folder of the bag.
    place = LineField(_("bag"), max_length=1000, blank=True)
    # SHA-256 over the manifests of the bag: by it this archive knows its own bags again.
    seal = LineField(_("seal"), max_length=64, blank=True)
    message = ProseField(_("message"), blank=True)
    damaged = models.PositiveIntegerField(_("damaged"), default=0)
    started_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("preservation event")
        verbose_name_plural = _("preservation events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "place", "id"], name="preservation_event_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.RUNNING) | models.Q(ended_at__isnull=False),
                name="preservation_event_ended_has_time",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.started_at:%Y-%m-%d %H:%M}: {self.get_outcome_display()}"

    @property
    def seconds(self):
        """How long it took; None while it has not ended."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class Damage(models.Model):
    """Something that a verification found damaged: of what type, at which address, and what is wrong with it."""

    event = models.ForeignKey(
        PreservationEvent, on_delete=models.CASCADE, db_index=False, verbose_name=_("preservation event")
    )
    type = LineField(_("type"), max_length=40)
    slug = LineField(_("address"), max_length=300, blank=True)
    words = ProseField(_("what is damaged"))

    class Meta:
        verbose_name = _("damage")
        verbose_name_plural = _("damages")
        default_related_name = "damages"
        indexes = [models.Index(fields=["event", "type", "slug"], name="damage_by_record")]

    def __str__(self):
        return f"{self.type}/{self.slug}: {self.words}"
