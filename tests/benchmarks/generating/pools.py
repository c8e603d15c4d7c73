"""What is stored that new records link to and name: by country, and people by the time in which they lived."""

import bisect
from collections import defaultdict
from dataclasses import dataclass

from archive.models import Event, Organization, Person, Place, Source, Status, Visit
from archive.models.sets import blank
from tests.benchmarks.generating.drawing import Draw

# So many visits at most are those in which agreements were signed.
_SIGNED_DURING = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """Something stored: its key and slug, and what it is called in three languages (of a source: its language)."""

    model: type
    pk: int
    slug: str
    called: tuple[str, str, str]

    @property
    def row(self):
        """The row to link to, without what else is stored of it."""
        found = blank(self.model)
        found.pk, found.slug = self.pk, self.slug
        return found


class Pools:
    """Everything that a record may link to; what a type needs is looked up when it is asked for."""

    def __init__(self, seed):
        self.seed = seed

    def load_sources(self):
        """Sources in the order in which they are cited, most cited first; those not published apart."""
        rows = Source.objects.order_by("pk").values_list("pk", "slug", "language", "status")
        self.sources, self.hidden_sources = [], []
        for pk, slug, language, status in rows:
            some = self.sources if status == Status.PUBLISHED else self.hidden_sources
            some.append((Known(Source, pk, slug, ("", "", "")), language))

    def load_places(self):
        """Places by country."""
        self.places = _by_country(Place)

    def load_organizations(self):
        """Organizations by country."""
        self.organizations = _by_country(Organization)

    def load_people(self):
        """People by country, in the order of the years in which they were active."""
        self.people = _by_country(Person)
        self.eras = {}
        for code, people in self.people.items():
            years = {known.pk: era(self.seed, number_of(known.slug)) for known in people}
            people.sort(key=lambda known: years[known.pk])  # noqa: B023
            self.eras[code] = [years[known.pk] for known in people]

    def load_occasions(self):
        """Events, and visits during which agreements were signed."""
        self.events = _called(Event, "title", "pk")
        self.visits = _called(Visit, "title", "pk", most=_SIGNED_DURING)

    def person(self, draw, country, year):
        """Somebody of this country who was active about this year; None where nobody is known."""
        people = self.people.get(country)
        if not people:
            return None
        at = bisect.bisect(self.eras[country], year) + int(draw.gauss(0, 3))
        return people[min(max(at, 0), len(people) - 1)]

    def some_sources(self, draw, count, whole):
        """Different sources, the first of them published; where not `whole`, now and then one that is not."""
        found = {}
        for _time in range(count):
            hidden = self.hidden_sources if not whole and draw.random() < 0.02 else ()
            source = draw.choice(hidden) if hidden else self.sources[draw.rank(len(self.sources))]
            found.setdefault(source[0].pk, source)
        return list(found.values())


def era(seed, number) -> int:
    """The year about which the person with this number was active."""
    return Draw(seed, "era", number).year()


def number_of(slug) -> int:
    """The number with which a generated slug ends."""
    return int(slug.rpartition("-")[2])


def _called(model, stem, order, *more, most=None):
    rows = model._base_manager.filter(slug__regex="-[0-9]+$").order_by(order)[:most]
    names = (f"{stem}_en", f"{stem}_az", f"{stem}_es")
    found = []
    for pk, slug, en, az, es, *rest in rows.values_list("pk", "slug", *names, *more):
        first = en or az or es
        known = Known(model, pk, slug, (en or first, az or first, es or first))
        found.append((known, *rest) if more else known)
    return found


def _by_country(model):
    found = defaultdict(list)
    for known, country in _called(model, "name", "pk", "country"):
        found[country].append(known)
    return found
