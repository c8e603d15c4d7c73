"""Agreements, and their parties."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.alphabet import by_alphabet
from archive.models.base import Titled
from archive.models.fields import ChoiceField, CountryField, EDTFField, LineField
from archive.models.guard import Guarded
from archive.models.heading import in_time


class AgreementKind(models.TextChoices):
    """What sort of instrument an agreement is."""

    TREATY = "treaty", _("treaty")
    AGREEMENT = "agreement", _("agreement")
    MEMORANDUM = "memorandum", _("memorandum of understanding")
    PROTOCOL = "protocol", _("protocol")
    CONVENTION = "convention", _("convention")
    EXCHANGE = "exchange", _("exchange of notes")
    DECLARATION = "declaration", _("joint declaration")
    PROGRAMME = "programme", _("programme")
    CONTRACT = "contract", _("contract")
    OTHER = "other", _("other")


class Agreement(Titled):
    """A document that countries or their bodies concluded, with the dates of its life."""

    address = "agreements"
    FACTS = ("title", "signed", "in_force", "ended", "place", "signed_during", "parties", "participations")
    PROSE = ("summary", "subjects", "kind")
    dated_by = "signed"
    COUNTRY_LOOKUPS = ("parties__country", "parties__organization__country")

    kind = ChoiceField(_("kind"), max_length=20, choices=AgreementKind, default=AgreementKind.AGREEMENT, db_index=True)
    signed = EDTFField(_("signed"))
    in_force = EDTFField(_("in force"))
    ended = EDTFField(_("ended"))
    place = models.ForeignKey("archive.Place", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    signed_during = models.ForeignKey(
        "archive.Visit", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("signed during")
    )
    subjects = TranslatedField(
        LineField(_("subjects"), max_length=300, blank=True, help_text=_("Keywords, several separated by “; ”."))
    )

    class Meta(Titled.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        default_related_name = "agreements"
        indexes = [
            *in_time("agreement", "signed", "kind"),
            *by_alphabet("agreement"),
        ]


class Party(Guarded):
    """A country or an organization that concluded an agreement."""

    # It hangs on the agreement; to an organization it only links.
    ARC = ("agreement",)

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, verbose_name=_("agreement"))
    country = CountryField(_("country"), blank=True)
    organization = models.ForeignKey(
        "archive.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="party_to",
        verbose_name=_("organization"),
    )

    class Meta(Guarded.Meta):
        abstract = False
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        default_related_name = "parties"
        ordering = ["id"]
        # An inline does not validate a UniqueConstraint that holds its parent's key (Django ticket 35676).
        unique_together = [("agreement", "country", "organization")]
        constraints = [
            models.CheckConstraint(
                condition=(~models.Q(country="") & models.Q(organization__isnull=True))
                | (models.Q(country="") & models.Q(organization__isnull=False)),
                name="party_is_country_or_organization",
                violation_error_message=_("A party is either a country or an organization: fill one of the two."),
            ),
            # Nothing is the same as nothing: of parties that are no organization the set above would let two be equal.
            models.UniqueConstraint(
                fields=["agreement", "country"],
                condition=~models.Q(country=""),
                name="party_is_a_country_once",
                violation_error_message=_("This country is a party already: each stands here once."),
            ),
        ]

    def __str__(self):
        from django.utils.translation import get_language

        from archive import countries

        return countries.name(self.country, get_language() or "en") if self.country else str(self.organization)

    def touched_by(self, change, gone=False):
        """A party concerns its agreement."""
        change.touch_hanging(self, "agreement")
