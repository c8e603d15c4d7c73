"""What nobody writes by hand: the versions of records."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.models import Revision


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, by those who may, and changed by nobody."""

    # Not the form of records, which Django would take for any model of the archive.
    change_form_template = "admin/change_form.html"
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request, obj=None):
        """Those who may see everything; the right to change is nobody's here."""
        return request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}")

    def has_add_permission(self, request):
        """Nobody adds."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes."""
        return False


class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "author_name", "reason", "created_at", "state", "deleted")
    list_filter = ("record_type", "state", "deleted")
    search_fields = ("slug", "author_name", "reason")
    fields = (
        "record_type",
        "slug",
        "number",
        "state",
        "author_name",
        "reason",
        "created_at",
        "batch",
        "deleted",
        "sha256",
        "content",
    )

    def get_queryset(self, request):
        """Lists do without the snapshots, which are long."""
        return super().get_queryset(request).defer("snapshot")

    @admin.display(description=_("Snapshot"))
    def content(self, revision):
        """The record as it was, as JSON."""
        return format_html("<pre>{}</pre>", json.dumps(revision.snapshot, ensure_ascii=False, indent=2))


admin.site.register(Revision, RevisionAdmin)
