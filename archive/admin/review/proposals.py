"""Proposals in the admin: looked through part by part with their evidence, accepted, corrected, returned."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import snapshot
from archive.admin.history import difference
from archive.admin.listing import QuickLists
from archive.admin.review.filling import Filling
from archive.models import RECORD_ARC, Proposal, ProposalState, Revision, Source
from archive.review import (
    Action,
    Collides,
    Gone,
    NotAllowed,
    NotReady,
    Role,
    accept,
    may,
    merged,
    propose,
    role_of,
    seen_proposal,
    send_back,
    take_back,
)
from archive.text import clean, whole_number
from archive.writing import Stale, change

_REFUSALS = (Collides, Gone, IntegrityError, NotAllowed, Stale, ValueError)


class ProposalPages:
    """A record's form opened on a proposal (`?proposal=12`): its author goes on with it, a reviewer corrects it."""

    def opened_proposal(self, request, object_id):
        """The waiting or returned proposal that the address names, for those who may go on with it; else None."""
        number = whole_number(request.GET.get("proposal", ""))
        if number is None or not object_id:
            return None
        found = Proposal.objects.filter(pk=number).select_related(*RECORD_ARC).first()
        if found is None or str(found.record.pk) != unquote(str(object_id)) or type(found.record) is not self.model:
            return None
        own = found.author_id == request.user.pk
        waits = found.state == ProposalState.WAITING
        if own and found.state in (ProposalState.WAITING, ProposalState.RETURNED):
            return found
        decides = waits and may(request.user, Action.DECIDE, found.record, by_others=not own)
        return found if decides else None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; opened on a proposal, it shows and saves that."""
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        proposal = self.opened_proposal(request, object_id)
        if proposal is None:
            return view()
        request.archive_proposal = proposal
        if request.method != "POST":
            request.archive_filling = Filling(proposal.record, merged(proposal).wanted)
            return view()
        return self._corrected(request, proposal, view)

    def _corrected(self, request, proposal, view):
        """Take what the form would write as the proposal, or as the reviewer's wording of it."""
        record, why = proposal.record, clean(request.POST.get("why", ""))[:300]
        own = proposal.author_id == request.user.pk
        read, now = request.POST.get("proposal_seen"), seen_proposal(proposal)
        if read is not None and read != now:
            return self._read_anew(request, now, view)
        try:
            answer, wanted = self._rehearsed(request, record, view)
            if answer.status_code != 302:
                return answer
            messages.get_messages(request)._queued_messages.clear()
            if own:
                propose(record, wanted, by=request.user, why=why, base=record.revision)
            else:
                accept(proposal, by=request.user, why=why, instead=wanted, confirmed=True, expected=now)
        except (*_REFUSALS, NotReady) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        sentence = _("Your proposal waits for a reviewer.") if own else _("Accepted with your corrections.")
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[record.pk]))

    @staticmethod
    def _read_anew(request, now, view):
        """The form as it was typed, where the proposal was gone on with since it was opened."""
        request.archive_unexplained = _(
            "The proposal was changed since you opened it. Nothing was saved, and what you typed is still here: look "
            "at the proposal's page. To store your version all the same, save again."
        )
        request.POST = request.POST.copy()
        request.POST["proposal_seen"] = now
        return view()

    def _rehearsed(self, request, record, view):
        """The answer of the form, and the record as the form would leave it, which is then taken back."""
        with transaction.atomic():
            with change(by=request.user):
                answer = view()
            wanted = snapshot.take(self.model, [record.pk])[record.pk]
            transaction.set_rollback(True)
        return answer, wanted

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """With the rows that a proposal adds."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        filling = getattr(request, "archive_filling", None)
        return {**kwargs, "initial": filling.fresh(inline.model)} if filling else kwargs

    def get_formset_extra(self, request, inline):
        """How many rows a proposal adds to an inline."""
        filling = getattr(request, "archive_filling", None)
        return len(filling.fresh(inline.model)) if filling else 0

    def get_formsets_with_inlines(self, request, obj=None):
        """Each inline with as many more rows as a proposal adds."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.extra = inline.extra + self.get_formset_extra(request, inline)
            yield formset, inline

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the proposal's values, and the word that this is not what readers see; and with what waits."""
        filling = getattr(request, "archive_filling", None)
        if filling:
            filling.fill(context["adminform"].form, context["inline_admin_formsets"])
            context["adminform"].form.initial["proposal_seen"] = seen_proposal(request.archive_proposal)
        context["proposal"] = getattr(request, "archive_proposal", None)
        if obj is not None:
            returned = Q(state=ProposalState.RETURNED, author=request.user)
            rows = obj.proposals.filter(Q(state=ProposalState.WAITING) | returned).defer("snapshot")
            context["proposals"] = rows.order_by("state", "-pk")[:20]
            context["will_propose"] = may(request.user, Action.PROPOSE, obj) and not may(
                request.user, Action.CHANGE, obj
            )
        return super().render_change_form(request, context, add, change, form_url, obj)


