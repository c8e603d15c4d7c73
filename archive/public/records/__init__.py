"""The page of each record: what is published of it, and nothing else."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.models import (
    Agreement,
    Event,
    Organization,
    Person,
    Source,
    TradeFigure,
    Visit,
)
from archive.public.citing import citing_context
from archive.public.context import page
from archive.public.downloads import data_links
from archive.public.lists import turning
from archive.public.moving import moved
from archive.public.records.agreement import AgreementPage
from archive.public.records.base import RecordPage
from archive.public.records.event import EventPage
from archive.public.records.organization import OrganizationPage
from archive.public.records.person import PersonPage
from archive.public.records.source import SourcePage
from archive.public.records.trade_figure import TradeFigurePage
from archive.public.records.visit import VisitPage
from archive.public.signposting import point_from_record
from archive.public.templating import template_for
from archive.reader import for_one_reader

__all__ = ["PAGES", "RecordPage", "moved", "record_page"]

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
@for_one_reader
def record_page(request, model, slug):
    """The page of a published record; a former address leads to the present one; anything else does not exist."""
    kind = PAGES.get(model, RecordPage)
    record = kind.find(model, slug)
    if record is None:
        return redirect(moved(model, slug), permanent=True)
    shown = kind(record, query=request.GET)
    links = data_links(record)
    context = page(
        request,
        title=shown.title.value,
        description=shown.summary.value or f"{shown.title}: {shown.lead()}",
        address=model.address,
        record=record,
        shown=shown,
        turning=turning(request, shown, shown.turned) if shown.turned else {},
        list_label=model._meta.verbose_name_plural,
        data_links=links,
        **citing_context(record, request),
    )
    response = render(request, template_for(model, "detail"), context)
    point_from_record(request, response, record, links, getattr(record, "seen_files", ()))
    return response
