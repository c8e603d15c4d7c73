"""What every page needs: where one can go from it, and the same page in the other languages."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from archive.models import RECORD_TYPES
from archive.public.site import origin
from archive.public.turning import TURNING
from archive.reader import active, reader
from archive.templatetags.reading import sentence_case

# The pages beside the lists, by the name of their route.
PAGES = {
    "timeline": gettext_lazy("Timeline"),
    "map": gettext_lazy("Map"),
    "network": gettext_lazy("Network"),
    "discrepancies": gettext_lazy("Where sources disagree"),
    "search": gettext_lazy("Search"),
    "about": gettext_lazy("About"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place that the navigation leads to."""

    label: str
    url: str
    current: bool
    address: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in one language: `url` for machines, `href` for the reader, who keeps the whole query."""

    code: str
    name: str
    url: str
    href: str
    current: bool


def page(request, **own) -> dict:
    """The context of a page: navigation, alternates, canonical address, and what is its own. No query is made."""
    alternates = _alternates(request)
    current = next((a.url for a in alternates if a.current), alternates[0].url)
    default = next(a.url for a in alternates if a.code == settings.LANGUAGE_CODE)
    return {
        "site_name": _("Archive of relations between countries"),
        "record_types": [_entry(request, *place) for place in _lists(reader())],
        "pages": [_entry(request, *place) for place in _pages(reader())],
        "alternates": alternates,
        "x_default": default,
        "canonical": current,
        **own,
    }


def _alternates(request):
    # Which page of a list it is belongs to its address; what narrows or sorts the list does not.
    turning = urlencode({name: request.GET[name] for name in TURNING if request.GET.get(name)})
    query, site = request.META.get("QUERY_STRING", ""), origin(request)
    found, bare = [], _bare_path(request)
    for code, _name in settings.LANGUAGES:
        path = f"{_prefix(code)}/{bare}"
        found.append(
            Alternate(
                code=code,
                name=_own_name(code, active()),
                url=f"{site}{path}?{turning}" if turning else f"{site}{path}",
                href=f"{path}?{query}" if query else path,
                current=code == active(),
            )
        )
    return found


@cache
def _own_name(code, _language):
    """What a language calls itself."""
    return sentence_case(get_language_info(code)["name_local"])


def _prefix(code):
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


def _bare_path(request):
    """The path without its language and leading slash, still percent-encoded: what all languages share."""
    prefix = _prefix(active())
    return request.get_full_path_info().partition("?")[0].removeprefix(prefix).lstrip("/")


@cache
def _lists(_reader):
    """(label, address, name) of each list in a language."""
    labels = {model: sentence_case(str(model._meta.verbose_name_plural)) for model in RECORD_TYPES}
    return [(label, reverse(f"{model.address}-list"), model.address) for model, label in labels.items()]


@cache
def _pages(_reader):
    """The same of the pages beside the lists."""
    return list(_page_places())


def _page_places():
    for name, label in PAGES.items():
        try:
            yield str(label), reverse(name), name
        except NoReverseMatch:
            continue


def _entry(request, label, url, address):
    return Entry(label, url, request.path.startswith(url), address)