class ProposalAdmin(QuickLists, admin.ModelAdmin):
    """What waits for a reviewer, and what became of it."""

    list_display = ("record", "author_name", "reason", "state", "created_at", "reviewer_name")
    list_display_links = ("record",)
    list_filter = ("state",)
    narrowed_by = ("author__exact",)
    search_fields = ("author_name", "reason", "answer")
    list_select_related = RECORD_ARC

    def get_queryset(self, request):
        """Lists do without the snapshots, which are long."""
        return super().get_queryset(request).defer("snapshot")

    @admin.display(description=gettext_lazy("Record"))
    def record(self, proposal):
        """The record that would change."""
        return proposal.record

    def has_view_permission(self, request, obj=None):
        """Those who may see everything; authors see their own proposals from their desk."""
        return request.user.has_perm("archive.view_proposal")

    def has_add_permission(self, request):
        """A proposal is made on the record's own page."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was proposed stays in the history."""
        return False

    def has_change_permission(self, request, obj=None):
        """Proposals are decided, not edited."""
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The proposal part by part with its evidence; a POST decides."""
        proposal = Proposal.objects.filter(pk=unquote(object_id)).select_related(*RECORD_ARC).first()
        if proposal is None:
            raise Http404
        own = proposal.author_id == request.user.pk and role_of(request.user) not in (None, Role.VIEWER)
        if not (own or self.has_view_permission(request, proposal)):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, proposal)
        return self._page(request, proposal)

    def get_urls(self):
        """The proposal's page stands at its number."""
        return [
            path("<int:object_id>/", self.admin_site.admin_view(self.page_view), name="archive_proposal_page"),
            *super().get_urls(),
        ]

    def page_view(self, request, object_id):
        """The short address of a proposal."""
        return self.change_view(request, str(object_id))

    def _page(self, request, proposal, lacks=(), why=""):
        found = merged(proposal) if proposal.state == ProposalState.WAITING else None
        own = proposal.author_id == request.user.pk
        waits = proposal.state == ProposalState.WAITING
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposal: %(record)s") % {"record": proposal.record},
            "opts": self.opts,
            "proposal": proposal,
            "parts": parts(proposal),
            "collisions": found.kept if found else [],
            "lacks": lacks,
            "seen": seen_proposal(proposal),
            "why": why,
            "can_decide": waits and may(request.user, Action.DECIDE, proposal.record, by_others=not own),
            "is_own": own and waits,
            "record_address": reverse(
                f"admin:archive_{proposal.record._meta.model_name}_change", args=[proposal.record.pk]
            ),
        }
        return TemplateResponse(request, "admin/archive/proposal.html", context)

    def _decide(self, request, proposal):
        why = clean(request.POST.get("why", ""))[:1000]
        try:
            sentence = self._decided(request, proposal, why)
        except NotReady as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return self._page(request, proposal, refusal.lacks, why)
        except Stale as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            proposal.refresh_from_db()
            return self._page(request, proposal, why=why)
        except _REFUSALS as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, sentence % {"record": proposal.record}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:archive_desk"))

    @staticmethod
    def _decided(request, proposal, why):
        # The page says which state of the proposal it shows.
        expected = request.POST.get("seen")
        if "_accept" in request.POST:
            confirmed = "_confirmed" in request.POST
            if confirmed and not why:
                raise ValueError(_("Write why it is accepted although evidence is missing."))
            accept(proposal, by=request.user, why=why, confirmed=confirmed, expected=expected)
            return _("Readers see the new version of “%(record)s”.")
        if "_return" in request.POST:
            send_back(proposal, by=request.user, why=why, expected=expected)
            return _("The proposal for “%(record)s” went back to its author with your reason.")
        if "_take_back" in request.POST:
            take_back(proposal, by=request.user)
            return _("Your proposal for “%(record)s” is taken back.")
        raise ValueError(_("Choose what to do with the proposal."))


def parts(proposal):
    """Each part that a proposal would change, with the testimony that it brings or keeps about that part."""
    record = proposal.record
    model = type(record)
    versions = Revision._base_manager.filter(**{proposal.arc_name: record.pk}, number=proposal.base)
    before = versions.values_list("snapshot", flat=True).first() or {}
    rows = proposal.snapshot.get("citations", [])
    slugs = {row["source"] for row in rows if "source" in row}
    titles = {source.slug: str(source) for source in Source.objects.filter(slug__in=slugs)}
    found = difference(model, before, proposal.snapshot)
    for part in found:
        stem = part.key.rpartition("_")[0] if part.key not in model.citable() else part.key
        part.testimony = [
            {**row, "title": titles.get(row.get("source"), "")} for row in rows if row["field"] in (part.key, stem)
        ]
    return found


admin.site.register(Proposal, ProposalAdmin)
