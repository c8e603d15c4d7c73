"""The import of a type that has a sheet: the button of its list, and the upload."""

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from archive import spreadsheets
from archive.admin.exporting import ExportPages
from archive.admin.sheets import beginning
from archive.admin.sheets.rights import may_import


class SheetPages(ExportPages):
    """The import and export pages of a type that has a sheet."""

    @property
    def sheet(self):
        """The name of the type's sheet, such as `visits`; None where it has none."""
        sheets = spreadsheets.SHEETS.items()
        return next((name for name, resource in sheets if resource._meta.model is self.model), None)

    def has_import_permission(self, request):
        """Whether this person may import sheets of the type."""
        return self.sheet is not None and may_import(request.user, self.sheet)

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
        """The upload before Django's own pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [path("import/", self.admin_site.admin_view(self.import_view), name=name), *super().get_urls()]

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
        form, batch = beginning.begin(request, self.sheet)
        if batch is not None:
            return HttpResponseRedirect(beginning.page_of(batch))
        columns = spreadsheets.resource_for(self.sheet).columns()
        title = _("Import %(name)s") % {"name": self.opts.verbose_name_plural}
        waiting = beginning.waiting(self.sheet, request.user)
        media = self.media + form.media
        return self.page(request, "import", title, form=form, columns=columns, waiting=waiting, media=media)
