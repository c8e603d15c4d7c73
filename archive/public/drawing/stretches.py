"""What a date says about days: those that are certain, those that it may mean, and ends that nobody gives."""

import datetime
from dataclasses import dataclass

from archive import dates

FIRST, LAST = datetime.date.min, datetime.date.max
DAY = datetime.timedelta(days=1)


@dataclass(slots=True)
class Stretch:
    """Days, the last included: `known`; `soft`, which an uncertain date can mean; `near`, within what “about” allows;
    `open`, towards an end that is not given. Laid out, a rectangle."""

    kind: str
    first: datetime.date
    last: datetime.date
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


def is_known(date: str) -> bool:
    """Whether a date is known to the day, at both ends of an interval, without doubt or approximation."""
    dating = dates.parse(date)
    if dating.kind == "interval":
        return all(part and is_known(part.text) for part in dating.parts)
    return dating.kind == "date" and dating.precision == "day" and not (dating.approximate or dating.uncertain)


def bounded(first, last):
    """The days that a date can mean, None without one; an end that EDTF leaves open is none."""
    if first is None or last is None or first.year == FIRST.year or last.year == LAST.year:
        return None
    return first, last


def of_date(date: str) -> list[Stretch]:
    """The stretches of one EDTF date in order of time: `1992` is soft for a year, `1992-01-14` a known day."""
    dating = dates.parse(date)
    ends = [part and bounded(part.earliest, part.latest) for part in dating.parts]
    if dating.kind == "interval" and any(ends):
        sure = [bool(end) and is_known(part.text) for end, part in zip(ends, dating.parts, strict=True)]
        found = list(of_term(*ends, sure, (FIRST, LAST)))
    else:
        found = [Stretch("known" if is_known(date) else "soft", dating.earliest, dating.latest)]
    return [*_near(dating, found)]


def _near(dating, found):
    """The stretches with what lies about an approximate date, as far as the comparison of dates takes it to reach."""
    first, last = (_day(number) for number in dates.widened(dating))
    if first < found[0].first:
        yield Stretch("near", first, found[0].first - DAY)
    yield from found
    if last > found[-1].last:
        yield Stretch("near", found[-1].last + DAY, last)


def _day(number):
    return datetime.date.fromordinal(int(min(max(number, FIRST.toordinal()), LAST.toordinal())))


def of_term(since, until, sure, edges):
    """The stretches between two ends in order of time, none touching another.

    `since` and `until` are the first and last day that each can mean, None where it is not given; `sure` says of
    either whether it is known to the day; `edges` are the days to which an open end leads.
    """
    if since is None:
        yield Stretch("open", edges[0], max(until[0] - DAY, edges[0]))
        yield Stretch("known" if sure[1] else "soft", *until)
        return
    if until is None:
        yield Stretch("known" if sure[0] else "soft", *since)
        yield Stretch("open", min(since[1] + DAY, edges[1]), edges[1])
        return
    first = since[0] if sure[0] else since[1] + DAY
    last = until[1] if sure[1] else until[0] - DAY
    if first > last:
        yield Stretch("soft", since[0], max(since[1], until[1]))
        return
    if not sure[0]:
        yield Stretch("soft", *since)
    yield Stretch("known", first, last)
    if not sure[1]:
        yield Stretch("soft", *until)


def place(stretches, scale, tall) -> None:
    """Give stretches their places on a scale and the heights of their kinds; too thin ones push their followers on."""
    for stretch in stretches:
        stretch.x, stretch.width = (round(part, 1) for part in scale.span(stretch.first, stretch.last))
        stretch.height = tall[stretch.kind]
    for one, other in zip(stretches, stretches[1:], strict=False):
        end = one.x + one.width
        if other.x < end:
            other.width = round(max(other.x + other.width - end, 0), 1)
            other.x = round(end, 1)
