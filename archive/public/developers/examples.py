"""Addresses of the archive that answer: made from what is published."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from archive.models import RECORD_TYPES, Record, TradeFigure, Visit
from archive.public import lists
from archive.public.citing.address import permanent, version_address
from archive.public.context import PAGES
from archive.public.downloads import formats_of
from archive.public.harvest.arguments import PREFIX
from archive.public.pictures import FORMATS as PICTURE_FORMATS
from archive.spreadsheets.exporting import WHOLE_FORMATS
from archive.templatetags.reading import sentence_case


@dataclass(frozen=True, slots=True)
class Example:
    """An address that answers, and what it answers."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """What examples are made of: a published record of each type that has one, and the host without its port."""

    records: dict[type, Record]
    host: str

    @property
    def model(self):
        """The type of which most examples are."""
        return Visit if Visit in self.records else next(iter(self.records), Visit)

    @property
    def record(self) -> Record | None:
        """A record of that type."""
        return self.records.get(self.model)


def pages(known):
    """Pages for readers."""
    model, record = known.model, known.record
    yield Example(reverse("home"), _("the first page"))
    for code, _name in settings.LANGUAGES:
        if code != get_language():
            with override(code):
                address = reverse("home")
            yield Example(address, _("the same in another language"))
    yield Example(f"{reverse(f'{model.address}-list')}?sort=title", _("a list, with parameters"))
    if record:
        yield Example(record.get_absolute_url(), _("a record"))
        yield Example(permanent(record), _("its permanent address: leads to the page in the language of the browser"))
        yield Example(version_address(record), _("the version of it that readers see now, which stays readable"))
        correct = reverse(f"{model.address}-correct", args=[record.slug])
        yield Example(correct, _("the form on which to propose a correction"))
    yield Example(f"{reverse('search')}?q=1992", _("a search over all types"))
    since = "?since=1992&until=2012"
    yield Example(f"{reverse('timeline')}{since}&type={Visit.address}", _("a drawing: the timeline of some years"))
    yield Example(f"{reverse('map')}{since}", _("a drawing: places and visits"))
    yield Example(f"{reverse('network')}{since}", _("a drawing: who took part together"))
    yield Example(f"{reverse('discrepancies')}?state=open", _("where sources disagree"))


def list_data(known):
    """Lists as files."""
    for model in RECORD_TYPES:
        label = sentence_case(str(model._meta.verbose_name_plural))
        for kind in lists.FORMATS:
            words = _("%(type)s as %(format)s") % {"type": label, "format": kind.upper()}
            yield Example(reverse(f"{model.address}-download", args=[kind]), words)
    narrowed = f"{reverse(f'{Visit.address}-download', args=['json'])}?since=1992&sort=date"
    yield Example(narrowed, _("some of a list, in an order"))
    yield Example(f"{narrowed}&{lists.COLUMNS}={lists.EVIDENCE}", _("the same with the sources of each fact"))


def whole(known):
    """The archive as one file."""
    for kind in WHOLE_FORMATS:
        yield Example(reverse("archive-download", args=[kind]), kind.upper())
    yield Example(reverse("data-package"), _("the data package (Frictionless Data)"))


def drawings(known):
    """Drawings as files."""
    for name in ("timeline", "map", "network"):
        for kind in PICTURE_FORMATS:
            yield Example(reverse(f"{name}-picture", args=[kind]), f"{PAGES[name]}, {kind.upper()}")
    for kind in PICTURE_FORMATS:
        words = sentence_case(str(TradeFigure._meta.verbose_name_plural))
        yield Example(reverse(f"{TradeFigure.address}-picture", args=[kind]), f"{words}, {kind.upper()}")


def record_data(known):
    """A record of each type in each of its formats."""
    for record in known.records.values():
        yield from _record(record)


def _record(record):
    model = type(record)
    name = sentence_case(str(model._meta.verbose_name))
    for kind, (media, _written) in formats_of(model).items():
        words = _("%(type)s as %(format)s") % {"type": name, "format": media.partition(";")[0]}
        yield Example(reverse(f"{model.address}-data", args=[record.slug, kind]), words)


def feeds(known):
    """Feeds and the calendar."""
    yield Example(reverse("changes"), _("what changed last for readers"))
    yield Example(reverse("new-records"), _("what was published last for the first time"))
    yield Example(reverse("anniversaries"), _("the calendar of anniversaries (iCalendar)"))


def harvest(known):
    """Each verb of OAI-PMH."""
    model, record = known.model, known.record
    oai = reverse("oai")
    for verb in ("Identify", "ListMetadataFormats", "ListSets"):
        yield Example(f"{oai}?verb={verb}", verb)
    asked = f"metadataPrefix={PREFIX}&set={model.address}"
    for verb in ("ListIdentifiers", "ListRecords"):
        yield Example(f"{oai}?verb={verb}&{asked}", verb)
        yield Example(f"{oai}?verb={verb}&{asked}&from=2000-01-01", _("%(verb)s, since a day") % {"verb": verb})
    if record:
        identifier = f"oai:{known.host}:{model.address}/{record.slug}"
        yield Example(f"{oai}?verb=GetRecord&metadataPrefix={PREFIX}&identifier={identifier}", "GetRecord")


def maps(known):
    """What robots and browsers ask for."""
    yield Example(reverse("sitemap"), _("the sitemap: every page in every language"))
    yield Example(reverse("robots"), _("what robots are asked to leave alone"))
    yield Example(reverse("opensearch"), _("the search for a browser's own search box (OpenSearch)"))
    yield Example("/healthz", _("whether the archive is up"))
