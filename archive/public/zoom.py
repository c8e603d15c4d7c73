"""Closer and wider: the periods to which a drawing of time leads, as links that narrow or widen the choice."""

import datetime
from calendar import monthrange
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive import dates
from archive.templatetags.reading import active

# So many years are told apart as years, more as decades.
MOST_YEARS = 15


@dataclass(frozen=True, slots=True)
class Period:
    """A month, or whole years: as an address names them and in words."""

    since: str
    until: str

    @property
    def words(self) -> str:
        """The period in the reader's language."""
        return dates.words(self.since, active()) if self.since == self.until else f"{self.since}–{self.until}"


def years(first: int, last: int) -> Period | None:
    """A period of whole years; None where the calendar of the archive has none."""
    return Period(f"{first:04}", f"{last:04}") if first > 1 and last < 9999 else None


def month(number: int) -> Period | None:
    """A month by the number of months since the year 0."""
    return Period(*[f"{number // 12:04}-{number % 12 + 1:02}"] * 2) if years(number // 12, number // 12) else None


def closer(first: datetime.date, last: datetime.date, days) -> list[Period]:
    """The periods within these days in which something begins: decades of many years, years of few, months of one."""
    days = [day for day in days if first <= day <= last]
    span = last.year - first.year + 1
    if span > MOST_YEARS:
        found = [years(ten, ten + 9) for ten in sorted({day.year // 10 * 10 for day in days})]
    elif span > 1:
        found = [years(year, year) for year in sorted({day.year for day in days})]
    elif first.month < last.month:
        found = [month(number) for number in sorted({day.year * 12 + day.month - 1 for day in days})]
    else:
        found = []
    return [period for period in found if period]


def around(first: datetime.date, last: datetime.date) -> list[tuple[str, Period]]:
    """What lies before, behind and round a choice of these days, each with a word; a part of a month leads to it."""
    span = last.year - first.year + 1
    if (first.year, first.month) == (last.year, last.month):
        here = first.year * 12 + first.month - 1
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        found = (month(here - 1), month(here + 1), years(first.year, first.year) if whole else month(here))
    elif span == 1:
        ten = first.year // 10 * 10
        found = (years(first.year - 1, first.year - 1), years(first.year + 1, first.year + 1), years(ten, ten + 9))
    else:
        found = (years(first.year - span, first.year - 1), years(last.year + 1, last.year + span), None)
    words = (_("Earlier:"), _("Later:"), _("Wider:"))
    return [(word, period) for word, period in zip(words, found, strict=True) if period]
