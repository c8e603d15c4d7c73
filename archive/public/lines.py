"""One line for each record in lists: its date in words, its title, who and where, and how well it is attested."""

from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from markupsafe import escape

from archive.models import (
    Agreement,
    Event,
    Organization,
    Participation,
    Party,
    Person,
    Place,
    Posting,
    Source,
    TradeFigure,
    Visit,
)
from archive.public.prepared import Beside, Prepared, columns
from archive.reader import active, same_reader
from archive.templatetags.reading import (
    Text,
    chosen,
    countries,
    country,
    dated,
    joined,
    language_name,
    money,
    public,
    sentence_case,
    titled,
    translated,
)

# A line names this many people and says how many more there are.
MOST_PEOPLE = 4
# What a record is called, where its type has that.
_TITLES = ("title", "name")


def _named(link, model, *more):
    """What a line shows of the records behind a link of rows beside a record: what they are called, and more."""
    return [link, *(f"{link}__{column}" for column in columns(model, *_TITLES, *more))]


class Line(NamedTuple):
    """What a list shows of one record without opening it."""

    record: object
    title: Text
    url: str
    date: str
    year: str
    # Who, where and between which countries, as HTML.
    about: str
    evidence: str


def lines_of(model, keys) -> list[Line]:
    """The lines of the published records of a type with these keys, in this order, by queries put together once."""
    kind = KINDS.get(model, LineOf)
    with same_reader():
        found = {record.pk: record for record in kind.found(model, keys)}
        return [kind(found[key]).line() for key in keys if key in found]


def lines(queryset) -> list[Line]:
    """The lines of these published records or a slice of them, in few queries; linked drafts stay hidden."""
    kind = KINDS.get(queryset.model, LineOf)
    with same_reader():
        return [kind(record).line() for record in kind.fetched(queryset)]


class LineOf:
    """How a record becomes a line; a type says what stands under its title, and what that takes to fetch."""

    # The columns that its line shows beside those of every line, links followed by `__`; translated ones by one name.
    shown: tuple[str, ...] = ("summary",)
    links: tuple[str, ...] = ()
    prefetches: tuple = ()

    def __init__(self, record):
        self.record = record

    @classmethod
    def fetched(cls, queryset) -> list:
        """These records, or a slice of them, with all that their lines show."""
        return cls._complete(queryset.model, list(queryset.select_related(*cls.links)))

    @classmethod
    def found(cls, model, keys) -> list:
        """The published records with these keys, with all that their lines show."""
        return cls._complete(model, _published(cls, model)(keys) if keys else [])

    @classmethod
    def _complete(cls, model, records):
        for beside in _besides(cls, model):
            beside.put(records)
        return records

    def line(self) -> Line:
        """The line of this record."""
        record = self.record
        edtf = getattr(record, record.dated_by) if record.dated_by else ""
        day = getattr(record, f"{record.dated_by}_earliest", None)
        return Line(
            record=record,
            title=self.title(),
            url=record.get_absolute_url(),
            date=dated(edtf),
            year=f"{day.year:04}" if day else "",
            about=joined([said for said in self.about() if said], " · "),
            evidence=sentence_case(chosen(record, "evidence")),
        )

    def title(self) -> Text:
        """The title of the record."""
        return titled(self.record)

    def about(self):
        """Who, where and between which countries, as separate phrases; empty ones are left out."""
        return [translated(self.record, "summary")]


@cache
def _published(kind, model):
    """The query of the records of a type for their lines, with just the columns that these show."""
    days = (model.dated_by, f"{model.dated_by}_earliest") if model.dated_by else ()
    shown = columns(model, "slug", "evidence", *days, *_TITLES, *kind.shown)
    rows = model.objects.published().select_related(*kind.links).order_by().only(*shown)
    return Prepared(model, lambda keys: rows.filter(pk__in=keys))


@cache
def _besides(kind, model):
    """What stands beside the records of a type in their lines: its queries are put together once."""
    return [Beside(model, lookup) for lookup in kind.prefetches]


