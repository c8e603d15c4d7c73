"""What the records of a type are listed under, as the archive keeps it: one query tells it for any number of types."""

from collections import defaultdict

from django.db import router
from django.db.models import Sum

from archive.models import Evidence, Facet, Heading, KeptOfRevision, PublishedRevision

# Of these there are too many to read for each list: pairs of countries, and places.
_MANY = (Facet.PAIR, Facet.PLACE)


class Headings:
    """The headings of one type: by facet and value their key and how many published records stand under each."""

    def __init__(self, rows):
        self._rows = {(facet, value): (pk, records) for pk, facet, value, records in rows}
        self._by_key = {pk: one for one, (pk, _records) in self._rows.items()}
        self._values, self._made = defaultdict(dict), {}
        for (facet, value), (_pk, records) in self._rows.items():
            if records:
                self._values[facet][value] = records

    def key(self, facet, value):
        """The key of a heading; None where no record ever stood under it."""
        return self._rows.get((facet, value), (None, 0))[0]

    def records(self, facet, value) -> int:
        """How many records stand under a heading."""
        return self._rows.get((facet, value), (None, 0))[1]

    def named(self, tally) -> list[tuple[str, str, int]]:
        """(facet, value, number) of the numbers of a tally by key; headings of which there are too many not."""
        return [(*self._by_key[key], n) for key, n in tally.items() if key in self._by_key]

    def values(self, facet) -> dict[str, int]:
        """The values of a facet that records have, with how many have each."""
        return self._values.get(facet, {})

    def once(self, what, make):
        """What `make()` gives, made once of these headings: pages ask the same of them until something is published."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    @property
    def total(self) -> int:
        """How many records are published: each is attested in one way."""
        return sum(self.records(Facet.EVIDENCE, value) for value in Evidence.values)


# What was read last of each type, and of so many foremost pairs, by database; with the published revision then.
_kept = KeptOfRevision()


def headings_of(models) -> dict[type, Headings]:
    """The headings of each of these types: read once for each published revision, by which they change."""
    alias, revision = router.db_for_read(Heading), PublishedRevision.current()
    found, missing = {}, []
    for model in models:
        kept = _kept.still((alias, model), revision)
        if kept is None:
            missing.append(model)
        else:
            found[model] = kept
    for model, headings in _read(missing).items():
        _kept[alias, model] = (revision, headings)
        found[model] = headings
    return found


def _read(models):
    """The headings of these types in one query."""
    found = defaultdict(list)
    if models:
        rows = Heading.objects.filter(type__in=[model.address for model in models]).exclude(facet__in=_MANY)
        for address, *row in rows.values_list("type", "pk", "facet", "value", "records"):
            found[address].append(row)
    return {model: Headings(found[model.address]) for model in models}


def totals() -> dict[str, int]:
    """How many records of each type are published, by the address of the type."""
    rows = Heading.objects.filter(facet=Facet.EVIDENCE).order_by().values_list("type")
    return dict(rows.annotate(n=Sum("records")))


def foremost_pairs(most) -> list[tuple[tuple[str, str], int]]:
    """The pairs of countries that most records join, with how many: (codes, number)."""
    # Tens of thousands of pairs are added up for it: once for each published revision, too.
    at, revision = (router.db_for_read(Heading), most), PublishedRevision.current()
    found = _kept.still(at, revision)
    if found is None:
        found = _summed_pairs(most)
        _kept[at] = revision, found
    return found


def _summed_pairs(most):
    rows = Heading.objects.filter(facet=Facet.PAIR, records__gt=0).order_by().values_list("value")
    summed = rows.annotate(n=Sum("records")).order_by("-n", "value")[:most]
    return [(tuple(value.split("; ")), n) for value, n in summed]


def at_places(models) -> dict[int, dict[type, int]]:
    """For each place, by its key, how many records of each of these types name it."""
    of_address, found = {model.address: model for model in models}, defaultdict(dict)
    rows = Heading.objects.filter(facet=Facet.PLACE, type__in=of_address, records__gt=0)
    for address, value, n in rows.values_list("type", "value", "records"):
        found[int(value)][of_address[address]] = n
    return {place: {model: numbers[model] for model in models if model in numbers} for place, numbers in found.items()}


def on_map(models) -> int:
    """How many records of these types name a place of known position."""
    rows = Heading.objects.filter(facet=Facet.LOCATED, type__in=[model.address for model in models])
    return rows.aggregate(n=Sum("records"))["n"] or 0
