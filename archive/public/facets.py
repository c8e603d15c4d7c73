"""Facets: what the records that were found are like, each value with how many there are, as links that narrow further.

A number says how many records the list behind its link has; nothing is counted that readers may not see.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from archive import dates
from archive.models import Evidence
from archive.public.filters.counting import MOST_COUNTED, read_headings
from archive.templatetags.reading import active, country, language_name, sentence_case
from archive.text import alphabetical

# So many values of a facet are offered, those of most records; decades are all offered.
MOST_SHOWN = 10
NAMES = ("country", "decade", "kind", "language", "evidence")


class Choice(NamedTuple):
    """One value of a facet: in words, how many records have it, and where these are listed."""

    words: str
    count: int
    url: str
    # Whether that is all of them, or there are more.
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class Facet:
    """One way in which the records found differ."""

    name: str
    label: str
    choices: list[Choice]


def facets(readings, total, link) -> list[Facet]:
    """The facets of what these filter sets, of one type or several, have found, in one query; `link(name, value)`.

    A facet that is chosen already, or that all records share, is left out; all are where too many were found.
    """
    if total.number <= 1 or is_too_many(readings, total):
        return []
    asked, found = [reading.asked for reading in readings], []
    offered = _of_whole(asked[0]) if len(asked) == 1 and not asked[0].chosen else _of_found(readings, total)
    for name in NAMES:
        free = [one for one in asked if name in one.filters and not one.data.get(name)]
        if not free or not (values := offered(name, free)):
            continue
        choices = [Choice(words, n, link(name, value)) for words, n, value in values]
        found.append(Facet(name, free[0].label(name) if len(free) == 1 else _label(name), choices))
    return found


def _of_whole(asked):
    """What a whole list offers: the same until something is published."""
    headings = asked.headings

    def offered(name, free):
        return headings.once(
            ("facet", name, active()), lambda: _values(name, headings.values(name), headings.total, _words(name, free))
        )

    return offered


def _of_found(readings, total):
    """What the records offer that were found."""
    counts = _counts(readings)
    return lambda name, free: _values(name, counts[name], total.number, _words(name, free))


def _values(name, counts, total, told):
    """(words, how many, value) of what a facet offers, in order."""
    # What all share narrows nothing; what has no source is nobody's way to look for something.
    left_out = {"", Evidence.NONE.value}
    tally = {value: n for value, n in counts.items() if value not in left_out and n < total}
    return [(told(value), n, value) for value, n in _in_order(name, tally, told)] if tally else []


def is_too_many(readings, total) -> bool:
    """Whether too many records were found to tell what they are like: that of a whole list is kept."""
    return any(one.asked.chosen for one in readings) and (not total.is_all or total.number > MOST_COUNTED)


def _label(name):
    """What a facet is called where it speaks of records of several types."""
    return {"country": _("Country"), "decade": _("Decade"), "language": _("Language of a source")}.get(
        name, _("Evidence")
    )


def _words(name, asked):
    """How a value of a facet is said."""
    if name in ("kind", "evidence"):
        labels = {value: label for one in asked for value, label in one.filters[name].extra["choices"]}
        return lambda value: sentence_case(labels.get(value, value))
    told = {"country": country, "language": lambda code: sentence_case(language_name(code)), "decade": decade_words}
    return told[name]


def decade_words(year) -> str:
    """A decade by its first year, in words: `1990s`."""
    return dates.words(f"{int(year) // 10:03}X", active())


def _in_order(name, tally, told):
    """The values with their numbers: decades as they came, others by number and then alphabet."""
    if name == "decade":
        return sorted(tally.items(), key=lambda pair: int(pair[0]))
    least = sorted(tally.values(), reverse=True)[:MOST_SHOWN][-1]
    shown = [pair for pair in tally.items() if pair[1] >= least]
    return sorted(shown, key=lambda pair: (-pair[1], _key(told(pair[0]), active())))[:MOST_SHOWN]


# The same few hundred words stand in order on every list.
_key = lru_cache(maxsize=4096)(alphabetical)


def _counts(readings) -> dict[str, Counter]:
    """How many records have each value of each facet."""
    found = defaultdict(Counter)
    read_headings([reading for reading in readings if reading.asked.chosen])
    for reading in readings:
        headings = reading.asked.headings
        if not reading.asked.chosen:
            for name in NAMES:
                found[name].update(headings.values(name))
            continue
        for name, value, n in headings.named(reading.by_headings):
            found[name][value] += n
    return found
