"""The pages of a list: each begins where another ended, so that the last page is read as fast as the first.

`after` and `before` in an address are such places; `page` beside them only says which page that was when the link was
made. Alone it counts pages from the beginning, as far as that is cheap.
"""

import datetime
from dataclasses import dataclass

from django.http import Http404

from archive.public.filters import PAGE, Counted, Place

AFTER, BEFORE, NUMBER = "after", "before", "page"
# The parameters of an address that say which page of a list is asked for.
TURNING = (NUMBER, AFTER, BEFORE)
# What stands for the end of the list.
END = "end"
_MOST_NUMBER = 200
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Turned:
    """One page of a list: the keys of its records in order, which page it is as far as known, and where others begin.

    `previous`, `next` and `last` are the parameters of an address, None where there is no such page.
    """

    keys: list[int]
    count: Counted
    number: int | None = None
    pages: int | None = None
    previous: dict | None = None
    next: dict | None = None
    last: dict | None = None


def turned(reading, query) -> Turned:
    """The page that the parameters ask for; Http404 where there is none or no sense in them."""
    count = reading.count()
    number = _number(query.get(NUMBER))
    if BEFORE in query:
        return _before(reading, query[BEFORE], number, count)
    place = _place(query[AFTER], reading.order) if AFTER in query else None
    skipped = 0 if place else ((number or 1) - 1) * PAGE
    if not place and (number or 1) > _MOST_NUMBER:
        raise Http404
    found = reading.places(PAGE + 1, place, skipped=skipped)
    if not found and (place or skipped):
        raise Http404
    begins = not place and not skipped
    return _page(found[:PAGE], count, number or (None if place else 1), begins, ends=len(found) <= PAGE)


def _before(reading, written, number, count):
    """A page that ends before a place, or the last one."""
    is_last = written == END
    place = None if is_last else _place(written, reading.order)
    # The last page holds what is left when the pages before it are full.
    size = (count.number - 1) % PAGE + 1 if is_last and count.is_all else PAGE
    found = reading.places(size + 1, place, reverse=True)
    if not found:
        raise Http404
    begins = len(found) <= size
    return _page(found[:size][::-1], count, 1 if begins else number, begins, ends=is_last)


def _page(found, count, number, begins, ends):
    pages = -(-count.number // PAGE) if count.is_all else None
    if number and pages and number > pages:
        number = None
    last = {NUMBER: pages, BEFORE: END} if pages else {BEFORE: END}
    return Turned(
        keys=[place.key for place in found],
        count=count if count.is_all else Counted(max(count.number, len(found)), ends and begins),
        number=number,
        pages=pages,
        previous=None if begins else _beside(found[0], BEFORE, number and number - 1),
        next=None if ends else _beside(found[-1], AFTER, number and number + 1),
        last=None if ends else last,
    )


def _beside(place, name, number):
    value = place.value.isoformat() if isinstance(place.value, datetime.date) else place.value or ""
    if number == 1:
        return {}
    return ({NUMBER: number} if number else {}) | {name: f"{value}~{place.key}"}


def _number(written):
    """The number of a page; None where none is written, Http404 where it is none."""
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10 and int(written)):
        raise Http404
    return int(written)


def _place(written, order) -> Place:
    value, sign, key = written[:_LONGEST].rpartition("~")
    if not (sign and key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    if not order.is_date:
        return Place(value, int(key))
    try:
        return Place(datetime.date.fromisoformat(value) if value else None, int(key))
    except ValueError:
        raise Http404 from None
