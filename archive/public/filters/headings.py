"""What the records of a type are listed under, as the archive keeps it: one query tells it for any number of types."""

from collections import defaultdict

from archive.models import Evidence, Facet, Heading


class Headings:
    """The headings of one type: by facet and value their key and how many published records stand under each."""

    def __init__(self, rows):
        self._rows = {(facet, value): (pk, records) for pk, facet, value, records in rows}
        self._by_key = {pk: one for one, (pk, _records) in self._rows.items()}

    def key(self, facet, value):
        """The key of a heading; None where no record ever stood under it."""
        return self._rows.get((facet, value), (None, 0))[0]

    def records(self, facet, value) -> int:
        """How many records stand under a heading."""
        return self._rows.get((facet, value), (None, 0))[1]

    def of_key(self, key) -> tuple[str, str]:
        """(facet, value) of a heading."""
        return self._by_key[key]

    def values(self, facet) -> dict[str, int]:
        """The values of a facet that records have, with how many have each."""
        return {value: n for (name, value), (_pk, n) in self._rows.items() if name == facet and n}

    @property
    def total(self) -> int:
        """How many records are published: each is attested in one way."""
        return sum(self.records(Facet.EVIDENCE, value) for value in Evidence.values)


def headings_of(models) -> dict[type, Headings]:
    """The headings of each of these types, in one query."""
    found = defaultdict(list)
    rows = Heading.objects.filter(type__in=[model.address for model in models])
    for address, *row in rows.values_list("type", "pk", "facet", "value", "records"):
        found[address].append(row)
    return {model: Headings(found[model.address]) for model in models}
