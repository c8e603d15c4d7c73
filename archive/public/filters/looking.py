"""Which records are looked at to say how many answer and what they are like: all, or some of more than a bound."""

from functools import cached_property

from django.db.models import Q

from archive.models import Facet, Listed
from archive.models.sets import KeyList
from archive.public.filters.base import days_of_decade
from archive.public.filters.counting import MOST_COUNTED, Counted, rounded
from archive.public.filters.reaching import ALONG, KNOWN, WORDS, long_before

# As many as are counted: what goes on beyond them is said so.
MOST_LOOKED_AT = MOST_COUNTED
# Where not all are looked at, so many are, or half as many as would be: each of them is a row to be read.
SOME = 1_000


class Looking:
    """Looks at records that answer to what a filter set asks for (see reading.py, which says how they are reached)."""

    @property
    def most_looked_at(self) -> int:
        """So many records are looked at, at most."""
        return min(self.most, MOST_LOOKED_AT)

    @property
    def is_told_apart(self) -> bool:
        """Whether all that may answer are looked at: then their headings are read as they are counted, for facets."""
        return self.is_empty or self.reaches_all or len(self._first) <= self.most_looked_at

    @property
    def reaches_all(self) -> bool:
        """Whether so few have what is gathered that they need not be cut off."""
        return self.way.gathers and (self._fewest[0] or 0) <= self.most_looked_at

    @property
    def known(self) -> Counted | None:
        """How many records answer where no query is needed to tell."""
        chosen = self.asked.chosen
        if self.is_empty or ("q" in chosen and not self.worded):
            return Counted(0)
        if not chosen:
            return Counted(self.asked.headings.total)
        if len(chosen) == len(self._under) == 1:
            return Counted(self._under[0][1])
        if not self.is_told_apart and self._is_found_in_time:
            return Counted(rounded(self.most_looked_at), False)
        return None

    @property
    def _is_found_in_time(self):
        """Whether what is found first has all that is asked for: days alone, or a heading and days."""
        left = len(self.asked.chosen.keys() - {"since", "until", "decade"})
        return not left or (left == len(self._under) == 1 and self.way.first is not None and not self.way.gathers)

    def counted(self, number) -> Counted:
        """What it means that so many answer of those that are looked at."""
        return Counted(number) if self.is_told_apart else Counted(rounded(min(number, self.most_looked_at)), False)

    @property
    def looked_at(self):
        """The records that answer, in no order; where each filter leaves many, those among the first of one."""
        if self.is_empty or self.reaches_all:
            return self.asked.narrowed(self.way)
        found = KeyList(self._first if self.is_told_apart else self._first[: min(SOME, self.most_looked_at // 2)])
        if not self._under and "q" not in self.asked.chosen:
            return self.model.objects.published(is_known=True).filter(pk__in=found)
        # What the words have found is not asked for them again.
        is_worded = self._first_by == WORDS
        way = self.way if self._first_by == self.way.first else KNOWN
        return self.asked.narrowed(way, is_known=True, but="q" if is_worded else "").filter(pk__in=found)

    @property
    def _first(self) -> list[int]:
        """The keys of the first that one filter leaves, one more than are looked at where it leaves more."""
        return self._found_first[0]

    @property
    def _first_by(self):
        """By what these were found: words, or the key of the heading along which the list is read."""
        return self._found_first[1]

    @cached_property
    def _found_first(self):
        most, chosen = self.most_looked_at + 1, self.asked.chosen
        if self.way.first in self._listed:
            some = self._under_heading(most)
            if self.way.gathers:
                return some, None
            if len(some) < most or "q" not in chosen:
                return some, self.way.first
        if "q" in chosen and not self.way.gathers:
            return self.worded[:most], WORDS
        return (self._with_rarest(most) if self._under else self._of_days(most)), None

    def _under_heading(self, most) -> list[int]:
        """The keys of so many records under the heading by which the list is read, of the days asked for."""
        rows, since = Listed.objects.filter(**self._in_time(self.way.first)), self.asked.chosen.get("since")
        keys = rows.values_list("record", flat=True)
        if since:
            # Few are long stretches that began long before: these are looked for where the others are not enough.
            begun = list(keys.filter(first__gte=long_before(since.earliest))[:most])
            if len(begun) == most:
                return begun
        return list(keys[:most])

    def _of_days(self, most) -> list[int]:
        """The keys of so many records of the days asked for."""
        # What begins within them answers, which the index of dates alone tells.
        begun, chosen, column = Q(), self.asked.chosen, f"{self.model.dated_by}_earliest"
        if "since" in chosen:
            begun &= Q(**{f"{column}__gte": chosen["since"].earliest})
        if "until" in chosen:
            begun &= Q(**{f"{column}__lte": chosen["until"].latest})
        if "decade" in chosen:
            begun &= Q(**{f"{column}__range": days_of_decade(chosen["decade"])})
        found = self.model.objects.published().filter(begun).order_by(column).values_list("pk", flat=True)[:most]
        return found if len(found) == most else [place.key for place in self._walked(most, None, reverse=False)]

    def _with_rarest(self, most) -> list[int]:
        """The keys of so many records of the days asked for that have what the fewest have."""
        _number, rarest = min((n, key) for key, n, _facet in self._under)
        asked = self.asked
        name = next(n for n in asked.chosen if (one := asked.heading_of(n)) and asked.headings.key(*one) == rarest)
        asked.way = ALONG
        found = []
        for condition in self._beginnings():
            some = asked.narrowed_by(name, asked.queryset).filter(condition).order_by()
            found += some.values_list("pk", flat=True)[: most - len(found)]
        return found

    def _beginnings(self) -> list[Q]:
        """Conditions of which one holds for each record of the days asked for: on which days its date begins.

        What began long before the first day is a long stretch, or ended before it.
        """
        chosen, column = self.asked.chosen, f"{self.model.dated_by}_earliest"
        within = Q()
        if "decade" in chosen:
            within &= Q(**{f"{column}__range": days_of_decade(chosen["decade"])})
        if "until" in chosen:
            within &= Q(**{f"{column}__lte": chosen["until"].latest})
        if "since" not in chosen:
            return [within]
        start = long_before(chosen["since"].earliest)
        main = within & Q(**{f"{column}__gte": start})
        headings = self.asked.headings
        if not headings.records(Facet.LONG, ""):
            return [main]
        long = Listed.objects.filter(heading=headings.key(Facet.LONG, ""), first__lt=start)
        return [main, within & Q(pk__in=long.values("record"))]
