"""Organizations: embassies, ministries, parliaments, friendship groups, academies, parties."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.alphabet import by_alphabet
from archive.models.base import Named
from archive.models.fields import ChoiceField, CountryField, EDTFField
from archive.models.heading import in_time


class OrganizationKind(models.TextChoices):
    """What sort of body an organization is."""

    EMBASSY = "embassy", _("embassy")
    CONSULATE = "consulate", _("consulate")
    MINISTRY = "ministry", _("ministry")
    GOVERNMENT = "government", _("government")
    PRESIDENCY = "presidency", _("presidency")
    PARLIAMENT = "parliament", _("parliament")
    FRIENDSHIP_GROUP = "friendship_group", _("friendship group")
    ACADEMY = "academy", _("academy")
    PARTY = "party", _("political party")
    COMMISSION = "commission", _("commission")
    INTERNATIONAL = "international", _("international organization")
    COMPANY = "company", _("company or state enterprise")
    OTHER = "other", _("other")


class Organization(Named):
    """A body that people represent or serve."""

    address = "organizations"
    FACTS = ("name", "country", "host_country", "place", "founded", "dissolved", "postings")
    dated_by = "founded"
    COUNTRY_LOOKUPS = ("country", "host_country", "place__country")

    kind = ChoiceField(
        _("kind"), max_length=20, choices=OrganizationKind, default=OrganizationKind.OTHER, db_index=True
    )
    country = CountryField(_("country"), blank=True, help_text=_("The country that the organization belongs to."))
    host_country = CountryField(
        _("host country"),
        blank=True,
        help_text=_("For an embassy or consulate: the country to which it is accredited."),
    )
    place = models.ForeignKey("archive.Place", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    founded = EDTFField(_("founded"))
    dissolved = EDTFField(_("dissolved"))

    class Meta(Named.Meta):
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        default_related_name = "organizations"
        indexes = [
            models.Index(fields=["status", "slug"], name="organization_by_slug"),
            *by_alphabet("organization"),
            *in_time("organization", "founded", "kind"),
        ]
