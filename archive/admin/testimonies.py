"""Discrepancies: where sources disagree, with all testimonies side by side and the editors' word on it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.admin.evidence import testimony_about
from archive.admin.filters import OpenFirstFilter
from archive.admin.satellites import HangingAdmin
from archive.admin.wording import label
from archive.models import RECORD_ARC, Discrepancy, DiscrepancyState


class DiscrepancyAdmin(HangingAdmin):
    """Found by comparison, never added or deleted by hand; editors say how they stand and why."""

    list_display = ("of_record", "field_name", "state", "found_at", "resolved_at")
    list_filter = (OpenFirstFilter, "is_public")
    change_form_template = "admin/archive/discrepancy_form.html"

    def has_add_permission(self, request):
        """The archive finds discrepancies itself."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A discrepancy goes when its testimony does."""
        return False

    def get_list_select_related(self, request):
        """A line names its record."""
        return RECORD_ARC

    def get_fieldsets(self, request, obj=None):
        """Only what an editor decides."""
        return [(None, {"fields": ["state", tuple(Discrepancy.public_note.fields)]})]

    @admin.display(description=_("Field"), ordering="field")
    def field_name(self, discrepancy):
        """The field in words."""
        return label(type(discrepancy.record), discrepancy.field)

    def save_model(self, request, obj, form, change):
        """Note who settled it and when; an open one is settled by nobody."""
        if "state" in form.changed_data:
            settled = obj.state != DiscrepancyState.OPEN
            obj.resolved_by = request.user if settled else None
            obj.resolved_at = timezone.now() if settled else None
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the testimonies side by side and the value now accepted."""
        if obj is not None:
            context.update(testimony_about(obj.record, obj.field))
        return super().render_change_form(request, context, add, change, form_url, obj)


admin.site.register(Discrepancy, DiscrepancyAdmin)
