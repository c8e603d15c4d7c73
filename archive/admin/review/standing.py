"""The standing of a record on its own page: what it lacks for its readers, and the steps that this person may take."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Status
from archive.models.wording import label
from archive.review import (
    Action,
    NotAllowed,
    NotReady,
    companions,
    gate,
    may,
    publish,
    return_to_draft,
    returned,
    sources_among,
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


@dataclass(frozen=True, slots=True)
class Along:
    """What a record cites or names and readers do not see yet: it is published together with the record, or not."""

    record: object
    lacks: list

    @property
    def key(self) -> str:
        """What tells it from others in a form."""
        return f"{self.record.address}:{self.record.pk}"

    @property
    def type_name(self) -> str:
        """What sort of record it is."""
        return str(self.record._meta.verbose_name)

    @property
    def address(self) -> str:
        """Its own page."""
        return reverse(f"admin:archive_{self.record._meta.model_name}_change", args=[self.record.pk])


def along_with(record) -> list[Along]:
    """The unseen companions of a record, each with what it lacks itself: a fixed number of queries for each type."""
    found = companions(record)
    seen = sources_among([*found, record])
    by_type = {}
    for each in found:
        by_type.setdefault(type(each), []).append(each.pk)
    lacks = {model: gate(model, pks, seen) for model, pks in by_type.items()}
    return [Along(each, named(type(each), lacks[type(each)][each.pk])) for each in found]


def named(model, lacks, warnings=False) -> list:
    """(name of the field in words, what it lacks) of all that holds a record back, or of the warnings."""
    return [(label(model, lack.field), lack) for lack in lacks if lack.is_warning is warnings]


class StandingPages:
    """The steps between draft and readers, on a record's page."""

    def get_urls(self):
        """With the address that takes a step."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        own = path("<path:object_id>/step/<slug:step>/", self.admin_site.admin_view(self.step_view), name=name)
        return [own, *super().get_urls()]

    def standing_context(self, request, record):
        """What the page of a record shows of its standing: what it lacks, and the steps for this person."""
        is_seen = record.status == Status.PUBLISHED
        along = [] if is_seen else along_with(record)
        seen = sources_among([record, *(each.record for each in along)])
        lacks = [] if is_seen else gate(self.model, [record.pk], seen)[record.pk]
        steps = [s for s in STEPS if record.status in s.whence and may(request.user, s.action, record)]
        missing = named(self.model, lacks)
        return {
            "standing": record.get_status_display(),
            "steps": [s for s in steps if not (missing and s.name == "publish")],
            "lacks": missing,
            "warnings": named(self.model, lacks, warnings=True),
            "along": along,
            "can_publish": any(step.name == "publish" for step in steps),
            "can_return": any(step.name == "return" for step in steps),
            "returned": returned(record),
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
            options = {"along": self._chosen_along(request, record)} if step.name == "publish" else {}
            step.take(record, by=request.user, why=why, **options)
        except (NotAllowed, NotReady, ValueError, Stale) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, step.done % {"record": record}, messages.SUCCESS)

    @staticmethod
    def _chosen_along(request, record):
        """The unseen companions of a record that the page asked to publish with it."""
        wanted = set(request.POST.getlist("along"))
        return [each for each in companions(record) if Along(each, []).key in wanted]
