"""Places: the authority list of cities, squares and buildings that records name."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive.models.base import Slugged, first_filled, in_some_language
from archive.models.fields import CountryField, LineField, NumberField, ProseField


def degrees(name, help_text):
    """A column for degrees of arc, to about a metre."""
    return NumberField(name, max_digits=8, decimal_places=5, null=True, blank=True, help_text=help_text)


class Place(Slugged):
    """A place by its name, with the country it lies in and, where known, its position."""

    address = "places"

    name = TranslatedField(LineField(_("name"), max_length=200, blank=True))
    country = CountryField(_("country"), blank=True)
    latitude = degrees(_("latitude"), _("Degrees, north positive."))
    longitude = degrees(_("longitude"), _("Degrees, east positive."))
    note = ProseField(_("editors' note"), blank=True)

    class Meta(Slugged.Meta):
        abstract = False
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["slug"]
        constraints = [
            in_some_language("name", _("Write the name in at least one language.")),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False)
                & models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="place_has_position_on_earth",
                violation_error_message=_("Give both latitude (−90 to 90) and longitude (−180 to 180), or neither."),
            ),
        ]

    def __str__(self):
        return first_filled(self, "name") or self.slug

    def touched_by(self, change, gone=False):
        """A place has no history of its own; the records that name it are found and weighed anew."""
        change.touch_authority(Place, self.pk)
