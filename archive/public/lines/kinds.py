"""What stands under the title in the line of each type of record, and what that takes to fetch."""

from functools import lru_cache

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
from archive.public.lines.base import LineOf, called
from archive.public.prepared import columns
from archive.reader import active
from archive.templatetags.reading import (
    chosen,
    countries,
    country,
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
            .only("person", *columns(Posting, "title"), *called("organization", Organization)),
            to_attr="seen_postings",
        ),
    )

    def about(self):
        said = ((translated(p, "title"), titled(p.organization)) for p in self.record.seen_postings)
        offices = dict.fromkeys(joined(filter(None, parts)) for parts in said)
        return [country(self.record.country), joined(offices, "; ")]


class OrganizationLine(LineOf):
    """An organization with what it is and where."""

    shown = ("kind", "country", "host_country", *called("place", Place))
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

    shown = ("kind", "countries", *called("place", Place))
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
            .only("visit", "role", *called("person", Person)),
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

    shown = ("kind", *called("place", Place))
    links = ("place",)
    prefetches = (
        Prefetch(
            "parties",
            Party.objects.select_related("organization").only(
                "agreement", "country", *called("organization", Organization, "status")
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
