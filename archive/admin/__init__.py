"""The editors' door: Django's own admin over every record type, the evidence beside each field, one way in."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archive.admin import authorities, identity, records, satellites, testimonies, trail

admin.site.site_title = admin.site.site_header = _("Archive")
admin.site.index_title = _("What the archive holds")

__all__ = ["authorities", "identity", "records", "satellites", "testimonies", "trail"]
