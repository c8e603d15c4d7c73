"""Postings: the offices that people hold in organizations over time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.base import Status, first_filled
from archive.models.fields import ChoiceField, EDTFField, LineField, ProseField
from archive.models.guard import Guarded, GuardedQuerySet


class PostingRole(models.TextChoices):
    """What a person is in an organization."""

    AMBASSADOR = "ambassador", _("ambassador")
    HEAD_OF_MISSION = "head_of_mission", _("head of mission")
    HEAD_OF_STATE = "head_of_state", _("head of state")
    HEAD_OF_GOVERNMENT = "head_of_government", _("head of government")
    MINISTER = "minister", _("minister")
    DEPUTY = "deputy", _("deputy minister")
    HEAD = "head", _("head")
    CHAIR = "chair", _("chair")
    MEMBER = "member", _("member")
    GRADUATE = "graduate", _("graduate")
    OTHER = "other", _("other")


class PostingQuerySet(GuardedQuerySet):
    """Postings, and who may see them."""

    def published(self):
        """Those of published people in published organizations."""
        return self.filter(Q(person__status=Status.PUBLISHED), Q(organization__status=Status.PUBLISHED))


class Posting(Guarded):
    """A person's office in an organization over time."""

    person = models.ForeignKey("archive.Person", on_delete=models.CASCADE, verbose_name=_("person"))
    # An organization does not go while somebody's office in it is on record.
    organization = models.ForeignKey("archive.Organization", on_delete=models.PROTECT, verbose_name=_("organization"))
    role = ChoiceField(_("role"), max_length=20, choices=PostingRole, default=PostingRole.OTHER)
    title = TranslatedField(LineField(_("office"), max_length=300, blank=True))
    since = EDTFField(_("since"))
    until = EDTFField(_("until"))
    note = ProseField(_("editors' note"), blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta(Guarded.Meta):
        abstract = False
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        default_related_name = "postings"
        ordering = ["since_earliest", "id"]
        unique_together = [("person", "organization", "role", "since")]

    def __str__(self):
        return f"{self.person}, {first_filled(self, 'title') or self.get_role_display()}, {self.organization}"

    def touched_by(self, change, gone=False):
        """A posting concerns the person and the organization."""
        change.touch_hanging(self, "person")
        change.touch_hanging(self, "organization")
