"""Trade laid out as small multiples: a panel for each direction and currency, a column for each figure of a year."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from archive.public.drawing.scale import STEPS, TEXT, Tick
from archive.public.letters import SERIF, fitted, length_of

NAME = 14  # the size of a heading
NARROWEST = 300  # a panel; as many stand beside each other as there is room for
WIDEST = 520
GAP = 36
HEADING, UNIT, PLOT, YEARS = 18, 36, 100, 20
TOP = UNIT + TEXT + 8  # where the tallest column's number has its room
TALL = TOP + PLOT + YEARS + 22
WIDEST_COLUMN = 28
LEAST = 3  # no column is thinner; so narrow figures of one year become one span from the least to the most
LEAST_TALL = 1.5
APART = 40  # between the middles of written years
MOST_WRITTEN = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """What was traded in a year: whether that is the whole year and certain, in words, and the number in brief."""

    year: int
    amount: Decimal
    sharp: bool
    words: str
    brief: str
    url: str


@dataclass(slots=True)
class Bar:
    """A column: one figure from the base up, or, without an address, a span from the least to the most of a year."""

    year: int
    x: float
    y: float
    width: float
    height: float
    sharp: bool
    words: str
    brief: str
    url: str
    text: str = ""
    text_x: float = 0
    text_y: float = 0


@dataclass(slots=True)
class Panel:
    """One direction in one currency: what it is, its unit, its figures; laid out, its place, columns and years."""

    heading: str
    unit: str
    figures: list[Figure]
    x: float = 0
    y: float = 0
    width: float = 0
    bars: list[Bar] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The right edge."""
        return round(self.x + self.width, 1)

    @property
    def heading_y(self) -> float:
        """The baseline of the heading."""
        return self.y + HEADING

    @property
    def unit_y(self) -> float:
        """The baseline of the unit."""
        return self.y + UNIT

    @property
    def base(self) -> float:
        """Where columns stand: nothing."""
        return self.y + TOP + PLOT

    @property
    def years_y(self) -> float:
        """The baseline of the years."""
        return self.base + 15


@dataclass(slots=True)
class Multiples:
    """The drawing, ready for the template. All panels have the same years, and those of a unit the same scale."""

    width: int
    height: float
    size: str
    panels: list[Panel]
    since: int
    until: int
    shape: ClassVar[str] = "trade"


def lay_out(panels, width, size) -> Multiples:
    """Place panels on a drawing `width` units wide; the years are those of the figures, the latest where too many."""
    beside = max(1, min((width + GAP) // (NARROWEST + GAP), len(panels)))
    room = round(min((width - GAP * (beside - 1)) / beside, WIDEST), 1)
    years = {figure.year for panel in panels for figure in panel.figures}
    until = max(years)
    since = max(min(years), until + 1 - int(room / LEAST))
    most = defaultdict(Decimal)
    for panel in panels:
        most[panel.unit] = max(most[panel.unit], *(figure.amount for figure in panel.figures))
    placed = []
    for number, panel in enumerate(panels):
        row, column = divmod(number, beside)
        here = Panel(fitted(panel.heading, room, NAME, SERIF), fitted(panel.unit, room, TEXT), panel.figures)
        here.x, here.y, here.width = round(column * (room + GAP), 1), row * TALL, room
        _fill(here, since, until, most[panel.unit])
        placed.append(here)
    return Multiples(width, -(-len(panels) // beside) * TALL, size, placed, since, until)


def _fill(panel, since, until, most):
    room = panel.width / (until + 1 - since)
    by_year = defaultdict(list)
    for figure in panel.figures:
        if figure.year >= since:
            by_year[figure.year].append(figure)
    for year, figures in sorted(by_year.items()):
        panel.bars += _bars(figures, panel, panel.x + (year - since) * room, room, most)
    _write(panel)
    panel.ticks = _ticks(panel, since, until, room)


def _bars(figures, panel, left, room, most):
    """The columns of a year, side by side in its room; one span where they would be too thin."""
    wide = min(max(room * 0.8, LEAST), WIDEST_COLUMN, room)
    each, left = wide / len(figures), left + (room - wide) / 2
    if each < LEAST and len(figures) > 1:
        yield _span(figures, panel, left, wide, most)
        return
    for number, figure in enumerate(figures):
        tall = _tall(figure.amount, most)
        yield Bar(
            figure.year, round(left + number * each, 1), round(panel.base - tall, 1),
            round(each - (0.8 if len(figures) > 1 else 0), 1), round(tall, 1), figure.sharp, figure.words,
            figure.brief, figure.url,
        )  # fmt: skip


def _span(figures, panel, left, wide, most):
    least, top = (pick(figures, key=lambda f: f.amount) for pick in (min, max))
    tall = _tall(top.amount, most)
    height = max(tall - _tall(least.amount, most), LEAST_TALL)
    words = f"{least.words} – {top.words} ({len(figures)})"
    y = panel.base - max(tall, height)
    return Bar(top.year, round(left, 1), round(y, 1), round(wide, 1), round(height, 1), False, words, top.brief, "")


def _tall(amount, most):
    return max(float(amount / most) * PLOT, LEAST_TALL) if most else LEAST_TALL


def _write(panel):
    """Write above a column its number where there is room: the largest, the last and the first before the others."""
    bars = sorted(panel.bars, key=lambda bar: bar.y)
    first = [*bars[:1], *panel.bars[-1:], *panel.bars[:1], *bars]
    taken = [(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in panel.bars]
    tried, written = set(), 0
    for bar in first:
        if written == MOST_WRITTEN or id(bar) in tried:
            continue
        tried.add(id(bar))
        half = length_of(bar.brief, TEXT) / 2 + 1
        middle = min(max(bar.x + bar.width / 2, panel.x + half), panel.right - half)
        box = (middle - half, bar.y - TEXT - 2, middle + half, bar.y - 0.5)
        if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            bar.text, bar.text_x, bar.text_y = bar.brief, round(middle, 1), round(bar.y - 4, 1)
            taken.append(box)
            written += 1


def _ticks(panel, since, until, room):
    step = next((s for s in STEPS if s * room >= APART), STEPS[-1])
    rounded = range(-(-since // step) * step, until + 1, step)
    middles = [(year, panel.x + (year - since + 0.5) * room) for year in rounded]
    half = length_of("0000", TEXT) / 2
    return [Tick(str(y), round(x, 1)) for y, x in middles if panel.x <= x - half and x + half <= panel.right] or [
        Tick(str(until), round(min(max(panel.x + (until - since + 0.5) * room, panel.x + half), panel.right - half), 1))
    ]
