"""Corrections in the admin: what readers say that a record should say, looked at beside it, decided and answered."""

import re
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from archive.admin.evidence.beside import accepted_words
from archive.admin.trail import ReadOnlyAdmin
from archive.models import RECORD_ARC, Citation, Correction, CorrectionState, Source
from archive.models.links import key_to
from archive.models.wording import label
from archive.review import corrections
from archive.text import clean

_LINK = re.compile(r"https?://[^\s<>\"]+")
# So many sources are named beside a correction.
_FEW = 20


class AnswerForm(forms.Form):
    """The decision on a correction and, by language, what its reader and whoever has its address are told."""

    decided = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, correction, *args, **kwargs):
        self.correction = correction
        super().__init__(*args, **kwargs)
        most = Correction._meta.get_field("answer_en").max_length
        for code, name in settings.LANGUAGES:
            area = forms.Textarea(attrs={"rows": 3, "lang": code, "class": "vLargeTextField"})
            self.fields[f"answer_{code}"] = forms.CharField(
                required=False, max_length=most, label=_("Answer (%(language)s)") % {"language": name}, widget=area
            )

    @property
    def answers(self) -> dict[str, str]:
        """{language: what is answered}."""
        return {code: clean(self.cleaned_data[f"answer_{code}"], lines=True) for code, _name in settings.LANGUAGES}

    def clean(self):
        """Whoever asked for an answer gets one."""
        cleaned = super().clean()
        answered = any(clean(cleaned.get(f"answer_{code}", "")) for code, _name in settings.LANGUAGES)
        if self.correction.wants_answer and not answered:
            raise forms.ValidationError(
                _("The reader asks for a public answer: write one in at least one language, best in %(language)s."),
                params={"language": get_language_info(self.correction.language)["name_translated"]},
            )
        return cleaned


@dataclass(frozen=True, slots=True)
class Found:
    """A source of the archive that a correction may mean: its page, and the page on which to enter what it says."""

    source: Source
    page: str
    enter: str


class CorrectionAdmin(ReadOnlyAdmin):
    """What readers have sent; editors and those above them see and decide it."""

    list_display = ("record", "what", "proposed_in_short", "state", "created_at", "decided_by_name")
    list_display_links = ("record",)
    list_filter = ("state", "wants_answer")
    search_fields = ("proposed", "source_words")
    list_select_related = RECORD_ARC

    @admin.display(description=gettext_lazy("Record"))
    def record(self, correction):
        """The record that should say something else."""
        return correction.record

    @admin.display(description=gettext_lazy("Field"))
    def what(self, correction):
        """The field in words."""
        return label(type(correction.record), correction.field) if correction.field else "–"

    @admin.display(description=gettext_lazy("What it should say"))
    def proposed_in_short(self, correction):
        """The beginning of what it should say."""
        return Truncator(correction.proposed).chars(110)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The correction beside its record; a POST decides."""
        key = unquote(object_id)
        rows = Correction.objects.select_related("contact", *RECORD_ARC)
        correction = rows.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
        if not self.has_view_permission(request, correction):
            raise PermissionDenied
        if correction is None:
            raise Http404
        if request.method == "POST":
            return self._decide(request, correction)
        initial = {f"answer_{code}": getattr(correction, f"answer_{code}") for code, _name in settings.LANGUAGES}
        return self._page(
            request, correction, AnswerForm(correction, initial={**initial, "decided": _seen(correction)})
        )

    def _page(self, request, correction, form):
        record = correction.record
        context = {
            **self.admin_site.each_context(request),
            "title": _("Correction: %(record)s") % {"record": record},
            "opts": self.opts,
            "correction": correction,
            "contact": getattr(correction, "contact", None),
            "what": self.what(correction),
            "now": accepted_words(record, correction.field) if correction.field else "",
            "is_older": correction.version != record.revision,
            "language": get_language_info(correction.language)["name_translated"],
            "record_address": reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk]),
            "sources": sources_meant(correction),
            "form": form,
        }
        return TemplateResponse(request, "admin/archive/correction.html", context)

    def _decide(self, request, correction):
        form = AnswerForm(correction, request.POST)
        state = next((s for s in (CorrectionState.ACCEPTED, CorrectionState.DECLINED) if f"_{s}" in request.POST), None)
        if state is None:
            form.add_error(None, _("Choose whether to accept or to decline it."))
        if form.errors:
            return self._page(request, correction, form)
        try:
            if form.cleaned_data["decided"] != _seen(correction):
                raise corrections.DecidedMeanwhile
            corrections.decide(correction, state, form.answers, by=request.user, seen=correction.decided_at)
        except corrections.DecidedMeanwhile:
            correction.refresh_from_db()
            form.data = {**form.data.dict(), "decided": _seen(correction)}
            form.add_error(None, _("%(name)s has decided meanwhile: look at it, then save again if need be.")
                           % {"name": correction.decided_by_name})  # fmt: skip
            return self._page(request, correction, form)
        self.log_change(request, correction, str(state.label))
        sentence = _("Accepted: now change the record.") if state == CorrectionState.ACCEPTED else _("Declined.")
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(request.path)


def _seen(correction) -> str:
    """The decision that a page shows, by its time."""
    return correction.decided_at.isoformat() if correction.decided_at else ""


def sources_meant(correction) -> list[Found]:
    """The archive's sources whose address the reader wrote, then those that speak of the field already."""
    links = {link.rstrip(".,;)") for link in _LINK.findall(correction.source_words)}
    key = key_to(Citation, type(correction.record))
    cited = Citation.objects.filter(**{key: correction.record.pk}, field=correction.field).values("source")
    written = list(Source.objects.filter(Q(url__in=links) | Q(archived_url__in=links))[:_FEW]) if links else []
    speaking = list(Source.objects.filter(pk__in=cited)[:_FEW]) if correction.field else []
    return [
        Found(
            source,
            reverse("admin:archive_source_change", args=[source.pk]),
            reverse("admin:archive_source_enter", args=[source.pk]),
        )
        for source in dict.fromkeys((*written, *speaking))
    ]


admin.site.register(Correction, CorrectionAdmin)
