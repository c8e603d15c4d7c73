"""Terms of office as bars: known days dark, days that a term may or may not have had pale, an open end a thin line."""

import datetime
from dataclasses import dataclass, field
from typing import ClassVar

from archive.public.drawing import stretches
from archive.public.drawing.scale import TEXT, Scale, Tick
from archive.public.drawing.stretches import Stretch
from archive.public.letters import fitted, length_of

ROW = 40
# An end that nobody states is a line.
TALL = {"known": 10, "soft": 10, "open": 2}
YEARS = 20  # the band of the years, above
PAD = 8


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
    bars: list[Stretch] = field(default_factory=list)
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


def lay_out(terms, width, size) -> Terms:
    """A row for each term in the order given, on a scale of whole years that holds every stated day."""
    stated = [day for term in terms for end in (term.since, term.until) if end for day in end]
    since, until = min(stated).year, max(stated).year
    # An open end needs somewhere to lead to.
    since -= any(term.since is None for term in terms)
    until += any(term.until is None for term in terms)
    edges = datetime.date(since, 1, 1), datetime.date(until, 12, 31)
    scale = Scale(*edges, width)
    rows = []
    for number, term in enumerate(terms):
        row = Term(term.since, term.until, term.sure, term.label, term.words, term.url)
        _place(row, scale, edges, YEARS + PAD + number * ROW)
        rows.append(row)
    return Terms(width, YEARS + PAD + len(rows) * ROW, size, rows, scale.ticks(), since, until)


def _place(term, scale, edges, top):
    term.bars = list(stretches.of_term(term.since, term.until, term.sure, edges))
    stretches.place(term.bars, scale, TALL)
    for bar in term.bars:
        bar.y = round(top + 19 + (TALL["known"] - bar.height) / 2, 1)
    term.text = fitted(term.label, scale.width, TEXT)
    term.text_x = round(max(min(term.bars[0].x, scale.width - length_of(term.text, TEXT)), 0), 1)
    term.text_y = top + 13
