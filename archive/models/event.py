"""Events: what happened between countries, other than visits and agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.alphabet import by_alphabet
from archive.models.base import Titled
from archive.models.fields import ChoiceField, CountriesField, EDTFField
from archive.models.heading import in_time


class EventKind(models.TextChoices):
    """What sort of happening an event is."""

    RELATIONS = "relations", _("diplomatic relations")
    RECOGNITION = "recognition", _("recognition")
    MISSION = "mission", _("diplomatic mission")
    CREDENTIALS = "credentials", _("credentials")
    MEETING = "meeting", _("meeting")
    CONFERENCE = "conference", _("conference")
    RESOLUTION = "resolution", _("resolution")
    MONUMENT = "monument", _("monument")
    DISPUTE = "dispute", _("dispute")
    ELECTION = "election", _("election")
    INAUGURATION = "inauguration", _("inauguration")
    ANNIVERSARY = "anniversary", _("anniversary")
    COOPERATION = "cooperation", _("cooperation")
    OTHER = "other", _("other")


class Event(Titled):
    """Something that happened and bears on the relations of countries."""

    address = "events"
    FACTS = ("date", "place", "part_of", "countries", "participations")
    PROSE = ("title", "summary", "kind")
    dated_by = "date"
    COUNTRY_LOOKUPS = ("countries", "place__country")

    kind = ChoiceField(_("kind"), max_length=20, choices=EventKind, default=EventKind.OTHER, db_index=True)
    date = EDTFField(_("date"))
    place = models.ForeignKey("archive.Place", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    countries = CountriesField(
        _("countries"),
        max_length=1200,
        blank=True,
        help_text=_("ISO 3166 codes of the countries concerned, separated by “; ”."),
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    class Meta(Titled.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_related_name = "events"
        indexes = [*in_time("event", "date", "kind"), *by_alphabet("event")]
