"""What changed lately, for feed readers: Atom (RFC 4287)."""

from collections import defaultdict

from django.db.models import CharField, F, Value
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES, record_type
from archive.public.context import page
from archive.templatetags.reading import sentence_case, titled, translated

LATEST = 50


@require_safe
def changes(request):
    """The published records that changed last, each by its permanent address; a fixed number of queries."""
    feed = Atom1Feed(
        title=_("%(site)s: changes") % {"site": page(request)["site_name"]},
        link=request.build_absolute_uri(reverse("home")),
        description=_("Records published or changed lately."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
        author_name=page(request)["site_name"],
    )
    for record in _changed():
        address = request.build_absolute_uri(record.get_absolute_url())
        feed.add_item(
            title=str(titled(record)),
            link=address,
            description=str(translated(record, "summary")),
            unique_id=address,
            updateddate=record.updated_at,
            categories=[sentence_case(str(record._meta.verbose_name))],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _changed():
    """The records that changed last, over all types: one query for their keys, one a type present."""
    parts = [
        model.objects.published()
        .order_by()
        .annotate(type_=Value(model.address, output_field=CharField()), slug_=F("slug"), changed=F("updated_at"))
        .values_list("changed", "type_", "slug_")
        for model in RECORD_TYPES
    ]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("-changed", "type_", "slug_")[:LATEST])
    wanted = defaultdict(set)
    for _changed_at, kind, slug in rows:
        wanted[kind].add(slug)
    found = {
        (kind, record.slug): record
        for kind, slugs in wanted.items()
        for record in record_type(kind).objects.published().filter(slug__in=slugs).defer("search_text", "note")
    }
    return [found[kind, slug] for _changed_at, kind, slug in rows if (kind, slug) in found]
