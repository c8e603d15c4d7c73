"""What is new and what changed lately, for feed readers: Atom (RFC 4287), in each language."""

from operator import attrgetter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES
from archive.public.context import page
from archive.templatetags.reading import sentence_case, titled, translated
from archive.text import clean

LATEST = 50
MEDIA = "application/atom+xml"


class Feed(Atom1Feed):
    """An Atom feed whose entries say where their title is in another language than the feed; summaries are plain."""

    def add_item_elements(self, handler, item):
        """With the language of such a title (Dublin Core), and the summary as it is: Django's would be read as HTML."""
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["lang"]:
            handler.addQuickElement("dc:language", item["lang"], {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
        super().add_item_elements(handler, item)


@require_safe
def changes(request):
    """The published records that changed last for their readers; a fixed number of queries."""
    title, about = _("%(site)s: changes"), _("Records published or changed lately.")
    return _feed(request, title, about, _latest("face_changed_at"))


@require_safe
def new_records(request):
    """The records that were published last for the first time; a fixed number of queries."""
    title, about = _("%(site)s: new records"), _("Records published lately for the first time.")
    return _feed(request, title, about, _latest("published_at"))


def _feed(request, title, about, records):
    site = page(request)["site_name"]
    feed = Feed(
        title=title % {"site": site},
        link=request.build_absolute_uri(reverse("home")),
        description=about,
        language=get_language(),
        feed_url=request.build_absolute_uri(request.path),
        author_name=site,
    )
    for record in records:
        _add(request, feed, record)
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{MEDIA}; charset=utf-8")


def _add(request, feed, record):
    address = request.build_absolute_uri(record.get_absolute_url())
    title = titled(record)
    feed.add_item(
        title=clean(title.value),
        lang=title.lang,
        link=address,
        description=None,
        summary=clean(translated(record, "summary").value, lines=True),
        unique_id=address,
        pubdate=record.published_at,
        updateddate=record.face_changed_at,
        categories=[sentence_case(str(record._meta.verbose_name))],
    )


def _latest(column):
    """The published records that come last by a time, over all types: one query a type, read from its index."""
    found = []
    for model in RECORD_TYPES:
        rows = model.objects.published().filter(**{f"{column}__isnull": False})
        found += rows.order_by(f"-{column}", "-pk").defer("search_text", "note")[:LATEST]
    # What came in one change came at one time: then by type and address.
    found.sort(key=lambda record: (record.address, record.slug))
    return sorted(found, key=attrgetter(column), reverse=True)[:LATEST]
