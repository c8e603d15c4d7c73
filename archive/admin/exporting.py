"""Export in the admin: a list is downloaded as filtered, the rows selected in it, or the whole archive in one file."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import audit, spreadsheets
from archive.spreadsheets.exporting import ARCHIVE, WHOLE_FORMATS, CellTooLong
from archive.spreadsheets.exporting.answers import file_answer
from archive.text import whole_number


def may_export(user, model) -> bool:
    """Whether this person may export a type with drafts and editors' columns."""
    codename = get_permission_codename(settings.IMPORT_EXPORT_EXPORT_PERMISSION_CODE, model._meta)
    return user.has_perm(f"{model._meta.app_label}.{codename}")


def may_export_all(user) -> bool:
    """Whether this person may export every type."""
    return all(may_export(user, resource.model()) for resource in spreadsheets.SHEETS.values())


class ExportPages:
    """The export page of a type that has a sheet, and the action of its list; beside `SheetPages`."""

    actions = ("export_selected",)

    def has_export_permission(self, request):
        """Whether this person may export the type with drafts and editors' columns."""
        return self.sheet is not None and may_export(request.user, self.model)

    def get_urls(self):
        """The export page before Django's own pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request):
        """The choice of a format for the list as it is filtered, or for the rows selected; then the file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        chosen = request.POST.get("format", "")
        if request.method != "POST" or chosen not in spreadsheets.FORMATS:
            return self.export_page(request, keys)
        try:
            audit.note("export", f"{self.sheet}.{chosen}")
            return file_answer(
                request,
                self.sheet,
                chosen,
                self.sheet,
                queryset=self.rows_to_export(request, keys),
                evidence="evidence" in request.POST,
                by=request.user,
            )
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.address_of("changelist") + "?e=1")
        except CellTooLong as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.export_page(request, keys)

    def rows_to_export(self, request, keys):
        """The rows selected, else the list as its address filters it."""
        keys = [key for key in keys if whole_number(key) is not None]
        if keys:
            return self.get_queryset(request).filter(pk__in=keys)
        return self.get_changelist_instance(request).get_queryset(request)

    def export_page(self, request, keys):
        """The page on which a format is chosen."""
        title = _("Export %(name)s") % {"name": self.opts.verbose_name_plural}
        resource = spreadsheets.resource_for(self.sheet)
        query = request.GET.urlencode()
        return self.page(
            request,
            "export",
            title,
            formats=spreadsheets.FORMATS,
            keys=keys,
            field=ACTION_CHECKBOX_NAME,
            columns=resource.columns(),
            facts=[str(fact) for fact in getattr(self.model, "FACTS", ())],
            action=self.address_of("export") + (f"?{query}" if query else ""),
            is_filtered=bool(query),
            may_export_all=may_export_all(request.user),
        )

    @admin.action(description=gettext_lazy("Export selected %(verbose_name_plural)s"), permissions=["export"])
    def export_selected(self, request, queryset):
        """The choice of a format for the rows selected; for all rows of the list where all are."""
        across = request.POST.get("select_across") == "1"
        return self.export_page(request, [] if across else [str(pk) for pk in queryset.values_list("pk", flat=True)])


def export_archive(request):
    """The choice of a format for a workbook with one sheet for each type, drafts included; then the file."""
    if not may_export_all(request.user):
        raise PermissionDenied
    chosen = request.POST.get("format", "")
    if request.method == "POST" and chosen in WHOLE_FORMATS:
        try:
            audit.note("export", f"{ARCHIVE}.{chosen}")
            return file_answer(request, ARCHIVE, chosen, ARCHIVE, evidence="evidence" in request.POST, by=request.user)
        except CellTooLong as refusal:
            messages.error(request, str(refusal))
    request.current_app = admin.site.name
    context = {"title": _("Export the whole archive"), "formats": WHOLE_FORMATS, "facts": True}
    return TemplateResponse(
        request, "admin/archive/export_archive.html", {**admin.site.each_context(request), **context}
    )
