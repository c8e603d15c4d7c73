"""The desk: what waits for one person, and how much waits for anybody."""

from dataclasses import dataclass, field

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import (
    RECORD_ARC,
    RECORD_TYPES,
    Discrepancy,
    DiscrepancyState,
    Proposal,
    ProposalState,
    Revision,
    Status,
    arc_name,
)
from archive.review import Role, role_of

# So many of each kind are listed; the rest are counted.
SHOWN = 8


@dataclass(slots=True)
class Pile:
    """Some things of one kind that wait: the first of them, how many there are, and where all of them are listed."""

    title: str
    count: int = 0
    address: str = ""
    # (address, words, what else is known of it)
    items: list[tuple[str, str, str]] = field(default_factory=list)


def piles(user) -> list[Pile]:
    """What waits for this person, most urgent first; a fixed number of queries."""
    role = role_of(user)
    if role in (None, Role.VIEWER):
        return []
    found = [_returned(user)]
    if role in (Role.REVIEWER, Role.ADMINISTRATOR):
        found += [_to_decide(user), *_in_review(user, role)]
    found += [_own_waiting(user), *_own_drafts(user)]
    if role is not Role.CONTRIBUTOR:
        found.append(_open_discrepancies())
    return [pile for pile in found if pile.count]


def _proposals(title, rows, query=""):
    count = rows.count()
    shown = rows.select_related(*RECORD_ARC).defer("snapshot").order_by("created_at")[:SHOWN] if count else ()
    items = [
        (reverse("admin:archive_proposal_page", args=[p.pk]), str(p.record), p.answer or p.reason or p.author_name)
        for p in shown
    ]
    return Pile(title, count, reverse("admin:archive_proposal_changelist") + query, items)


def _returned(user):
    rows = Proposal.objects.filter(author=user, state=ProposalState.RETURNED)
    return _proposals(_("Returned to you"), rows, "?state__exact=returned")


def _to_decide(user):
    rows = Proposal.objects.filter(state=ProposalState.WAITING).exclude(author=user)
    return _proposals(_("Proposals to decide on"), rows, "?state__exact=waiting")


def _own_waiting(user):
    rows = Proposal.objects.filter(state=ProposalState.WAITING, author=user)
    return _proposals(_("Your proposals that wait for a reviewer"), rows, "?state__exact=waiting")


def _in_review(user, role):
    for model in RECORD_TYPES:
        rows = model.objects.filter(status=Status.IN_REVIEW)
        title = _("%(types)s in review") % {"types": str(model._meta.verbose_name_plural).capitalize()}
        yield _records(title, model, rows, "?status__exact=in_review")


def _own_drafts(user):
    for model in RECORD_TYPES:
        key = arc_name(model)
        made = Revision.objects.filter(number=1, author=user, **{f"{key}__isnull": False}).values(key)
        rows = model.objects.filter(status=Status.DRAFT, pk__in=made)
        title = _("Your drafts: %(types)s") % {"types": model._meta.verbose_name_plural}
        yield _records(title, model, rows, "?status__exact=draft")


def _records(title, model, rows, query):
    count, name = rows.count(), model._meta.model_name
    shown = rows.order_by("-updated_at")[:SHOWN] if count else ()
    items = [
        (reverse(f"admin:archive_{name}_change", args=[record.pk]), str(record), _gaps(record)) for record in shown
    ]
    return Pile(title, count, reverse(f"admin:archive_{name}_changelist") + query, items)


def _gaps(record):
    number = record.uncited + record.unsupported
    return _("%(number)s facts lack evidence") % {"number": number} if number else ""


def _open_discrepancies():
    rows = Discrepancy.objects.filter(state=DiscrepancyState.OPEN)
    count = rows.count()
    shown = rows.select_related(*RECORD_ARC).order_by("found_at")[:SHOWN] if count else ()
    items = [(reverse("admin:archive_discrepancy_change", args=[d.pk]), str(d.record), d.field) for d in shown]
    return Pile(_("Open discrepancies"), count, reverse("admin:archive_discrepancy_changelist"), items)


def page(site, request):
    """The page of the desk."""
    context = {**site.each_context(request), "title": _("What waits for you"), "piles": piles(request.user)}
    return TemplateResponse(request, "admin/archive/desk.html", context)
