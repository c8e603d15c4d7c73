"""How what a filter set asks for is read: the rows of one page of its list, and how many there are in all."""

import math
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import get_language

from archive import search
from archive.models import LISTED, Facet
from archive.models.alphabet import order_column
from archive.public.filters.base import days_of_decade
from archive.public.filters.counting import MOST_COUNTED, Counted, count_each, read_headings
from archive.public.filters.looking import SOME, Looking
from archive.public.filters.reaching import PAGE, WORDS, Order, Part, Way, long_before
from archive.public.prepared import unseen

# Words that one of so many records holds are common.
COMMON = 40
# Of words so many keys are found while a page is read of what has more than the words.
MOST_FOUND = 25_000
# So many records at most are put in order for a page where an order could be read instead.
MOST_GATHERED = 5_000
_key = attrgetter("key")


class Place(NamedTuple):
    """Where in an ordered list a record stands: what it is ordered by (None where it has no date), and its key."""

    value: object
    key: int


class Reading(Looking):
    """Reads what a filter set asks for, in its order or another; `most` records are looked at to count them."""

    def __init__(self, asked, sorting="", most=MOST_COUNTED):
        self.asked = asked
        self.most = most
        self.model = asked.queryset.model
        self.sorting = sorting or asked.sorting
        # The keys of headings, and how many of the records looked at stand under each.
        self.by_headings: dict[int, int] | None = None
        self.number = 0
        # Of records that are all looked at what they are ordered by, as a text, and their keys.
        self.gathered: list[tuple[str | None, int]] = []

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing can answer: a value was not understood, or no record stands under a heading."""
        return not self.asked.is_valid() or any(not n for _key, n, _facet in self._under)

    @cached_property
    def _under(self):
        """(key, how many records, facet) of each heading that is asked for."""
        asked = filter(None, map(self.asked.heading_of, self.asked.chosen))
        headings = self.asked.headings
        return [(headings.key(*one), headings.records(*one), one[0]) for one in asked]

    @cached_property
    def _listed(self):
        """How many records stand under each heading that is asked for and has a row for each of its records."""
        return {key: records for key, records, facet in self._under if facet in LISTED}

    @cached_property
    def few(self) -> int:
        """So many records are found and put in order as fast as a page of as many is come upon along an order.

        Of what else is asked for each makes the page rarer, and the way to it longer.
        """
        total = self.asked.headings.total
        usual = math.isqrt(PAGE * total)
        # Of words that many hold it is not known how many do.
        known = [n if n <= self.most_looked_at or key != WORDS else max(n, total // 10) for n, key in self._ways]
        rare = math.prod(total / max(number, 1) for number in sorted(known)[1:])
        return max(min(int(usual * math.sqrt(max(rare, 1))), MOST_GATHERED), usual, SOME)

    @property
    def _is_middling(self) -> bool:
        """Whether many records hold the words, but so few that reading each would be slow to come upon a page of them.

        Then the keys of all are found, and no record is read that does not hold them.
        """
        common = max(self.asked.headings.total // COMMON, MOST_COUNTED)
        if len(self.asked.chosen) > 1:
            # What else is asked for makes the page rarer.
            common = max(common, MOST_FOUND)
        return common > self.most_looked_at and not search.holds_more(self.model, self.asked.chosen["q"], common)

    @cached_property
    def worded(self) -> list[int]:
        """The keys of records of any standing that the words find, as far as that matters here."""
        return search.found_among([self.model], self.asked.chosen["q"], {self.model: self.most_worded})[self.model]

    @property
    def most_worded(self) -> int:
        """So many at most of what the words find are looked for: as many mean that there may be more."""
        return self.most_looked_at + 1

    @cached_property
    def _ways(self):
        """(how many records, heading or words) of all that is asked for."""
        ways = [(records, key) for key, records, _facet in self._under]
        if "q" in self.asked.chosen:
            self.asked.worded = self.worded
            ways.append((len(self.worded), WORDS))
        return ways

    @cached_property
    def _fewest(self):
        """(how many records, heading or words) of what the fewest have, as far as it is known how many."""
        known = [one for one in self._ways if one[1] != WORDS or one[0] <= self.most_looked_at]
        return min(known, key=lambda one: one[0], default=(None, None))

    @cached_property
    def way(self) -> Way:
        """How the rows are reached: by what the fewest have, or along the order."""
        number, first = self._fewest
        listed = [(records, key) for key, records in self._listed.items()]
        if "q" in self.asked.chosen and first != WORDS:
            self.asked.is_middling = self._is_middling
        if listed and self._is_by_date and first != WORDS and number == min(listed)[0]:
            # The fewest stand in order already.
            return Way(min(listed)[1], False)
        if number is not None and number <= self.few:
            return Way(first, True)
        return Way(min(listed)[1] if listed and self._is_by_date else None, False)

    @property
    def _is_by_date(self):
        return bool(self.model.dated_by) and not self.sorting.endswith("title")

    @cached_property
    def order(self) -> Order:
        """The order of the list, by date or title; by date where a type has no title, by key without either."""
        backwards = self.sorting.startswith("-")
        if self._is_by_date and self.way.first and not self.way.gathers:
            return Order("listed__first", "listed__record", backwards, True)
        title = None if self._is_by_date else order_column(self.model, get_language())
        column = f"{self.model.dated_by}_earliest" if self._is_by_date else title or "pk"
        return Order(column, "pk", backwards, self._is_by_date, self.way.gathers)

    @property
    def ordered_by(self) -> str:
        """The column of the type itself that has what the list is ordered by."""
        return f"{self.model.dated_by}_earliest" if self.order.is_date else self.order.column

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the list in its order: each is read from one index."""
        rows, along = self._narrowed(self.way), self._along(self.way)
        if not self.order.is_date:
            return [Part(rows, along, self.order)]
        there, not_there = (Q(**{f"{self.order.column}__isnull": is_null}) for is_null in (False, True))
        parts = [Part(rows, along & there, self.order)]
        since = self.asked.chosen.get("since")
        if since and not self.way.gathers:
            parts = self._since(parts[0], since.earliest)
        if not {"since", "until", "decade"} & self.asked.chosen.keys():
            # What is gathered stands in no index.
            missing = "" if self.way.gathers else self.order.column
            undated = self.order._replace(column=self.order.key, missing=missing)
            parts.append(Part(rows, along & not_there, undated, is_dated=False))
        return parts

    def _since(self, part, day):
        """What may reach a day: few dates are long stretches that begin much before; all others begin not long ago."""
        start = long_before(day)
        main = part._replace(along=part.along & Q(**{f"{self.order.column}__gte": start}))
        key, records = self.asked.headings.key(Facet.LONG, ""), self.asked.headings.records(Facet.LONG, "")
        if not records:
            return [main]
        way = Way(key, False)
        before = Q(listed__first__lt=start)
        order = self.order._replace(column="listed__first", key="listed__record")
        long = Part(self._narrowed(way), self._along(way) & before, order)
        return [main, long] if self.order.backwards else [long, main]

    def _narrowed(self, way):
        """The rows; words that the condition on a heading asks for are not asked for twice."""
        return self.asked.narrowed(way, but="q" if self._has_words(way) else "")

    def _along(self, way) -> Q:
        """The condition on the heading along which the rows are read, with the days and the words as it has them."""
        if way.gathers or way.first is None:
            return Q()
        along = Q(**{f"listed__{name}": value for name, value in self._in_time(way.first).items()})
        return along & self.asked.held_by("listed__record") if self._has_words(way) else along

    def _has_words(self, way):
        """Whether keys tell what holds the words as the rows under a heading are read: before the records are."""
        return self.asked.is_middling and not way.gathers and way.first is not None

    def _in_time(self, heading) -> dict:
        """What is asked of the rows under a heading: the days are there too."""
        asked, chosen = {"heading": heading}, self.asked.chosen
        if "since" in chosen:
            asked["last__gte"] = chosen["since"].earliest
        if "until" in chosen:
            asked["first__lte"] = chosen["until"].latest
        if "decade" in chosen:
            asked["first__range"] = days_of_decade(chosen["decade"])
        return asked

    def places(self, size, place=None, reverse=False, skipped=0) -> list[Place]:
        """The first so many records of the list, after a place or (`reverse`) before it, from there, as places."""
        if self.is_empty:
            return []
        if self.asked.chosen and self.is_told_apart:
            return self._in_order(place, reverse)[skipped : skipped + size]
        return list(islice(self._walked(size + skipped, place, reverse), skipped, None))

    def _in_order(self, place, reverse) -> list[Place]:
        """All places after a place, or before it from there, of records that are all read to be counted."""
        read_headings([self])
        there = [Place(self.order.read(value), key) for value, key in self.gathered if value is not None]
        undated = [Place(None, key) for value, key in self.gathered if value is None]
        found = [*sorted(there, reverse=self.order.backwards), *sorted(undated, key=_key, reverse=self.order.backwards)]
        if place and reverse:
            found = [one for one in found if self.order.is_beyond(place, one)]
        elif place:
            found = [one for one in found if self.order.is_beyond(one, place)]
        return found[::-1] if reverse else found

    def _walked(self, size, place, reverse):
        left = size
        for part in reversed(self.parts) if reverse else self.parts:
            # What has no date stands after all that has one.
            if place and part.is_dated != (place.value is not None) and part.is_dated != reverse:
                continue
            condition = part.along
            if place and part.is_dated == (place.value is not None):
                condition &= part.order.beyond(place, reverse)
            # One condition for all that is asked of a heading: two calls of filter() would join twice.
            rows = part.order.of(part.rows.filter(condition), reverse)[:left]
            column = part.order.column if part.is_dated else part.order.key
            for value, key in rows.values_list(column, part.order.key):
                yield Place(value if part.is_dated else None, key)
                left -= 1
            if not left:
                return

    def first(self, size) -> list:
        """The first so many records themselves, in order."""
        rows = self.model.objects.published(is_known=True).defer(*unseen(self.model, but=["summary", "evidence"]))
        keys = [place.key for place in self.places(size)]
        return sorted(rows.filter(pk__in=keys), key=lambda record: keys.index(record.pk))

    def count(self) -> Counted:
        """How many records answer, exactly where that is known or few are to be looked at."""
        return count_each([self])[0]
