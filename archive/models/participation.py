"""Participations: people's parts in visits, events and agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.arc import on_one_of
from archive.models.base import Status
from archive.models.fields import ChoiceField, LineField
from archive.models.guard import GuardedQuerySet

OnOccasion = on_one_of("visit", "event", "agreement")


class ParticipationRole(models.TextChoices):
    """What part a person takes."""

    HEAD = "head_of_delegation", _("head of delegation")
    VISITOR = "visitor", _("visitor")
    HOST = "host", _("host")
    MET = "met", _("met")
    SIGNATORY = "signatory", _("signatory")
    OBSERVER = "observer", _("observer")


class ParticipationQuerySet(GuardedQuerySet):
    """Participations, and who may see them."""

    def published(self, *occasions):
        """Those of published people in published records: of any kind, or of these alone (`visit`)."""
        public = models.Q()
        for name in occasions or OnOccasion.ARC:
            public |= models.Q(**{f"{name}__status": Status.PUBLISHED})
        return self.filter(public, person__status=Status.PUBLISHED)


class Participation(OnOccasion):
    """A person's part in a visit, event or agreement, and the capacity in which they took it."""

    # A person does not go while their part in something is on record.
    person = models.ForeignKey("archive.Person", on_delete=models.PROTECT, verbose_name=_("person"))
    role = ChoiceField(_("role"), max_length=20, choices=ParticipationRole, default=ParticipationRole.VISITOR)
    capacity = TranslatedField(
        LineField(
            _("capacity"), max_length=300, blank=True, help_text=_("The office in which the person acted at that time.")
        )
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta(OnOccasion.Meta):
        abstract = False
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        default_related_name = "participations"
        ordering = ["id"]
        unique_together = [(key, "person", "role") for key in OnOccasion.ARC]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"
