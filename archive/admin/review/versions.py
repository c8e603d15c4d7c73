"""One version of a record, the difference of any two, and the way back to one."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from archive import snapshot
from archive.admin.history import difference, part_label
from archive.models import Revision, arc_name
from archive.review import Action, Gone, later_edits, may, revert
from archive.text import clean
from archive.writing import Stale


class VersionPages:
    """The pages of a record's versions, beside its history."""

    def get_urls(self):
        """Before Django's own, which take any path for a key."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        guard = self.admin_site.admin_view
        own = [
            path("<path:object_id>/history/compare/", guard(self.compare_view), name=f"{name}_compare"),
            path("<path:object_id>/history/<int:number>/", guard(self.version_view), name=f"{name}_version"),
        ]
        return [*own, *super().get_urls()]

    def compare_view(self, request, object_id):
        """What two versions, `?from=` and `?to=`, have differently."""
        record = self._seen(request, object_id)
        numbers = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(number.isdecimal() and len(number) < 10 for number in numbers):
            self.message_user(request, _("Choose two versions to compare."), messages.WARNING)
            return HttpResponseRedirect(self._address("history", record.pk))
        older, newer = sorted(map(int, numbers))
        one, other = self._version(record, older), self._version(record, newer)
        differences = difference(self.model, one.snapshot, other.snapshot)
        title = _("Versions %(older)s and %(newer)s of %(record)s")
        return self._page(
            request,
            record,
            "compare_versions",
            title % {"older": older, "newer": newer, "record": record},
            one=one,
            other=other,
            differences=differences,
        )

    def version_view(self, request, object_id, number):
        """A version beside the record as it is, what going back would undo; a POST goes back."""
        record = self._seen(request, object_id)
        version = self._version(record, number)
        if request.method == "POST":
            return self._go_back(request, record, number)
        present = snapshot.take(self.model, [record.pk])[record.pk]
        later = [(part_label(self.model, edit.part.name), edit) for edit in later_edits(record, number)]
        return self._page(
            request,
            record,
            "version",
            _("Version %(number)s of %(record)s") % {"number": number, "record": record},
            version=version,
            differences=difference(self.model, present, version.snapshot),
            later=later,
            can_revert=number != record.revision and may(request.user, Action.REVERT, record),
        )

    def _go_back(self, request, record, number):
        if not (self.has_change_permission(request, record) and may(request.user, Action.REVERT, record)):
            raise PermissionDenied
        seen = request.POST.get("seen", "")
        try:
            record.revision = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
            proposals = revert(record, number, by=request.user, why=clean(request.POST.get("why", ""))[:300])
        except (Stale, Gone) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(self._address("version", record.pk, number))
        if proposals:
            self.written(request, None, proposals)
            return HttpResponseRedirect(self._address("change", record.pk))
        sentence = _("“%(record)s” is again as it was in version %(number)s.")
        self.message_user(request, sentence % {"record": record, "number": number}, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", record.pk))

    def _seen(self, request, object_id):
        """The record, for those who may see it; 404 as for what never was."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not (self.has_view_or_change_permission(request, record) and may(request.user, Action.HISTORY, record)):
            raise PermissionDenied
        return record

    def _version(self, record, number):
        found = Revision.objects.filter(**{arc_name(self.model): record.pk}, number=number).first()
        if found is None:
            raise Http404
        return found

    def _address(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _page(self, request, record, template, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "object": record,
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural),
            **context,
        }
        return TemplateResponse(request, f"admin/archive/{template}.html", context)
