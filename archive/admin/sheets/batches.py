"""The imports in the admin: their history, and the page of each, from the upload to its undo."""

from functools import partial
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from archive.admin.listing import QuickLists
from archive.admin.sheets import beginning, columns, files, names, outcome, problems, rows, undoing, work
from archive.admin.sheets.rights import importable, may_act, may_import, seen_by, type_words
from archive.models import BatchState, ImportBatch
from archive.spreadsheets.resources import ARCHIVE
from archive.spreadsheets.staging import NotWaiting
from archive.undoing import CHANGES

BEFORE = (BatchState.UPLOADED, BatchState.STAGED)
STAGED = (BatchState.STAGED,)
DONE = (BatchState.APPLIED, BatchState.UNDONE)


class Step(NamedTuple):
    """A page or a deed of an import: its address, its view, in which states it is open, how it may be asked."""

    name: str
    view: object
    states: tuple = tuple(BatchState)
    methods: tuple = ("GET", "POST")


STEPS = (
    Step("table", files.table_view, BEFORE, ("POST",)),
    Step("columns", columns.columns_view, BEFORE),
    Step("origin", files.origin_view, BEFORE, ("POST",)),
    Step("replace", files.replace_view, BEFORE, ("POST",)),
    Step("file", files.download_view, methods=("GET",)),
    Step("discard", files.discard_view, BEFORE, ("POST",)),
    Step("rows", rows.choose_view, STAGED, ("POST",)),
    Step("problems", problems.problems_view, STAGED),
    Step("errors", problems.workbook_view, STAGED, ("GET",)),
    Step("names", names.names_view, STAGED),
    Step("compare", work.compare_view, BEFORE, ("POST",)),
    Step("apply", work.apply_view, STAGED, ("POST",)),
    Step("recover", work.recover_view, methods=("POST",)),
    Step("progress", work.progress_view, methods=("GET",)),
    Step("undo", undoing.undo_view, (BatchState.APPLIED,)),
)
PAGE_OF_STATE = {
    BatchState.UPLOADED: columns.columns_view,
    BatchState.PLANNING: work.working_view,
    BatchState.STAGED: rows.rows_view,
    BatchState.APPLYING: work.working_view,
    BatchState.APPLIED: outcome.outcome_view,
    BatchState.UNDOING: work.working_view,
    BatchState.UNDONE: outcome.outcome_view,
}


class ImportBatchAdmin(QuickLists, admin.ModelAdmin):
    """What was imported, is being imported, or was undone."""

    list_display = ("file_name", "of_type", "in_state", "in_numbers", "user_name", "uploaded", "applied")
    list_filter = ("state", "type")
    search_fields = ("file_name", "user_name")
    list_per_page = 50
    change_list_template = "admin/archive/import_list.html"

    def get_queryset(self, request):
        """One's own imports, or all for those who may see all; without the files."""
        return seen_by(request.user, super().get_queryset(request).defer("content"))

    def has_module_permission(self, request):
        """Whoever may import anything, or see imports."""
        return super().has_module_permission(request) and self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        """Those who may see imports, and those who may import the type."""
        if super().has_view_permission(request, obj):
            return True
        return may_act(request.user, obj) if obj else bool(importable(request.user))

    def has_add_permission(self, request):
        """A workbook of all types is for those who may import every one of them."""
        return may_import(request.user, ARCHIVE)

    def has_change_permission(self, request, obj=None):
        """An import is taken further on its own page, never edited as a form."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What came in stays known."""
        return False

    @admin.display(description=_("Type"), ordering="type")
    def of_type(self, batch):
        """What the sheet holds."""
        return type_words(batch.type)

    @admin.display(description=_("State"), ordering="state")
    def in_state(self, batch):
        """How far it has come; an undo says of which import it is."""
        if batch.undoes_id:
            words = _("undo of import %(number)s") % {"number": batch.undoes_id}
            return format_html('<a href="{}">{}</a>', beginning.address("change", batch.undoes), words)
        return batch.get_state_display()

    @admin.display(description=_("Rows"))
    def in_numbers(self, batch):
        """The counts that are not nought, in words."""
        return outcome.numbers(batch)

    @admin.display(description=_("Uploaded"), ordering="created_at")
    def uploaded(self, batch):
        """When the file came."""
        return date_format(localtime(batch.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("Applied"), ordering="applied_at")
    def applied(self, batch):
        """When it was applied, if it was."""
        return date_format(localtime(batch.applied_at), "SHORT_DATETIME_FORMAT") if batch.applied_at else ""

    def get_list_select_related(self, request):
        """A line needs nothing but the import itself."""
        return False

    def get_urls(self):
        """The steps of an import before Django's own pages."""
        guard = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{step.name}/", guard(partial(self.step, step)), name=f"archive_importbatch_{step.name}")
            for step in STEPS
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """The upload of a workbook with one sheet for each type."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, batch = beginning.begin(request, ARCHIVE)
        if batch is not None:
            return HttpResponseRedirect(beginning.page_of(batch))
        context = {"form": form, "waiting": beginning.waiting(ARCHIVE, request.user), "media": self.media + form.media}
        return self.page(request, "import", str(_("Import a workbook of the whole archive")), **context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of an import, whatever its state."""
        batch = self._batch(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        may = may_act(request.user, batch)
        if not may and batch.state not in DONE:
            raise PermissionDenied
        return PAGE_OF_STATE[BatchState(batch.state)](self, request, batch)

    def step(self, step, request, pk):
        """A step of an import, for those who may import its type, while it is in a state for it."""
        batch = self._batch(request, pk)
        if not may_act(request.user, batch):
            raise PermissionDenied
        if request.method not in step.methods and request.method != "HEAD":
            return HttpResponseNotAllowed(step.methods)
        if batch.state not in step.states:
            return self.gone_on(request, batch)
        try:
            return step.view(self, request, batch)
        except NotWaiting:
            return self.gone_on(request, beginning.fresh(batch))

    def gone_on(self, request, batch):
        """The answer to a step that is past: the sentence that says where the import stands, on its page."""
        if batch is None:
            self.message_user(request, _("This import was set aside."), messages.WARNING)
            return HttpResponseRedirect("../../")
        self.message_user(request, str(NotWaiting(batch)), messages.WARNING)
        return HttpResponseRedirect(beginning.page_of(batch))

    def _batch(self, request, pk):
        known = str(pk).isdecimal() and int(pk) < 2**63
        rows = self.get_queryset(request).select_related("source", "undoes")
        batch = rows.filter(pk=pk).first() if known else None
        if batch is None:
            raise Http404
        return batch

    def page(self, request, template, title, **context):
        """A page of the admin about imports."""
        common = self.admin_site.each_context(request)
        context = {**common, "opts": self.opts, "title": title, "media": self.media, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/archive/{template}.html", context)

    def batch_page(self, request, batch, template, step, **context):
        """A page of one import, with the steps that lead through it."""
        title = _("Undo of the import of %(file)s") if batch.undoes_id else _("Import of %(file)s")
        if batch.type == CHANGES:
            title = _("Taken back: %(file)s") if batch.undoes_id else "%(file)s"
        shown = {"batch": batch, "step": step, "type_words": type_words(batch.type)}
        shown |= {"is_archive": batch.type == ARCHIVE, "may_act": may_act(request.user, batch)}
        shown["is_changes"] = batch.type == CHANGES
        return self.page(request, template, str(title) % {"file": batch.file_name}, **shown, **context)


admin.site.register(ImportBatch, ImportBatchAdmin)
