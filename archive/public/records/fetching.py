"""What the page of a record takes to fetch: queries that are put together once, of no more columns than it shows."""

from functools import cache

from django.db.models import Prefetch

from archive.models import Citation, Discrepancy, Participation, Person, Source
from archive.public.prepared import Beside, Prepared, unseen
from archive.public.records.answers import answered
from archive.public.records.verified import when_verified


@cache
def prepared(model, links, prefetches):
    """The queries of a type's pages: for the record with these links, and for each thing that stands beside it."""
    published = model.objects.published().select_related(*links).annotate(verified_at=when_verified(model)).order_by()
    record = Prepared(model, lambda slugs: published.filter(slug__in=slugs))
    return record, [Beside(model, lookup) for lookup in (*evidence_of(), answered(), *prefetches)]


def evidence_of():
    """The published testimony about a record, and the disagreements in it that readers see."""
    return (
        Prefetch("citations", published_testimony(), to_attr="seen_citations"),
        Prefetch("discrepancies", Discrepancy.objects.filter(is_public=True), to_attr="seen_discrepancies"),
    )


def published_testimony():
    """Published citations with what a note shows of them and of their sources."""
    return Citation.objects.published().select_related("source").defer("note", *unseen(Source, "source__"))


def participants():
    """The published people who took part, with every form of their names."""
    people = Participation.objects.published().select_related("person").defer(*unseen(Person, "person__"))
    rows = people.prefetch_related("person__names")
    return Prefetch("participations", rows, to_attr="seen_participations")
