"""The addresses of the readers' door: pages in each language, data and machine-read files once."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path

from archive.models import RECORD_TYPES, Source
from archive.public.about import about
from archive.public.anniversaries import anniversaries
from archive.public.disagreements import discrepancies
from archive.public.downloads import RECORD_FORMATS, SOURCE_FORMATS, data, download, download_archive, source_file
from archive.public.feeds import changes
from archive.public.finding import search
from archive.public.harvest import harvest
from archive.public.home import home
from archive.public.lists import FORMATS, record_list
from archive.public.maps import map_page
from archive.public.network import network
from archive.public.records import record_page
from archive.public.sitemap import robots, sitemap, sitemap_part
from archive.public.timeline import timeline
from archive.spreadsheets.exporting import WHOLE_FORMATS

SLUG = r"(?P<slug>[-\w]+)"


def one_of(formats) -> str:
    """The part of an address that is one of these formats."""
    return rf"(?P<format>{'|'.join(name.replace('.', '[.]') for name in formats)})"


def pages_of(model):
    """The list and the pages of one record type."""
    at, kept = model.address, {"model": model}
    return [
        path(f"{at}/", record_list, kept, name=f"{at}-list"),
        re_path(rf"^{at}/{SLUG}/$", record_page, kept, name=f"{at}-detail"),
    ]


def data_of(model):
    """The same as data: the list, and each record."""
    at, kept = model.address, {"model": model}
    formats = (*RECORD_FORMATS, *(SOURCE_FORMATS if model is Source else ()))
    return [
        re_path(rf"^{at}\.{one_of(FORMATS)}$", download, kept, name=f"{at}-download"),
        re_path(rf"^{at}/{SLUG}\.{one_of(formats)}$", data, kept, name=f"{at}-data"),
    ]


urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:address>-<int:number>.xml", sitemap_part, name="sitemap-part"),
    path("robots.txt", robots, name="robots"),
    path("oai", harvest, name="oai"),
    re_path(rf"^archive\.{one_of(WHOLE_FORMATS)}$", download_archive, name="archive-download"),
    *(route for model in RECORD_TYPES for route in data_of(model)),
    re_path(rf"^{Source.address}/{SLUG}/files/(?P<sha256>[0-9a-f]{{64}})$", source_file, name=f"{Source.address}-file"),
    *i18n_patterns(
        path("", home, name="home"),
        path("timeline/", timeline, name="timeline"),
        path("map/", map_page, name="map"),
        path("network/", network, name="network"),
        path("discrepancies/", discrepancies, name="discrepancies"),
        path("search/", search, name="search"),
        path("about/", about, name="about"),
        path("changes.atom", changes, name="changes"),
        path("anniversaries.ics", anniversaries, name="anniversaries"),
        *(route for model in RECORD_TYPES for route in pages_of(model)),
        prefix_default_language=False,
    ),
]