def named(people):
    """The names of a few people, and how many more there are."""
    people = list(people)
    shown = joined(titled(person) for person in people[:MOST_PEOPLE])
    more = len(people) - MOST_PEOPLE
    if more <= 0:
        return shown
    return escape(_("%(names)s and %(count)s more")) % {"names": shown, "count": more}


class PersonLine(LineOf):
    """A person with their country and offices."""

    shown = ("country",)
    prefetches = (
        Prefetch(
            "postings",
            Posting.objects.published()
            .select_related("organization")
            .only("person", *columns(Posting, "title"), *_named("organization", Organization)),
            to_attr="seen_postings",
        ),
    )

    def about(self):
        said = ((translated(p, "title"), titled(p.organization)) for p in self.record.seen_postings)
        offices = dict.fromkeys(joined(filter(None, parts)) for parts in said)
        return [country(self.record.country), joined(offices, "; ")]


class OrganizationLine(LineOf):
    """An organization with what it is and where."""

    shown = ("kind", "country", "host_country", *_named("place", Place))
    links = ("place",)

    def about(self):
        record = self.record
        return [
            sentence_case(chosen(record, "kind")),
            country(record.country),
            _("in %(country)s") % {"country": country(record.host_country)} if record.host_country else "",
            titled(record.place) if record.place else "",
        ]


class EventLine(LineOf):
    """An event with its kind, place and countries."""

    shown = ("kind", "countries", *_named("place", Place))
    links = ("place",)

    def about(self):
        record = self.record
        place = titled(record.place) if record.place else ""
        return [sentence_case(chosen(record, "kind")), place, countries(record.countries)]


class VisitLine(LineOf):
    """A visit with its direction, people and places."""

    shown = ("visitor_country", "host_country")
    prefetches = (
        Prefetch(
            "participations",
            Participation.objects.published("visit")
            .filter(role__in=("head_of_delegation", "visitor"))
            .select_related("person")
            .only("visit", "role", *_named("person", Person)),
            to_attr="travellers",
        ),
        Prefetch("places", Place.objects.only(*columns(Place, "name")), to_attr="seen_places"),
    )

    def about(self):
        record = self.record
        heads_first = sorted(self.record.travellers, key=lambda p: p.role != "head_of_delegation")
        return [
            direction(record.visitor_country, record.host_country),
            named(part.person for part in heads_first),
            joined(titled(place) for place in record.seen_places),
        ]


def direction(origin, goal):
    """From which country to which, as far as both are known."""
    return _direction(origin, goal, active())


@lru_cache(maxsize=4096)
def _direction(origin, goal, _language):
    ends = {"origin": country(origin), "goal": country(goal)}
    if origin and goal:
        return _("%(origin)s to %(goal)s") % ends
    return _("from %(origin)s") % ends if origin else _("to %(goal)s") % ends if goal else ""


class AgreementLine(LineOf):
    """An agreement with its kind, parties and place."""

    shown = ("kind", *_named("place", Place))
    links = ("place",)
    prefetches = (
        Prefetch(
            "parties",
            Party.objects.select_related("organization").only(
                "agreement", "country", *_named("organization", Organization, "status")
            ),
            to_attr="seen_parties",
        ),
    )

    def about(self):
        record = self.record
        parties = [
            country(p.country) if p.country else titled(p.organization)
            for p in record.seen_parties
            if p.country or public(p.organization)
        ]
        return [
            sentence_case(chosen(record, "kind")),
            joined(parties),
            titled(record.place) if record.place else "",
        ]


class TradeFigureLine(LineOf):
    """A trade figure with its amount and goods."""

    shown = ("exporter", "importer", "between", "amount", "currency", "goods")

    def about(self):
        return [money(self.record.amount, self.record.currency), translated(self.record, "goods")]


class SourceLine(LineOf):
    """A source with its kind, makers and language."""

    shown = ("kind", "authors", "publisher", "language")

    def about(self):
        record = self.record
        return [
            sentence_case(chosen(record, "kind")),
            record.authors,
            record.publisher,
            language_name(record.language) if record.language else "",
        ]


KINDS = {
    Person: PersonLine,
    Organization: OrganizationLine,
    Event: EventLine,
    Visit: VisitLine,
    Agreement: AgreementLine,
    TradeFigure: TradeFigureLine,
    Source: SourceLine,
}
