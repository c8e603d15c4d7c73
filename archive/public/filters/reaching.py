"""How the records of a list are reached, so that a page costs the same in an archive of any size.

Where a filter leaves few records, they are found by it and put in order. Where every filter leaves many, the records
are looked through in the order of the list, from an index, until the page is full: there are enough of them. How many
a filter leaves is known from the headings, and of words by counting a little way.
"""

import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language

from archive.models import Listed
from archive.models.alphabet import order_column
from archive.models.heading import LONG
from archive.models.sets import Scanned

# So many records has a page of a list.
PAGE = 50


class Way(NamedTuple):
    """By what records are reached first, `words` or the key of a heading, and whether all of it is gathered.

    Without a first, what is gathered is found by what the database thinks best.
    """

    first: object = None
    gathers: bool = True


# Everything that answers, in no order: each filter by a set of its own.
ALL = Way()
WORDS = "words"
# Along an order, by whatever index serves; and records that are known by their keys, each asked by itself.
ALONG = Way(None, False)
KNOWN = Way("known", False)


def under(queryset, key, way):
    """The records of a queryset under a heading; what is reached first in order is for `along` to ask for."""
    if key is None:
        return queryset.none()
    rows = Listed.objects.filter(heading=key)
    if way == ALL or way == Way(key, True):
        return queryset.filter(pk__in=rows.values("record"))
    if way.first == key:
        return queryset
    return queryset.filter(Exists(rows.filter(record=OuterRef("pk"))))


def asked_of_each(queryset, **wanted):
    """The rows of which this holds, asked of each by itself: of no index, of which a database might think too much."""
    found = {}
    for path, value in wanted.items():
        column, sign, lookup = path.partition("__")
        queryset = queryset.alias(**{f"each_{column}": Scanned(F(column))})
        found[f"each_{column}{sign}{lookup}"] = value
    return queryset.filter(**found)


def ordered(queryset, sorting):
    """A whole list by date or title, `-` for backwards; by date where a type has no title, by key without either."""
    model, backwards = queryset.model, sorting.startswith("-")
    by_title = order_column(model, get_language()) if sorting.endswith("title") or not model.dated_by else None
    key = F(by_title or (f"{model.dated_by}_earliest" if model.dated_by else "pk"))
    # A title is never missing: told to put it last, SQLite would not read the index.
    last = None if by_title else True
    return queryset.order_by(
        key.desc(nulls_last=last) if backwards else key.asc(nulls_last=last), "-pk" if backwards else "pk"
    )


class Order(NamedTuple):
    """The order of a list: the column, and the key among equals; dates and numbers of keys, or titles.

    Of rows that lack what others are ordered by, `missing` is the column of that: their index has it first.
    """

    column: str
    key: str
    backwards: bool
    is_date: bool
    is_scanned: bool = False
    missing: str = ""

    def read(self, written):
        """What a record is ordered by, from the text that a database makes of it."""
        return datetime.date.fromisoformat(written) if self.is_date else written

    def is_beyond(self, one, other) -> bool:
        """Whether a place stands after another: what has no date stands last."""
        if (one.value is None) != (other.value is None):
            return one.value is None
        if one.value is None or self.column == self.key:
            one, other = one[1:], other[1:]
        return one < other if self.backwards else one > other

    def of(self, queryset, reverse=False):
        """The rows in this order, or from its end."""
        turned = self.backwards != reverse
        found = [Scanned(F(self.column)) if self.is_scanned else F(self.column), F(self.key)]
        if self.column == self.key:
            found = [F(self.missing), F(self.key)] if self.missing else found[1:]
        return queryset.order_by(*(one.desc() if turned else one.asc() for one in found))

    def beyond(self, place, reverse=False) -> Q:
        """The condition of what comes after a place, (value, key), in this order, or before it."""
        value, key = place
        sign = "lt" if self.backwards != reverse else "gt"
        if self.column == self.key:
            return Q(**{f"{self.key}__{sign}": key})
        further = Q(**{f"{self.column}__{sign}": value}) | Q(**{f"{self.key}__{sign}": key})
        # The first condition is what an index is read by.
        return Q(**{f"{self.column}__{sign}e": value}) & further


class Part(NamedTuple):
    """One part of a list in order: its rows, the condition on its headings, and its own order; undated ones by key."""

    rows: object
    along: Q
    order: Order
    is_dated: bool = True


def long_before(day) -> datetime.date:
    """The first day on which a date that is no long stretch can begin to still reach this one."""
    return day - datetime.timedelta(days=LONG) if day.toordinal() > LONG + 1 else datetime.date.min
