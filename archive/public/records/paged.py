"""What is linked to a record without bound, as lists that are turned a page at a time (see turning.py)."""

from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import Http404

from archive.models import Citation, Participation
from archive.models.participation import OnOccasion
from archive.public.filters import Counted, Place
from archive.public.filters.reaching import Order

# So many are counted; how many more there are is not said.
MOST_COUNTED = 500
# So many of the parts that a person has taken are put in order of time.
MOST_IN_TIME = 1_000


class Statements:
    """What readers see of the testimony of a source: what contradicts first, then record by record."""

    order = Order("rank", "pk", backwards=False, is_date=False)

    def __init__(self, source):
        self.rows = Citation.objects.of_source(source)

    def count(self) -> Counted:
        """How many there are, as far as that is cheap to tell."""
        return _counted(self.rows, MOST_COUNTED)

    def places(self, size, place=None, reverse=False, skipped=0) -> list[Place]:
        """The first so many from a place on, or (`reverse`) before it; its value is `rank.about`."""
        rows, found = self.rows.reverse() if reverse else self.rows, []
        for beyond in self._beyond(place, reverse):
            some = rows.filter(beyond)[skipped : skipped + size - len(found)].values_list("rank", "about", "pk")
            found += [Place(f"{rank}.{about}", key) for rank, about, key in some]
            if len(found) == size:
                break
        return found

    def _beyond(self, place, reverse) -> list[Q]:
        """Conditions, one after the other, of what comes after a place: each is one stretch of the index."""
        if place is None:
            return [Q()]
        sign, (rank, about) = "lt" if reverse else "gt", _numbers(place.value)
        return [
            Q(rank=rank, about=about, **{f"pk__{sign}": place.key}),
            Q(rank=rank, **{f"about__{sign}": about}),
            Q(**{f"rank__{sign}": rank}),
        ]


class Parts:
    """The published parts that a person has taken, in order of time; of very many, in the order of entry."""

    def __init__(self, person):
        days = Coalesce(*(f"{name}__{_dated_by(name)}_earliest" for name in OnOccasion.ARC))
        self.rows = Participation.objects.published().filter(person=person).order_by("pk").annotate(first=days)

    @cached_property
    def _first(self) -> list[Place]:
        """As many as are put in order, and one more where there are more."""
        return [Place(day, key) for day, key in self.rows.values_list("first", "pk")[: MOST_IN_TIME + 1]]

    @property
    def in_time(self) -> bool:
        """Whether they are so few that all are put in order of time."""
        return len(self._first) <= MOST_IN_TIME

    @property
    def order(self) -> Order:
        """By date, or by key."""
        return Order("first" if self.in_time else "pk", "pk", backwards=False, is_date=self.in_time)

    def count(self) -> Counted:
        """How many there are, as far as they are put in order."""
        return Counted(min(len(self._first), MOST_IN_TIME), self.in_time)

    def places(self, size, place=None, reverse=False, skipped=0) -> list[Place]:
        """The first so many from a place on, or (`reverse`) before it."""
        if self.in_time:
            return self._places_in_time(size, place, reverse, skipped)
        rows = self.rows.reverse() if reverse else self.rows
        if place:
            rows = rows.filter(**{f"pk__{'lt' if reverse else 'gt'}": place.key})
        return [Place("", key) for key in rows.values_list("pk", flat=True)[skipped : skipped + size]]

    def _places_in_time(self, size, place, reverse, skipped):
        found = sorted(self._first, key=_undated_last, reverse=reverse)
        if place:
            at = _undated_last(place)
            found = [one for one in found if (_undated_last(one) < at if reverse else _undated_last(one) > at)]
        return found[skipped : skipped + size]


def _undated_last(place):
    return place.value is None, place.value and place.value.isoformat(), place.key


def _dated_by(name):
    return Participation._meta.get_field(name).remote_field.model.dated_by


def _counted(rows, most):
    number = rows.order_by()[: most + 1].count()
    return Counted(min(number, most), number <= most)


def _numbers(written) -> tuple[int, int]:
    rank, _point, about = written.partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in (rank, about)):
        raise Http404
    return int(rank), int(about)
