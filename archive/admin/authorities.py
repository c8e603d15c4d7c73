"""The admin of the authority list of places."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from archive.admin.base import SluggedAdmin
from archive.admin.identity import IdentityPages
from archive.admin.inlines import inlines_of
from archive.admin.wording import country_names
from archive.models import Place
from archive.review import Role, role_of


class PlaceAdmin(IdentityPages, SluggedAdmin):
    list_display = ("__str__", "in_country", "latitude", "longitude")
    ordering = ("slug",)
    fieldsets = ((None, {"fields": (tuple(Place.name.fields), "country", ("latitude", "longitude"), "note", "slug")}),)

    def has_view_permission(self, request, obj=None):
        """Whoever adds records sees the places that there are."""
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        """Readers see a place wherever it is named, so a contributor adds places and changes none."""
        return super().has_change_permission(request, obj) and role_of(request.user) is not Role.CONTRIBUTOR

    def has_delete_permission(self, request, obj=None):
        """Nor does a contributor delete one."""
        return super().has_delete_permission(request, obj) and role_of(request.user) is not Role.CONTRIBUTOR

    def history_view(self, request, object_id, extra_context=None):
        """Who changed a place when, for those who may change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def __init__(self, model, admin_site):
        self.inlines = inlines_of(model)
        super().__init__(model, admin_site)

    @admin.display(description=_("Country"), ordering="country")
    def in_country(self, place):
        """The country in the editor's language."""
        return country_names(place.country)


admin.site.register(Place, PlaceAdmin)
