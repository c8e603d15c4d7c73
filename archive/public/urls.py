"""The addresses of the readers' door: pages in each language, data and machine-read files once."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path

from archive.models import RECORD_TYPES, Source, TradeFigure
from archive.public import maps, timeline, trade
from archive.public import network as people
from archive.public.about import about
from archive.public.anniversaries import anniversaries
from archive.public.corrections import correct, correction
from archive.public.datapackage import data_package
from archive.public.developers import developers
from archive.public.disagreements import discrepancies
from archive.public.downloads import RECORD_FORMATS, data, download, download_archive, source_file
from archive.public.feeds import changes, new_records
from archive.public.finding import search
from archive.public.harvest import harvest
from archive.public.home import home
from archive.public.lists import FORMATS, record_list
from archive.public.opensearch import opensearch
from archive.public.pictures import FORMATS as PICTURE_FORMATS
from archive.public.pictures import picture
from archive.public.records import record_page, terms
from archive.public.security import security_txt
from archive.public.sitemap import robots, sitemap, sitemap_part
from archive.public.versions import difference_page, permanent, version_page
from archive.spreadsheets.exporting import WHOLE_FORMATS

SLUG = r"(?P<slug>[-\w]+)"
# The time of a version, as ISO 8601 writes it.
MOMENT = r"(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"


def one_of(formats) -> str:
    """The part of an address that is one of these formats."""
    return rf"(?P<format>{'|'.join(name.replace('.', '[.]') for name in formats)})"


def pages_of(model):
    """The list and the pages of one record type."""
    at, kept = model.address, {"model": model}
    return [
        path(f"{at}/", record_list, kept, name=f"{at}-list"),
        re_path(rf"^{at}/{SLUG}/$", record_page, kept, name=f"{at}-detail"),
        re_path(rf"^{at}/{SLUG}/versions/{MOMENT}/$", version_page, kept, name=f"{at}-version"),
        re_path(rf"^{at}/{SLUG}/versions/{MOMENT}/difference/$", difference_page, kept, name=f"{at}-difference"),
        re_path(rf"^{at}/{SLUG}/correct/$", correct, kept, name=f"{at}-correct"),
    ]


def data_of(model):
    """The same as data: the list, and each record."""
    at, kept = model.address, {"model": model}
    return [
        re_path(rf"^{at}\.{one_of(FORMATS)}$", download, kept, name=f"{at}-download"),
        re_path(rf"^{at}/{SLUG}\.{one_of(RECORD_FORMATS)}$", data, kept, name=f"{at}-data"),
    ]


def pictures():
    """The drawings as files: those of pages, and the terms of office of people and organizations."""
    ending = one_of(PICTURE_FORMATS)
    drawn = {"timeline": timeline, "map": maps, "network": people, TradeFigure.address: trade}
    for name, kind in drawn.items():
        yield re_path(rf"^{name}\.{ending}$", picture, {"of": kind.picture}, name=f"{name}-picture")
    for model in terms.SHOWING:
        kept = {"of": terms.picture, "model": model}
        yield re_path(rf"^{model.address}/{SLUG}/terms\.{ending}$", picture, kept, name=f"{model.address}-terms")


urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:address>-<int:number>.xml", sitemap_part, name="sitemap-part"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security"),
    path("oai", harvest, name="oai"),
    path("datapackage.zip", data_package, name="data-package"),
    re_path(rf"^id/(?P<address>[a-z]+)/{SLUG}$", permanent, name="permanent"),
    re_path(rf"^id/(?P<address>[a-z]+)/{SLUG}/versions/{MOMENT}$", permanent, name="permanent-version"),
    re_path(rf"^archive\.{one_of(WHOLE_FORMATS)}$", download_archive, name="archive-download"),
    *(route for model in RECORD_TYPES for route in data_of(model)),
    re_path(rf"^{Source.address}/{SLUG}/files/(?P<sha256>[0-9a-f]{{64}})$", source_file, name=f"{Source.address}-file"),
    *i18n_patterns(
        path("", home, name="home"),
        path("timeline/", timeline.timeline, name="timeline"),
        path("map/", maps.map_page, name="map"),
        path("network/", people.network, name="network"),
        path("discrepancies/", discrepancies, name="discrepancies"),
        path("search/", search, name="search"),
        path("about/", about, name="about"),
        re_path(r"^corrections/(?P<token>[-\w]{32})/$", correction, name="correction"),
        path("developers/", developers, name="developers"),
        path("changes.atom", changes, name="changes"),
        path("new.atom", new_records, name="new-records"),
        path("opensearch.xml", opensearch, name="opensearch"),
        path("anniversaries.ics", anniversaries, name="anniversaries"),
        *(route for model in RECORD_TYPES for route in pages_of(model)),
        *pictures(),
        prefix_default_language=False,
    ),
]
