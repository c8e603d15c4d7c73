"""The page of each record: what is published of it, and nothing else."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.models import (
    Agreement,
    Event,
    FormerSlug,
    Organization,
    Person,
    Source,
    Status,
    TradeFigure,
    Visit,
    arc_name,
)
from archive.public.context import page
from archive.public.records.agreement import AgreementPage
from archive.public.records.base import RecordPage
from archive.public.records.event import EventPage
from archive.public.records.organization import OrganizationPage
from archive.public.records.person import PersonPage
from archive.public.records.source import SourcePage
from archive.public.records.trade_figure import TradeFigurePage
from archive.public.records.visit import VisitPage

PAGES = {
    Person: PersonPage,
    Organization: OrganizationPage,
    Event: EventPage,
    Visit: VisitPage,
    Agreement: AgreementPage,
    TradeFigure: TradeFigurePage,
    Source: SourcePage,
}


@require_safe
def record_page(request, model, slug):
    """The page of a published record; a former address leads to the present one; anything else does not exist."""
    kind = PAGES.get(model, RecordPage)
    record = kind.fetched(model).filter(slug=slug).first()
    if record is None:
        return redirect(moved(model, slug), permanent=True)
    shown = kind(record, number=request.GET.get("page"))
    context = page(
        request,
        title=shown.title.value,
        description=shown.summary.value,
        address=model.address,
        record=record,
        shown=shown,
        list_label=model._meta.verbose_name_plural,
    )
    return render(request, [f"archive/{model._meta.model_name}_detail.html", "archive/record_detail.html"], context)


def moved(model, slug):
    """The published record that had this address before; Http404 where none had."""
    key = arc_name(model)
    rows = FormerSlug.objects.filter(**{"slug": slug, f"{key}__status": Status.PUBLISHED})
    former = rows.select_related(key).order_by("-pk").first()
    if former is None:
        raise Http404
    return getattr(former, key)
