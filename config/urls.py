"""Addresses: the editors' door, the readers' door, and whether the archive is up."""

from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from archive import preserving
from archive.admin.exporting import export_archive
from archive.public.urls import urlpatterns as public
from config.readiness import readyz


@never_cache
def healthz(request):
    """Answer `ok` while the database answers; an exception, so status 500, where it does not.

    Below it, where there is any, how the last backup, verification and restore came out, and how old they are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("\n".join(["ok", *preserving.told(), ""]), content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/export/", admin.site.admin_view(export_archive), name="archive-export"),
    path("admin/", admin.site.urls),
    # Spread rather than included: addresses with a language are allowed at the root only.
    *public,
]

handler400 = "archive.public.errors.bad_request"
handler403 = "archive.public.errors.permission_denied"
handler404 = "archive.public.errors.page_not_found"
handler500 = "archive.public.errors.server_error"
