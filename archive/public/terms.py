"""Terms of office as bars: known days dark, days that a term may or may not have had pale, an open end a thin line."""

import datetime
from dataclasses import dataclass, field
from typing import ClassVar

from archive.public.drawing import TEXT, Scale, Tick, shortened

LETTER = 0.58 * TEXT  # of names, which have more capitals than titles
ROW = 40
TALL = 10
LINE = 2  # an end that nobody states
YEARS = 20  # the band of the years, above
PAD = 8
FIRST, LAST = datetime.date.min, datetime.date.max
DAY = datetime.timedelta(days=1)


@dataclass(slots=True)
class Bar:
    """A stretch of a term, its last day included: `known`, `soft` or `open`; laid out, a rectangle."""

    kind: str
    first: datetime.date
    last: datetime.date
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = TALL


@dataclass(slots=True)
class Term:
    """One office: (first, last) day that its beginning and its end can mean, None where nobody says; and its words.

    `sure` says of beginning and end whether they are known to the day.
    """

    since: tuple | None
    until: tuple | None
    sure: tuple[bool, bool]
    label: str
    words: str
    url: str
    bars: list[Bar] = field(default_factory=list)
    text: str = ""
    text_x: float = 0
    text_y: float = 0


@dataclass(slots=True)
class Terms:
    """The drawing, ready for the template."""

    width: int
    height: float
    size: str
    terms: list[Term]
    ticks: list[Tick]
    since: int
    until: int
    axis: float = YEARS
    shape: ClassVar[str] = "terms"

    @property
    def years_y(self) -> float:
        """The baseline of the years."""
        return 13


def bounded(first, last):
    """The days that a date can mean, None without one; an end that EDTF leaves open is none."""
    if first is None or last is None or first.year == FIRST.year or last.year == LAST.year:
        return None
    return first, last


def lay_out(terms, width, size) -> Terms:
    """A row for each term in the order given, on a scale of whole years that holds every stated day."""
    stated = [day for term in terms for end in (term.since, term.until) if end for day in end]
    since, until = min(stated).year, max(stated).year
    # An open end needs somewhere to lead to.
    since -= any(term.since is None for term in terms)
    until += any(term.until is None for term in terms)
    scale = Scale(since, until, width)
    edges = datetime.date(since, 1, 1), datetime.date(until, 12, 31)
    rows = []
    for number, term in enumerate(terms):
        row = Term(term.since, term.until, term.sure, term.label, term.words, term.url)
        _place(row, scale, edges, YEARS + PAD + number * ROW)
        rows.append(row)
    return Terms(width, YEARS + PAD + len(rows) * ROW, size, rows, scale.ticks(), since, until)


def _place(term, scale, edges, top):
    term.bars = list(stretches(term, edges))
    for bar in term.bars:
        bar.x, bar.width = (round(part, 1) for part in scale.span(bar.first, bar.last))
        bar.height = LINE if bar.kind == "open" else TALL
        bar.y = round(top + 19 + (TALL - bar.height) / 2, 1)
    _apart(term.bars)
    term.text = shortened(term.label, int(scale.width / LETTER))
    term.text_x = round(max(min(term.bars[0].x, scale.width - len(term.text) * LETTER), 0), 1)
    term.text_y = top + 13


def _apart(bars):
    """What is too thin to be seen is drawn wider; its neighbour then begins behind it."""
    for one, other in zip(bars, bars[1:], strict=False):
        end = one.x + one.width
        if other.x < end:
            other.width = round(max(other.x + other.width - end, 0), 1)
            other.x = round(end, 1)


def stretches(term, edges):
    """The stretches of a term in order of time, none touching another; `edges` are the days of the whole drawing."""
    if term.since is None:
        yield Bar("open", edges[0], max(term.until[0] - DAY, edges[0]))
        yield Bar("known" if term.sure[1] else "soft", *term.until)
        return
    if term.until is None:
        yield Bar("known" if term.sure[0] else "soft", *term.since)
        yield Bar("open", min(term.since[1] + DAY, edges[1]), edges[1])
        return
    first = term.since[0] if term.sure[0] else term.since[1] + DAY
    last = term.until[1] if term.sure[1] else term.until[0] - DAY
    if first > last:
        yield Bar("soft", term.since[0], max(term.since[1], term.until[1]))
        return
    if not term.sure[0]:
        yield Bar("soft", *term.since)
    yield Bar("known", first, last)
    if not term.sure[1]:
        yield Bar("soft", *term.until)
