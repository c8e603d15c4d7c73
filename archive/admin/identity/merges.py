"""The merges: which records became one, which are proposed; each with the way to decide on it or to undo it."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.trail import ReadOnlyAdmin
from archive.models import Merge, MergeState
from archive.review import NotAllowed, Role, identity, role_of
from archive.text import clean
from archive.writing import Stale


class MergeAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "type_in_words", "state", "author_name", "created_at", "reviewer_name", "reason")
    list_display_links = ("__str__",)
    list_filter = ("state", "record_type")
    search_fields = ("stays_name", "goes_name", "stays_slug", "goes_slug", "author_name", "reason")

    def get_urls(self):
        """With the page of a merge."""
        own = path("<int:pk>/page/", self.admin_site.admin_view(self.page_view), name="archive_merge_page")
        return [own, *super().get_urls()]

    def get_queryset(self, request):
        """Lists do without the journals, which are long; contributors see their own."""
        rows = super().get_queryset(request).defer("journal")
        role = role_of(request.user)
        return rows if role not in (None, Role.VIEWER, Role.CONTRIBUTOR) else rows.filter(author=request.user)

    def has_view_permission(self, request, obj=None):
        """Those who merge: contributors their own."""
        return role_of(request.user) not in (None, Role.VIEWER)

    @admin.display(description=gettext_lazy("Type"), ordering="record_type")
    def type_in_words(self, merge):
        """What kind of records these are."""
        return str(identity.model_of(merge)._meta.verbose_name_plural)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A merge has a page of its own."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return HttpResponseRedirect(reverse("admin:archive_merge_page", args=[unquote(object_id)]))

    def page_view(self, request, pk):
        """A merge, what its undo kept, and the steps that this person may take; a POST takes one."""
        merge = self.get_queryset(request).filter(pk=pk).first()
        if merge is None:
            raise Http404
        if not self.has_view_permission(request, merge):
            raise PermissionDenied
        steps = self._steps(request, merge)
        if request.method == "POST":
            return self._take(request, merge, steps)
        model = identity.model_of(merge)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge of %(goes)s into %(stays)s") % {"goes": merge.goes_name, "stays": merge.stays_name},
            "opts": self.opts,
            "merge": merge,
            "steps": steps,
            "type": model._meta.verbose_name,
            "stays_address": self._address(model, merge.stays_pk),
            "goes_address": self._address(model, merge.goes_pk),
            "kept": [each | {"at": parse_datetime(each.get("at") or "")} for each in merge.kept],
            "decide_address": self._decide_address(model, merge),
        }
        return TemplateResponse(request, "admin/archive/merge_page.html", context)

    def _steps(self, request, merge) -> set[str]:
        """What this person may do: undo, decide, take_back."""
        if merge.state == MergeState.DONE and identity.right_to_undo(request.user, merge) is identity.Right.DO:
            return {"undo"}
        if merge.state != MergeState.PROPOSED:
            return set()
        if merge.author_id == request.user.pk:
            return {"take_back"}
        return {"decide"} if role_of(request.user) in (Role.REVIEWER, Role.ADMINISTRATOR) else set()

    def _take(self, request, merge, steps):
        action, why = request.POST.get("action"), clean(request.POST.get("why", ""))[:300]
        needed = {"return": "decide"}.get(action, action)
        if needed not in steps or action == "decide":
            raise PermissionDenied
        try:
            sentence = self._done(action, merge, request.user, why)
        except (NotAllowed, ValueError, Stale, IntegrityError) as refusal:
            self.message_user(request, _sentence(refusal), messages.ERROR)
        else:
            self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _done(action, merge, user, why):
        if action == "undo":
            kept = identity.undo(merge, by=user, why=why)
            if kept:
                return _("The merge is undone. What was edited since stays as it is and is listed below.")
            return _("The merge is undone: both records are as they were.")
        if action == "return":
            identity.send_back(merge, by=user, why=why)
            return _("The proposal is returned to its author with your reason.")
        identity.take_back(merge, by=user)
        return _("Your proposal is taken back.")

    @staticmethod
    def _address(model, pk):
        there = model._base_manager.filter(pk=pk).exists()
        return reverse(f"admin:archive_{model._meta.model_name}_change", args=[pk]) if there else ""

    @staticmethod
    def _decide_address(model, merge):
        address = reverse(f"admin:archive_{model._meta.model_name}_merge", args=[merge.stays_pk])
        return f"{address}?with={merge.goes_pk}&proposal={merge.pk}"


def _sentence(refusal) -> str:
    """What a refusal says to the person who asked."""
    if isinstance(refusal, IntegrityError):
        return _("Something that was written since stands in the way, so nothing was changed: look at both records.")
    return str(refusal)


admin.site.register(Merge, MergeAdmin)
