"""Corrections: what readers say that a published record should say, with their source, and what editors answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.arc import RECORD_ARC, OnArc, arc_key, exactly_one
from archive.models.fields import BoundedProseField, ChoiceField, LineField, MailField


class CorrectionState(models.TextChoices):
    """What became of a reader's correction."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class CorrectionQuerySet(models.QuerySet):
    """What readers have sent."""

    def answered(self):
        """Those whose answer everybody may read, for their readers asked for that; the latest first."""
        told = Q()
        for column in Correction.answer.fields:
            told |= Q(**{f"{column}__gt": ""})
        decided = self.exclude(state=CorrectionState.WAITING).filter(told, wants_answer=True)
        return decided.order_by("-decided_at", "-pk")


class Correction(OnArc, models.Model):
    """What a reader says that a record should say, with a source and the reason; editors decide and may answer.

    Readers have no account. Whoever knows the token, which nobody can guess, may read what became of it.
    """

    ARC = RECORD_ARC

    # Empty where it is about the record as a whole.
    field = LineField(_("field"), max_length=40, blank=True)
    # The version of the record that the reader saw.
    version = models.PositiveIntegerField(_("version"))
    proposed = BoundedProseField(_("what it should say"), max_length=2000)
    source_words = BoundedProseField(_("source"), max_length=1000)
    reason = BoundedProseField(_("reason"), max_length=2000, blank=True)
    # The language of the page on which it was written.
    language = LineField(_("language"), max_length=10)
    wants_answer = models.BooleanField(_("asks for a public answer"), default=False)
    token = LineField(max_length=40, unique=True, editable=False)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True, db_index=True)
    state = ChoiceField(_("state"), max_length=8, choices=CorrectionState, default=CorrectionState.WAITING)
    answer = TranslatedField(BoundedProseField(_("answer"), max_length=2000, blank=True))
    # The name stays when the account goes.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_by_name = LineField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_related_name = "corrections"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="correction_by_state")]
        # That of the arc is added below, once its keys are there.
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CorrectionState.WAITING) | Q(decided_at__isnull=False),
                name="correction_decided_has_time",
            )
        ]

    def __str__(self):
        return f"{self.record}: {self.proposed[:60]}"

    def get_absolute_url(self):
        """Where its reader finds what became of it."""
        return reverse("correction", args=[self.token])


for _key in RECORD_ARC:
    Correction.add_to_class(_key, arc_key(_key, models.CASCADE, blank=True))
Correction._meta.constraints.append(
    models.CheckConstraint(condition=exactly_one(RECORD_ARC), name="correction_has_one_record")
)


class CorrectionContact(models.Model):
    """How to reach the reader who sent a correction; it stands apart, so that nothing that is kept keeps it."""

    correction = models.OneToOneField(
        Correction, on_delete=models.CASCADE, related_name="contact", verbose_name=_("correction")
    )
    email = MailField(_("e-mail address"), max_length=254)
    forget_at = models.DateTimeField(_("deleted on"), db_index=True)

    class Meta:
        verbose_name = _("contact of a reader")
        verbose_name_plural = _("contacts of readers")

    def __str__(self):
        return self.email


class Sending(models.Model):
    """That something came from one address lately: a keyed checksum of that, not linked to what was sent."""

    sender = LineField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        indexes = [models.Index(fields=["sender", "at"], name="sending_by_sender")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
