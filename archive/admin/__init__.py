"""The editors' door: Django's own admin over every record type, the evidence beside each field, one way in."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from archive.admin import accounts, authorities, identity, records, satellites, testimonies, trail
from archive.admin.review import corrections
from archive.admin.sheets import batches, saved

admin.site.site_title = admin.site.site_header = _("Archive")
admin.site.index_title = _("What the archive holds")
# What waits in the queue is told by the imports themselves.
admin.site.unregister(DBTaskResult)

__all__ = [
    "accounts",
    "authorities",
    "batches",
    "corrections",
    "identity",
    "records",
    "satellites",
    "saved",
    "testimonies",
    "trail",
]
