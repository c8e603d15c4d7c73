"""The admin of the authority list of places."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archive.admin.base import SluggedAdmin
from archive.admin.identity import IdentityPages
from archive.admin.inlines import inlines_of
from archive.admin.wording import country_names
from archive.models import Place


class PlaceAdmin(IdentityPages, SluggedAdmin):
    list_display = ("__str__", "in_country", "latitude", "longitude")
    ordering = ("slug",)
    fieldsets = ((None, {"fields": (tuple(Place.name.fields), "country", ("latitude", "longitude"), "note", "slug")}),)

    def __init__(self, model, admin_site):
        self.inlines = inlines_of(model)
        super().__init__(model, admin_site)

    @admin.display(description=_("Country"), ordering="country")
    def in_country(self, place):
        """The country in the editor's language."""
        return country_names(place.country)


admin.site.register(Place, PlaceAdmin)
