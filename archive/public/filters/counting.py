"""How many records answer, and under which headings they stand: for the numbers of lists and of their facets."""

from typing import NamedTuple

from django.db.models import Count, IntegerField, Value

# Of more records than these is not told what they are like: that would read them all for each page.
MOST_COUNTED = 5_000


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
        reading.number = counts.get(number, 0)
    return [reading.known or reading.counted(reading.number) for reading in readings]


def read_headings(readings) -> None:
    """Read under which headings the records stand that each of these looks at, in one query."""
    readings = [reading for reading in readings if reading.by_headings is None]
    for reading in readings:
        reading.by_headings = []
    for number, keys_of_headings, n in _of_each(readings, "headings") if readings else ():
        readings[number].by_headings.append((keys_of_headings, n))
    for reading in readings:
        reading.number = sum(n for _keys, n in reading.by_headings)


def _of_each(readings, *columns):
    """(which of these, its columns, how many records) in one query."""
    parts = []
    for number, reading in enumerate(readings):
        at = Value(number, output_field=IntegerField())
        rows = reading.looked_at.order_by().annotate(at_=at).values_list("at_", *columns)
        parts.append(rows.annotate(n_=Count("pk")))
    return parts[0].union(*parts[1:], all=True)
