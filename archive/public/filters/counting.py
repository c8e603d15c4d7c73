"""How many records answer, and under which headings they stand: for the numbers of lists and of their facets."""

from collections import Counter
from itertools import chain
from typing import NamedTuple

from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast

# So many records at most are looked at to say how many answer and what they are like; what goes on beyond them is
# said so.
MOST_COUNTED = 2_500


class Counted(NamedTuple):
    """How many records answer; where not all were looked at, there are more than `number`."""

    number: int
    is_all: bool = True


def rounded(number) -> int:
    """A number of which at least so many are there, in round figures."""
    unit = 100 if number >= 1000 else 10 if number >= 100 else 1
    return number // unit * unit


def count_each(readings) -> list[Counted]:
    """How many records answer to each of these, in a query or two."""
    unknown = [reading for reading in readings if reading.known is None]
    read_headings([reading for reading in unknown if reading.is_told_apart])
    many = [reading for reading in unknown if not reading.is_told_apart]
    counts = dict(_of_each(many)) if many else {}
    for number, reading in enumerate(many):
        reading.number = counts.get(str(number), 0)
    return [reading.known or reading.counted(reading.number) for reading in readings]


def read_headings(readings) -> None:
    """Read under which headings the records stand that each of these looks at, in one query."""
    readings = [reading for reading in readings if reading.by_headings is None]
    told = [[] for _reading in readings]
    for number, *row in _of_each(readings, "headings", "by_", "pk") if readings else ():
        told[int(number)].append(row)
    for reading, some in zip(readings, told, strict=True):
        # Thousands of records stand under a few hundred headings: their keys are counted as they are written.
        tally = Counter(chain.from_iterable(row[0].split() for row in some))
        reading.gathered = [(by, key) for _headings, by, key in some]
        reading.by_headings = {int(key): n for key, n in tally.items()}
        reading.number = len(some)


def _of_each(readings, *columns):
    """(which of these, as text, and its columns) of each record that they look at, or how many there are: one query."""
    parts = []
    for number, reading in enumerate(readings):
        # As a text: Django would make a number of it anew for each row.
        at = Value(str(number), output_field=CharField())
        rows = reading.looked_at.order_by().annotate(at_=at)
        if columns:
            parts.append(rows.annotate(by_=Cast(reading.ordered_by, CharField())).values_list("at_", *columns))
        else:
            parts.append(rows.values_list("at_").annotate(n_=Count("pk")))
    return parts[0].union(*parts[1:], all=True)
