"""What goes before readers together with a record: the documents that it cites and what it names, still unseen."""

from itertools import groupby

from archive.models import Citation, Record, Source, Status
from archive.models.links import key_to, links

# What readers have not seen yet; what was withdrawn from them does not come back unasked.
UNSEEN = (Status.DRAFT, Status.IN_REVIEW)


def companions(record) -> list[Record]:
    """The sources that a record cites, then the records that it names, which readers do not see yet; each once."""
    model = type(record)
    cited = Citation.objects.filter(**{key_to(Citation, model): record.pk}, status=Status.PUBLISHED).values("source")
    found = list(Source.objects.filter(pk__in=cited, status__in=UNSEEN).order_by("pk"))
    by_target = sorted(
        (link for link in links(model) if issubclass(link.target, Record)), key=lambda link: link.target.__name__
    )
    for target, group in groupby(by_target, key=lambda link: link.target):
        named = {there for link in group for _here, there in link.pairs([record.pk])}
        found += target.objects.filter(pk__in=named, status__in=UNSEEN).order_by("pk") if named else ()
    return [each for each in dict.fromkeys(found) if each != record]


def sources_among(records) -> set[int]:
    """The keys of the sources among records that are published together: their testimony counts for all of them."""
    return {record.pk for record in records if isinstance(record, Source)}
