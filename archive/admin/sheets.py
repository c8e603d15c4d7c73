"""Import and export in the admin: a sheet is uploaded, looked through, confirmed; a list is downloaded as filtered."""

import itertools

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import spreadsheets
from archive.admin import staging
from archive.models import BatchState, ImportBatch
from archive.writing import Stale

SHOWN_CELLS = 200
SHOWN_PROBLEMS = 1000


class SheetPages:
    """The import and export pages of a type that has a sheet, named as django-import-export names them."""

    actions = ("export_selected",)

    @property
    def sheet(self):
        """The name of the type's sheet, such as `visits`; None where it has none."""
        sheets = spreadsheets.SHEETS.items()
        return next((name for name, resource in sheets if resource._meta.model is self.model), None)

    def has_import_permission(self, request):
        """Whether this person may import sheets of the type."""
        return self._may(request, settings.IMPORT_EXPORT_IMPORT_PERMISSION_CODE)

    def has_export_permission(self, request):
        """Whether this person may export the type with drafts and editors' columns."""
        return self._may(request, settings.IMPORT_EXPORT_EXPORT_PERMISSION_CODE)

    def _may(self, request, code):
        codename = get_permission_codename(code, self.opts)
        return self.sheet is not None and request.user.has_perm(f"{self.opts.app_label}.{codename}")

    def sheet_context(self, request):
        """What a list needs to show its buttons."""
        return {
            "has_import_permission": self.has_import_permission(request),
            "has_export_permission": self.has_export_permission(request),
        }

    def get_urls(self):
        """The pages of sheets before Django's own."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        guard = self.admin_site.admin_view
        own = [
            path("import/", guard(self.import_view), name=f"{name}_import"),
            path("import/<int:pk>/", guard(self.preview_view), name=f"{name}_preview"),
            path("export/", guard(self.export_view), name=f"{name}_export"),
        ]
        return [*own, *super().get_urls()]

    def address_of(self, page, *args):
        """The address of a page of this type."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def page(self, request, template, title, **context):
        """A page of the admin about this type."""
        common = self.admin_site.each_context(request)
        context = {**common, "opts": self.opts, "title": title, "media": self.media, "sheet": self.sheet, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/archive/{template}.html", context)

    def import_view(self, request):
        """The upload; a file that cannot be read is refused here, with the reason beside it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = staging.UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            batch = staging.staged(self.sheet, form.cleaned_data, request.user)
            try:
                staging.plan_of(batch)
            except spreadsheets.UnreadableFile as refusal:
                form.add_error("file", str(refusal))
            else:
                batch.save()
                return HttpResponseRedirect(self.address_of("preview", batch.pk))
        columns = spreadsheets.resource_for(self.sheet).columns()
        title = _("Import %(name)s") % {"name": self.opts.verbose_name_plural}
        return self.page(request, "import", title, form=form, columns=columns)

    def preview_view(self, request, pk):
        """What an upload would change; confirming it applies all or nothing, once."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.confirmed(request, pk)
        batch = ImportBatch.objects.filter(pk=pk, state=BatchState.STAGED, type=self.sheet).first()
        if batch is None:
            return self.not_waiting(request)
        try:
            plan = staging.plan_of(batch)
        except spreadsheets.UnreadableFile as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(self.address_of("import"))
        title = _("Import of %(file)s") % {"file": batch.file_name}
        return self.page(request, "import_preview", title, batch=batch, **preview(plan))

    def confirmed(self, request, pk):
        """Apply the upload as it was seen, or set it aside."""
        if "_discard" in request.POST:
            ImportBatch.objects.filter(pk=pk, state=BatchState.STAGED, type=self.sheet).delete()
            self.message_user(request, _("The upload was set aside; nothing was imported."))
            return HttpResponseRedirect(self.address_of("import"))
        try:
            plan = staging.apply(pk, request.POST.get("seen", ""), request.user)
        except staging.NotWaiting:
            return self.not_waiting(request)
        except (Stale, spreadsheets.UnreadableFile):
            sentence = _(
                "Records have changed since this preview was made. Nothing was imported: look through it again."
            )
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(self.address_of("preview", pk))
        sentence = _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % plan.counts
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(self.address_of("changelist"))

    def not_waiting(self, request):
        """The answer to a second confirmation."""
        sentence = _("This upload is not waiting any more: it was imported already, or set aside.")
        self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(self.address_of("changelist"))

    def export_view(self, request):
        """The choice of a format for the list as it is filtered, or for the rows selected; then the file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        chosen = request.POST.get("format", "")
        if request.method != "POST" or chosen not in spreadsheets.FORMATS:
            return self.export_page(request, request.POST.getlist(ACTION_CHECKBOX_NAME))
        try:
            rows = self.rows_to_export(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.address_of("changelist") + "?e=1")
        kind = spreadsheets.FORMATS[chosen]
        file_name = f"{self.sheet}.{kind.suffix.lstrip('.')}"
        return StreamingHttpResponse(
            spreadsheets.stream(self.sheet, chosen, rows),
            content_type=kind.content_type,
            headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
        )

    def rows_to_export(self, request):
        """The rows selected, else the list as its address filters it."""
        keys = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if key.isdecimal()]
        if keys:
            return self.get_queryset(request).filter(pk__in=keys)
        return self.get_changelist_instance(request).get_queryset(request)

    def export_page(self, request, keys):
        """The page on which a format is chosen."""
        title = _("Export %(name)s") % {"name": self.opts.verbose_name_plural}
        columns = spreadsheets.resource_for(self.sheet).columns()
        context = {"formats": spreadsheets.FORMATS, "keys": keys, "columns": columns, "field": ACTION_CHECKBOX_NAME}
        query = request.GET.urlencode()
        action = self.address_of("export") + (f"?{query}" if query else "")
        return self.page(request, "export", title, action=action, is_filtered=bool(query), **context)

    @admin.action(description=gettext_lazy("Export selected %(verbose_name_plural)s"), permissions=["export"])
    def export_selected(self, request, queryset):
        """The choice of a format for the rows selected; for all rows of the list where all are."""
        across = request.POST.get("select_across") == "1"
        return self.export_page(request, [] if across else [str(pk) for pk in queryset.values_list("pk", flat=True)])


def preview(plan) -> dict:
    """What the page shows of a plan: its counts, its problems, and the first cells that would change."""
    cells = (
        (row, column, before, after)
        for kind in ("changed", "new")
        for row in plan.of_kind(kind)
        for column, (before, after) in row.cells.items()
    )
    shown = list(itertools.islice(cells, SHOWN_CELLS + 1))
    return {
        "counts": plan.counts,
        "is_ok": plan.ok,
        "writes": plan.counts["new"] + plan.counts["changed"],
        "problems": plan.problems[:SHOWN_PROBLEMS],
        "more_problems": max(len(plan.problems) - SHOWN_PROBLEMS, 0),
        "cells": shown[:SHOWN_CELLS],
        "more_cells": len(shown) > SHOWN_CELLS,
        "seen": staging.digest(plan),
    }
