"""People."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.alphabet import by_alphabet
from archive.models.base import Named
from archive.models.fields import CountryField, EDTFField
from archive.models.heading import in_time


class Person(Named):
    """Somebody who took part in the relations of countries."""

    address = "people"
    FACTS = ("name", "country", "born", "died", "postings")
    dated_by = "born"
    COUNTRY_LOOKUPS = ("country",)

    country = CountryField(_("country"), blank=True, help_text=_("The country that the person stands or stood for."))
    born = EDTFField(_("born"))
    died = EDTFField(_("died"))

    class Meta(Named.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["status", "slug"], name="person_by_slug"),
            *by_alphabet("person"),
            *in_time("person", "born"),
        ]
