"""The standing of a record on its own page: what it lacks for its readers, and the steps that this person may take."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.wording import label
from archive.models import Status
from archive.review import (
    Action,
    NotAllowed,
    NotReady,
    gate,
    may,
    publish,
    return_to_draft,
    submit,
    withdraw,
)
from archive.text import clean
from archive.writing import Stale


@dataclass(frozen=True, slots=True)
class Step:
    """One step that can be taken with a record in some standings."""

    name: str
    words: str
    action: Action
    whence: tuple
    take: object
    needs_reason: bool
    done: str


STEPS = (
    Step("submit", gettext_lazy("Submit for review"), Action.SUBMIT, (Status.DRAFT,), submit, False,
         gettext_lazy("“%(record)s” waits for a reviewer now.")),
    Step("publish", gettext_lazy("Publish"), Action.PUBLISH, (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN),
         publish, False, gettext_lazy("Readers see “%(record)s” now.")),
    Step("return", gettext_lazy("Return to the author"), Action.DECIDE, (Status.IN_REVIEW,), return_to_draft, True,
         gettext_lazy("“%(record)s” is a draft again, with your reason in its history.")),
    Step("withdraw", gettext_lazy("Withdraw"), Action.WITHDRAW, (Status.PUBLISHED,), withdraw, True,
         gettext_lazy("Readers do not see “%(record)s” any more; its address says so.")),
)  # fmt: skip


class StandingPages:
    """The steps between draft and readers, on a record's page."""

    def get_urls(self):
        """With the address that takes a step."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        own = path("<path:object_id>/step/<slug:step>/", self.admin_site.admin_view(self.step_view), name=name)
        return [own, *super().get_urls()]

    def standing_context(self, request, record):
        """What the page of a record shows of its standing: what it lacks, and the steps for this person."""
        lacks = [] if record.status == Status.PUBLISHED else gate(self.model, [record.pk])[record.pk]
        steps = [s for s in STEPS if record.status in s.whence and may(request.user, s.action, record)]
        missing = [(label(self.model, lack.field), lack) for lack in lacks if not lack.is_warning]
        warnings = [(label(self.model, lack.field), lack) for lack in lacks if lack.is_warning]
        return {
            "standing": record.get_status_display(),
            "steps": [s for s in steps if not (missing and s.name == "publish")],
            "lacks": missing,
            "warnings": warnings,
        }

    def step_view(self, request, object_id, step):
        """Take a step with a record; what stands in the way becomes a message."""
        found = next((s for s in STEPS if s.name == step), None)
        record = self.get_object(request, unquote(object_id))
        if request.method != "POST" or found is None or record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        self._take(request, record, found)
        return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[record.pk]))

    def _take(self, request, record, step):
        why = clean(request.POST.get("why", ""))[:300]
        try:
            if step.needs_reason and not why:
                raise ValueError(_("Write the reason: the author and later editors read it in the history."))
            step.take(record, by=request.user, why=why)
        except (NotAllowed, NotReady, ValueError, Stale) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, step.done % {"record": record}, messages.SUCCESS)
