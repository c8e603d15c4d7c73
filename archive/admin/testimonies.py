"""Discrepancies: the desk that lists the open ones, and the page on which an editor decides between testimonies."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.evidence import testimony_about
from archive.admin.evidence.sides import lay_sides, values_of
from archive.admin.filters import OpenFirstFilter
from archive.admin.forms import GuardedForm
from archive.admin.satellites import HangingAdmin
from archive.models import RECORD_ARC, Discrepancy, DiscrepancyState
from archive.review import Action, NotAllowed, decide, may
from archive.review.settling import DECIDED
from archive.text import clean, whole_number
from archive.writing import Stale


class DecisionForm(GuardedForm):
    """The decision on a discrepancy: the accepted value, how it stands, and what readers are told."""

    # The key of the testimony whose value is to be accepted; empty leaves the accepted value as it is.
    accept = forms.CharField(required=False)
    # Whose names the links may mean.
    user = None
    # The version of the record that the editor has read.
    record_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["record_seen"] = str(self.instance.record.revision) if self.instance.pk else ""

    def clean(self):
        """A settled disagreement has a note for readers, and the record is still the one that was read."""
        cleaned = super().clean()
        if cleaned.get("accept") and cleaned.get("state") == DiscrepancyState.OPEN:
            # To choose between the testimonies is to resolve what they disagree about.
            cleaned["state"] = DiscrepancyState.RESOLVED
        notes = [cleaned.get(name) for name in Discrepancy.public_note.fields]
        if cleaned.get("state") in (DiscrepancyState.RESOLVED, DiscrepancyState.UNRESOLVABLE) and not any(notes):
            sentence = _("Write the public note: it tells readers why this value was chosen, or why none can be.")
            self.add_error(Discrepancy.public_note.fields[0], sentence)
        if not self.stale and cleaned.get("record_seen") != self.initial["record_seen"]:
            self.data = self.data.copy()
            self.data[self.add_prefix("record_seen")] = self.initial["record_seen"]
            raise ValidationError(
                _("The record was changed since you opened this page: look at the accepted value, then save again.")
            )
        return cleaned

    def clean_accept(self):
        """The columns of the record to write for the chosen testimony."""
        chosen = self.cleaned_data.get("accept")
        if not chosen:
            return {}
        key = whole_number(chosen) or 0
        row = self.instance.record.citations.filter(pk=key, field=self.instance.field).select_related("source").first()
        if row is None:
            raise ValidationError(_("The testimony that you chose is gone: choose again."))
        return values_of(row, self.user)


class DiscrepancyAdmin(HangingAdmin):
    """Found by comparison, never added or deleted by hand; editors say how they stand and why."""

    form = DecisionForm
    list_display = ("of_record", "field_name", "state", "found_at", "resolved_at")
    list_filter = (OpenFirstFilter, "is_public")
    list_per_page = 20
    actions = None
    change_form_template = "admin/archive/discrepancy_form.html"
    change_list_template = "admin/archive/discrepancy_list.html"

    def has_add_permission(self, request):
        """The archive finds discrepancies itself."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A discrepancy goes when its testimony does."""
        return False

    def get_list_select_related(self, request):
        """A line names its record."""
        return RECORD_ARC

    def get_changelist(self, request, **kwargs):
        """A list whose lines come with both sides in a fixed number of queries."""
        base = super().get_changelist(request, **kwargs)

        class Desk(base):
            def get_results(self, request):
                super().get_results(request)
                self.result_list = lay_sides(self.result_list)

        return Desk

    def get_fieldsets(self, request, obj=None):
        """Only what an editor decides."""
        return [(None, {"fields": ["state", tuple(Discrepancy.public_note.fields)]})]

    @admin.display(description=gettext_lazy("Field"), ordering="field")
    def field_name(self, discrepancy):
        """The field in words."""
        return discrepancy.field_label

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows who decides, which names the links of a record may mean."""
        found = super().get_form(request, obj, change, **kwargs)
        found.user = request.user
        return found

    def in_change(self, request, write):
        """A decision opens its own change, or becomes a proposal."""
        try:
            return write()
        except (NotAllowed, Stale) as refusal:
            return self.refused(request, refusal)

    def save_model(self, request, obj, form, change):
        """Decide as the form says."""
        decision = {name: form.cleaned_data[name] for name in DECIDED}
        why = clean(request.POST.get("why", ""))[:300] or _("Decided between sources: %(field)s") % {"field": obj.field}
        request.archive_proposal = decide(obj, decision, by=request.user, values=form.cleaned_data["accept"], why=why)

    def response_change(self, request, obj):
        """On to the next one that is open, where the editor asks for it; a decision that waits says so."""
        proposal = getattr(request, "archive_proposal", None)
        if proposal is not None:
            sentence = _("Readers see “%(record)s”, so your decision waits for a reviewer.")
            self.message_user(request, sentence % {"record": obj.record}, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:archive_proposal_page", args=[proposal.pk]))
        if "_next" in request.POST:
            return self._to_the_next(request, obj)
        return super().response_change(request, obj)

    def _to_the_next(self, request, obj):
        self.message_user(request, _("Decided: %(discrepancy)s.") % {"discrepancy": obj}, messages.SUCCESS)
        rows = self.get_queryset(request).filter(state=DiscrepancyState.OPEN)
        following = rows.filter(pk__lt=obj.pk).order_by("-pk").first() or rows.order_by("-pk").first()
        if following is None:
            return HttpResponseRedirect(reverse("admin:archive_discrepancy_changelist"))
        return HttpResponseRedirect(reverse("admin:archive_discrepancy_change", args=[following.pk]))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the testimonies side by side and the value now accepted."""
        if obj is not None:
            context.update(testimony_about(obj.record, obj.field, request.user))
            form = context["adminform"].form
            context["chosen"] = form["accept"].value() or ""
            context["record_seen"] = form["record_seen"]
            context["will_propose"] = not may(request.user, Action.CHANGE, obj.record)
        return super().render_change_form(request, context, add, change, form_url, obj)


admin.site.register(Discrepancy, DiscrepancyAdmin)
