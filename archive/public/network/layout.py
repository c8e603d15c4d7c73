"""The network as arcs: people one below the other, country by country, and a bow between any two who met."""

import math
from dataclasses import dataclass, field
from typing import ClassVar

from archive.public.drawing.scale import TEXT
from archive.public.letters import fitted, length_of

ROW = 20
HEAD = 30  # the line that names a country, with the space before it
DOT = 4
GAP = 8
LEAST, MOST = 1.0, 5.0  # widths of bows
# A bow reaches out at most so many times as far as it is tall.
WIDEST = 1.6
# A name takes at most this share of the width.
NAMES = 0.52


@dataclass(slots=True)
class Dot:
    """A person: the name, the page, the country's name; laid out, the middle of the dot and the name's end."""

    key: int
    label: str
    words: str
    url: str
    group: str
    x: float = 0
    y: float = 0
    text: str = ""


@dataclass(slots=True)
class Bow:
    """Two people who share so many records; laid out as a half ellipse (SVG path data)."""

    pair: tuple[int, int]
    count: int
    words: str
    path: str = ""
    width: float = LEAST


@dataclass(slots=True)
class Heading:
    """The name of a country above its people."""

    text: str
    y: float


@dataclass(slots=True)
class Arcs:
    """The drawing, ready for the template: all on one vertical line, names to its left, bows to its right."""

    size: str
    width: int
    height: float
    line: float
    dots: list[Dot] = field(default_factory=list)
    bows: list[Bow] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    shape: ClassVar[str] = "network"


def lay_out(dots, bows, width, size) -> Arcs:
    """Place the people of each country together, the countries in the order given, and bend the bows between them."""
    longest = max((length_of(dot.label, TEXT) for dot in dots), default=0)
    line = math.ceil(min(longest + GAP, width * NAMES))
    found = Arcs(size, width, 0, line)
    y, group = 0.0, None
    for dot in dots:
        if dot.group != group:
            group = dot.group
            found.headings.append(Heading(group, y + HEAD - 10))
            y += HEAD
        dot.x, dot.y = line, y + ROW / 2
        dot.text = fitted(dot.label, line - GAP, TEXT)
        found.dots.append(dot)
        y += ROW
    found.height = y + ROW / 2
    places = {dot.key: dot.y for dot in dots}
    most = max((bow.count for bow in bows), default=1)
    # The longest first, so that the short ones lie on top of them.
    for bow in sorted(bows, key=lambda b: -abs(places[b.pair[0]] - places[b.pair[1]])):
        _bend(bow, places, found, most)
        found.bows.append(bow)
    return found


def _bend(bow, places, drawing, most):
    """A half ellipse as tall as the two are apart; all of one shape, as wide as there is room for."""
    top, bottom = sorted(places[key] for key in bow.pair)
    tall = (bottom - top) / 2
    room = drawing.width - drawing.line - MOST - 2
    reach = tall * min(room / (drawing.height / 2), WIDEST)
    broadest = min(MOST, drawing.width / 170)
    bow.width = round(LEAST + (broadest - LEAST) * math.sqrt((bow.count - 1) / max(most - 1, 1)), 1)
    bow.path = f"M{drawing.line:g} {top:g}A{reach:.1f} {tall:.1f} 0 0 1 {drawing.line:g} {bottom:g}"
