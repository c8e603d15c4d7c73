"""For machines that read the site: every published page in every language, and what they are asked to leave alone."""

from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES, record_type
from archive.public import site
from archive.public.context import PAGES
from archive.public.filters import totals

# The protocol allows 50,000 addresses a file (sitemaps.org); each record has one a language.
A_FILE = 10_000
# Pages that do not change with the records.
UNDATED = ("about", "search", "developers")
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@require_safe
def sitemap(request):
    """The pages and all published records; an index of several files where they are too many for one."""
    sizes = _sizes()
    if sum(size for size, _changed in sizes.values()) > A_FILE:
        return HttpResponse(_index(request, sizes), content_type=XML)
    parts = [_fixed(sizes), *(_records(model) for model in RECORD_TYPES)]
    return _file(request, parts)


@require_safe
def sitemap_part(request, address, number):
    """One file of a large site: the fixed pages (`pages`), or the records of a type, A_FILE at a time."""
    if address == "pages" and number == 1:
        return _file(request, [_fixed(_sizes())])
    model = record_type(address)
    if model is None or not 1 <= number <= 50_000:
        raise Http404
    rows = _records(model, number)
    if not rows:
        raise Http404
    return _file(request, [rows])


@require_safe
def robots(request):
    """Every page may be read and found; the editors' door and what readers write are not for robots."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    # Forms, and what only their senders know of (RFC 9309 has `*` for any letters).
    lines += ["Disallow: /*/correct/", "Disallow: /*corrections/"]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _in(code, name, args=()):
    """The address of a route in one language."""
    with override(code):
        return reverse(name, args=args)


def _sizes():
    """For each type how many records are published, and when one of them changed last."""
    there = totals()
    return {model.address: (there.get(model.address, 0), _changed(model)) for model in RECORD_TYPES}


def _changed(model):
    """When the latest change of a published record was, read from the end of an index."""
    latest = model.objects.published().filter(face_changed_at__isnull=False).order_by("-face_changed_at")
    return latest.values_list("face_changed_at", flat=True).first()


def _fixed(sizes):
    """The pages that are always there, as (name of the route, its arguments, last change)."""
    ever = max((changed for _size, changed in sizes.values() if changed), default=None)
    lists = [(f"{model.address}-list", (), sizes[model.address][1]) for model in RECORD_TYPES]
    rest = [(name, (), None if name in UNDATED else ever) for name in (*PAGES, "developers")]
    return [("home", (), ever), *lists, *rest]


def _records(model, number=1):
    """The pages of the published records of a type, A_FILE of them."""
    rows = model.objects.published().order_by("slug").values_list("slug", "face_changed_at")
    some = rows[(number - 1) * A_FILE : number * A_FILE]
    return [(f"{model.address}-detail", (slug,), changed) for slug, changed in some]


def _file(request, parts):
    entries = (entry for part in parts for page in part for entry in _entries(site.origin(request), *page))
    body = (chunk for some in ((f"{HEAD}<urlset {SPACES} {LINKS}>\n",), entries, ("</urlset>\n",)) for chunk in some)
    return StreamingHttpResponse(body, content_type=XML)


def _entries(origin, name, args, changed):
    """The page in each language; each names the others (hreflang)."""
    addresses = {code: origin + _in(code, name, args) for code, _name in settings.LANGUAGES}
    named = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>' for code, address in named.items()
    )
    stamp = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{stamp}{links}</url>\n"


def _index(request, sizes):
    files = [("pages", 1)]
    files += [(kind, n) for kind, (size, _) in sizes.items() for n in range(1, -(-size // A_FILE) + 1)]
    listed = (request.build_absolute_uri(reverse("sitemap-part", args=part)) for part in files)
    body = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in listed)
    return f"{HEAD}<sitemapindex {SPACES}>\n{body}</sitemapindex>\n"
