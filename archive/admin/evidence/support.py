"""What readers see keeps its support: a value that no source would support any more is cited or confirmed first."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse
from django.urls import path, reverse

from archive import evidence, snapshot
from archive.admin.evidence.beside import lay_out
from archive.admin.evidence.typed import accepted_as_typed, naming, sentence_about, stance_of, support_of
from archive.models import Citation, Stance, Status
from archive.models.wording import label
from archive.text import clean, whole_number
from archive.writing import change


class LosesSupport(Exception):
    """A save that would leave values that readers see without any source that supports them; `fields` names them."""

    def __init__(self, fields):
        self.fields = fields
        super().__init__(", ".join(fields))


class EvidencePages:
    """A record's form with its testimony: stances as they are typed, and no support lost without a word."""

    def get_urls(self):
        """With the answer to what testimony does to a value while either is typed."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_stance"
        return [path("stance/", self.admin_site.admin_view(self.stance_view), name=name), *super().get_urls()]

    def stance_view(self, request):
        """As JSON: the stance of `?stated=` towards a `field` of a `record`, or what all its testimony does to it.

        `value` (several times for links and languages) is the accepted value as it is typed; without it, as stored.
        """
        record = self._asked_about(request)
        name, stated = request.GET.get("field", ""), request.GET.get("stated")
        if name not in self.model.citable():
            raise Http404
        typed = [text[:500] for text in request.GET.getlist("value")[:50]] if "value" in request.GET else None
        pk = record and record.pk
        if stated is not None:
            stated, found = clean(stated[:2000], lines=True), accepted_as_typed(self.model, pk, name, typed)
            sentence = sentence_about(found, self.model, name, stated)
            return JsonResponse({"stance": stance_of(found, name, stated) or "", "sentence": sentence})
        supported, stances = support_of(self.model, pk, name, typed or [])
        told = {key: {"stance": found, "words": str(found.label)} for key, found in stances.items()}
        return JsonResponse({"supported": supported, "stances": told})

    def _asked_about(self, request):
        number = whole_number(request.GET.get("record", ""))
        record = self.get_object(request, str(number)) if number is not None else None
        allowed = self.has_view_or_change_permission(request, record) if record else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        return record

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; where saving it would cost the last support of a value, it comes back with the question."""
        # Two people's work is brought together on a page of its own, which asks what collides.
        request.archive_brought_together = self._stale_record(request, object_id) is not None
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except LosesSupport as lost:
            request.archive_losing = lost.fields
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows who decides between sources on it."""
        found = super().get_form(request, obj, change, **kwargs)
        found.user = request.user
        return found

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        losing = [label(self.model, name) for name in getattr(request, "archive_losing", ())]
        for formset in formsets:
            if formset.model is Citation:
                formset.losing = losing
        return formsets, inlines

    def save_model(self, request, obj, form, change):
        """Remember which facts were supported before anything is written."""
        request.archive_supported = evidence.supported(self.model, obj.pk) if change else set()
        request.archive_naming = naming(self.model, obj.pk) if change else set()
        # A value that was chosen between sources is the record's as if it had been typed.
        is_taken = change and form.take_decided()
        super().save_model(request, obj, form, change)
        if is_taken and not form.changed_data:
            obj.save()

    def save_related(self, request, form, formsets, change):
        """With everything written, and nothing stored for good yet: has a fact that readers see lost its support."""
        super().save_related(request, form, formsets, change)
        if change:
            form.settle()
        record, before = form.instance, request.archive_supported
        _name_no_more(record, request.archive_naming)
        asked = record.status == Status.PUBLISHED and not request.archive_brought_together
        if not (asked and before and _differs(form, formsets)):
            return
        evidence.weigh(self.model, [record.pk])
        lost = _lost(record, before)
        if lost and not is_confirmed(request.POST, lost):
            raise LosesSupport(lost)

    def render_change_form(self, request, context, *args, **kwargs):
        """With the address that compares what is typed."""
        context["stance_address"] = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_stance")
        return super().render_change_form(request, context, *args, **kwargs)

    def lay_out_testimony(self, request, context, record):
        """Put the testimony on the form of a record; what has no place there goes into the context."""
        may_cite = request.user.has_perm("archive.add_citation") and self.has_change_permission(request, record)
        losing = getattr(request, "archive_losing", ())
        form, formsets = context["adminform"].form, context["inline_admin_formsets"]
        context["homeless_testimony"] = lay_out(record, form, formsets, may_cite, losing)


def _name_no_more(record, before):
    """Testimonies that named what the record linked to, and now name nothing of it, only mention it."""
    gone = before and before - naming(type(record), record.pk)
    if gone:
        Citation._base_manager.filter(pk__in=gone).update(stance=Stance.MENTIONS)


def _lost(record, before) -> list[str]:
    """The facts that were supported before and are not now, with the stances as they are stored."""
    model = type(record)
    gone = before - evidence.supported(model, record.pk)
    if not gone:
        return []
    facts = evidence.accepted(model, [record.pk])[record.pk]
    return [name for name in model.FACTS if name in gone and facts.filled(name)]


def is_confirmed(sent, lost) -> bool:
    """Whether somebody who was asked keeps each of these values all the same, and says why."""
    return set(lost) <= set(sent.getlist("confirmed")) and bool(clean(sent.get("why", "")))


def restored(record, wanted) -> list:
    """Make a record, inside an open change, as a snapshot has it; the parts that name what is no more."""
    model, before = type(record), naming(type(record), record.pk)
    missing = snapshot.restore(model, {record.pk: wanted}).get(record.pk, [])
    _name_no_more(record, before)
    return missing


def lost_by(record, wanted) -> list[str]:
    """The facts that readers see and that would lose their last support, were the record as a snapshot has it."""
    before = evidence.supported(type(record), record.pk) if record.status == Status.PUBLISHED else set()
    if not before:
        return []
    with transaction.atomic():
        with change(by=None):
            restored(record, wanted)
        lost = _lost(record, before)
        transaction.set_rollback(True)
    return lost


def _differs(form, formsets):
    return bool(form.changed_data) or any(formset.has_changed() for formset in formsets)
