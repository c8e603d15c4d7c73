"""What nobody writes by hand: the versions of records, and the imports."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.models import ImportBatch, Revision


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, by those who may, and changed by nobody."""

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


class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "type", "state", "user_name", "created_at", "applied_at")
    list_filter = ("state", "type")
    search_fields = ("file_name", "user_name")
    fields = (
        "file_name",
        "type",
        "state",
        "user_name",
        "source",
        "created_at",
        "applied_at",
        "counts",
        "mapping",
        "sha256",
    )

    def get_queryset(self, request):
        """The file itself stays where it is."""
        return super().get_queryset(request).defer("content")


admin.site.register(Revision, RevisionAdmin)
admin.site.register(ImportBatch, ImportBatchAdmin)
