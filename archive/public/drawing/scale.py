"""From days to places on a drawing of time: the scale, the words on its axis, and the stretches that it counts by."""

import datetime
from calendar import monthrange
from dataclasses import dataclass

from babel.dates import get_month_names

from archive.public.letters import length_of
from archive.templatetags.reading import locale

TEXT = 12.5  # the size of a label, in units of the drawing, which are CSS pixels at its natural width
LEAST = 3  # nothing is drawn thinner
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
# A column of a count is at least so wide, its room included.
_COLUMN = 7
_APART = 14  # between two texts of the axis
_INDENT = 4  # of a text behind its line
# Up to so many days the axis names days, up to so many months.
_DAYS, _MONTHS = 100, 1300
_DAY = datetime.timedelta(days=1)


@dataclass(slots=True)
class Tick:
    """A place on the axis with its text: a year, a month, a day."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of days that is counted as one, the last included; `since` and `until` name it in EDTF."""

    first: datetime.date
    last: datetime.date
    since: str
    until: str


class Scale:
    """Days to places: `first` begins at 0, `last` ends at `width`."""

    def __init__(self, first: datetime.date, last: datetime.date, width: float):
        self.first, self.last, self.width = first, last, width
        self.days = (last - first).days + 1

    def x(self, day: int) -> float:
        """The place of the beginning of a day, by its number (`date.toordinal`), held within the drawing."""
        return min(max((day - self.first.toordinal()) * self.width / self.days, 0), self.width)

    def true_span(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Left and right edge of a stretch of days, the last included."""
        return self.x(first.toordinal()), self.x(last.toordinal() + 1)

    def span(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Left edge and width of a stretch of days, the last included; never thinner than can be seen."""
        left, right = self.true_span(first, last)
        width = max(right - left, LEAST)
        return min(left, self.width - width), width

    def ticks(self) -> list[Tick]:
        """What is written on the axis: days, months or round years, the finest of which all stand apart."""
        fitting = (ticks for ticks in self._choices() if self._apart(ticks))
        ticks = next(fitting, [])
        return [tick for tick in ticks if tick.x + _INDENT + length_of(tick.text, TEXT) <= self.width]

    def bins(self) -> list[Bin]:
        """The stretches that are counted: months of few years, else years, or so many of them that a column is seen."""
        if self.days <= _MONTHS:
            return [Bin(day, _month_end(day), *[day.isoformat()[:7]] * 2) for day in self._months(1)]
        years = self.last.year + 1 - self.first.year
        step = next((step for step in STEPS if step * self.width / years >= _COLUMN), STEPS[-1])
        found = []
        for year in range(self.first.year // step * step, self.last.year + 1, step):
            since, until = max(year, self.first.year), min(year + step - 1, self.last.year)
            bounds = datetime.date(since, 1, 1), datetime.date(until, 12, 31)
            found.append(Bin(*bounds, f"{since:04}", f"{until:04}"))
        return found

    def _choices(self):
        if self.days <= _DAYS:
            for step in (1, 5, 10):
                yield [self._tick(day) for day in self._days(step)]
        if self.days <= _MONTHS:
            for step in (1, 3, 6):
                yield [self._tick(day) for day in self._months(step)]
        for step in STEPS:
            years = range(-(-max(self.first.year, 1) // step) * step, self.last.year + 1, step)
            days = (datetime.date(year, 1, 1) for year in years)
            yield [self._tick(day) for day in days if day >= self.first]

    def _apart(self, ticks):
        ends = (tick.x + length_of(tick.text, TEXT) + _APART for tick in ticks)
        return all(end <= following.x for end, following in zip(ends, ticks[1:], strict=False))

    def _tick(self, day):
        months = get_month_names("abbreviated", context="stand-alone", locale=locale())
        text = str(day.year) if day.month == 1 else months[day.month]
        if day.day > 1:
            text = str(day.day)
        elif day.month > 1 and day == self.first:
            text = f"{text} {day.year}"
        return Tick(text, round(self.x(day.toordinal()), 1))

    def _months(self, step):
        """The first days of months; of the first month the first day that is drawn."""
        numbers = range(self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month)
        months = (datetime.date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0)
        return (max(month, self.first) for month in months)

    def _days(self, step):
        days = [self.first + _DAY * number for number in range(self.days)]
        return (day for day in days if day.day == 1 or (day.day % step == 0 and day.day <= 30 - step // 2))


def _month_end(day):
    return day.replace(day=monthrange(day.year, day.month)[1])
