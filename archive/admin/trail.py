"""What nobody writes by hand: the versions of records."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.admin.listing import QuickLists
from archive.models import RECORD_TYPES, Revision


class ReadOnlyAdmin(QuickLists, admin.ModelAdmin):
    """Looked at, by those who may, and changed by nobody."""

    # Not the form of records, which Django would take for any model of the archive.
    change_form_template = "admin/change_form.html"
    list_per_page = 50

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


class TypeFilter(admin.SimpleListFilter):
    """Versions by the type of their record, without reading them for the choices."""

    title = _("type")
    parameter_name = "record_type"

    def lookups(self, request, model_admin):
        """Every record type by its name in words."""
        return [(model.address, model._meta.verbose_name_plural) for model in RECORD_TYPES]

    def queryset(self, request, queryset):
        """Those of the chosen type."""
        return queryset.filter(record_type=self.value()) if self.value() else queryset


class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "author_name", "reason", "created_at", "state", "deleted")
    list_filter = (TypeFilter, "state", "deleted")
    search_fields = ("slug",)
    search_help_text = _("The whole address of a record; changes by person and time stand under “Recent changes”.")
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

    def get_search_results(self, request, queryset, search_term):
        """Those of the records that have or had this address, found in the index of versions."""
        types = [model.address for model in RECORD_TYPES]
        term = search_term.strip()
        return (queryset.filter(record_type__in=types, slug=term) if term else queryset), False

    @admin.display(description=_("Snapshot"))
    def content(self, revision):
        """The record as it was, as JSON."""
        return format_html("<pre>{}</pre>", json.dumps(revision.snapshot, ensure_ascii=False, indent=2))


admin.site.register(Revision, RevisionAdmin)
