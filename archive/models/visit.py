"""Visits: journeys of a country's representatives to another country."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.alphabet import by_alphabet
from archive.models.base import Titled
from archive.models.fields import CountryField, EDTFField, ProseField
from archive.models.heading import in_time


class Visit(Titled):
    """A journey of representatives of one country to another."""

    address = "visits"
    FACTS = ("visitor_country", "host_country", "date", "occasion", "purpose", "places", "participations")
    PROSE = ("title", "summary")
    dated_by = "date"
    COUNTRY_LOOKUPS = ("visitor_country", "host_country", "places__country", "participations__person__country")

    visitor_country = CountryField(_("visitor's country"), blank=True)
    host_country = CountryField(_("host country"), blank=True)
    date = EDTFField(_("date"))
    occasion = models.ForeignKey(
        "archive.Event", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("occasion"),
        help_text=_("The event on whose occasion the visit was made."),
    )  # fmt: skip
    purpose = TranslatedField(ProseField(_("purpose"), blank=True))
    places = models.ManyToManyField("archive.Place", blank=True, verbose_name=_("places"))

    class Meta(Titled.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        default_related_name = "visits"
        indexes = [
            *in_time("visit", "date", "visitor_country", "host_country"),
            *by_alphabet("visit"),
        ]
