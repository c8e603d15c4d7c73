"""Drawings of time, laid out on the server: lanes of marks above and below one axis, in the units of the page."""

import datetime
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import ClassVar

from archive.public.drawing import columns, stretches
from archive.public.drawing.columns import Column
from archive.public.drawing.scale import TEXT, Bin, Scale, Tick
from archive.public.drawing.stretches import Stretch
from archive.public.letters import SERIF, fitted, length_of

NAME = 14  # the size of a lane's name
ROW = 17
AXIS = 22  # the band of the years
HEAD = 26  # the line that names a lane, with the space before it
GAP = 5
MOST_ROWS = 9
LONGEST, SHORTEST = 0.34, 170  # a label, as a share of the width, and what it always may have
LABELLED = (1, 0.8, 0.6, 0.4, 0.2, 0)  # shares of the marks that get a label, tried in this order
# What is known stands up, what is not lies flat.
TALL = {"known": 12, "soft": 8, "near": 8, "open": 2}


@dataclass(slots=True)
class Mark:
    """One dated thing: the days it can mean, as a whole and one by one, and its words.

    `sharp` says whether they are known; without `bars` they are one stretch, known or soft.
    """

    first: datetime.date
    last: datetime.date
    sharp: bool
    label: str
    words: str
    url: str
    weight: int = 0
    bars: list[Stretch] = field(default_factory=list)
    # Laid out: the mark's left edge, width and middle, and its label's place ("" where there is no room for one).
    x: float = 0
    width: float = 0
    y: float = 0
    text: str = ""
    text_x: float = 0
    anchor: str = "start"

    @property
    def text_y(self) -> float:
        """The baseline of the label."""
        return round(self.y + TEXT * 0.34, 1)

    @property
    def tall(self) -> float:
        """The height of the mark."""
        return max(bar.height for bar in self.bars)

    @property
    def top(self) -> float:
        """The upper edge of the mark."""
        return min(bar.y for bar in self.bars)


@dataclass(slots=True)
class Lane:
    """Marks of one kind under their name; a lane lies above the axis or below it.

    `days` are the first days of a lane that is counted only, `until` is its last; `closer` gives the address of a
    counted stretch.
    """

    name: str
    marks: list[Mark]
    above: bool = True
    days: list[datetime.date] = field(default_factory=list)
    closer: Callable[[Bin], str] | None = None
    until: datetime.date | None = None
    name_y: float = 0
    height: float = 0
    columns: list[Column] = field(default_factory=list)
    # So many of those that are counted began before the drawing, and have no column.
    earlier: int = 0


@dataclass(slots=True)
class Drawing:
    """A drawing of time, ready for the template: everything has its place."""

    width: int
    height: float
    axis: float
    lanes: list[Lane]
    ticks: list[Tick]
    first: datetime.date
    last: datetime.date
    size: str = ""
    shape: ClassVar[str] = "time"

    @property
    def counted(self) -> bool:
        """Whether some lane was too full for single marks."""
        return any(lane.columns for lane in self.lanes)

    @property
    def earlier(self) -> int:
        """How many began before the drawing and are in none of its columns."""
        return sum(lane.earlier for lane in self.lanes)

    @property
    def ground(self) -> float:
        """The lower edge of the band of years."""
        return self.axis + AXIS

    @property
    def years_y(self) -> float:
        """The baseline of the years."""
        return self.axis + 15.5


def draw(lanes: list[Lane], first: datetime.date, last: datetime.date, width: int, size: str = "") -> Drawing:
    """Lay out lanes over these days on a drawing `width` units wide.

    Lanes above the axis are given from the outermost inwards, those below from the innermost outwards.
    """
    scale = Scale(first, last, width)
    lanes = [_copy(lane) for lane in lanes if lane.marks or lane.days]
    for lane in lanes:
        _fill(lane, scale)
    axis = sum(lane.height for lane in lanes if lane.above)
    _stack([lane for lane in lanes if lane.above][::-1], axis, -1)
    bottom = _stack([lane for lane in lanes if not lane.above], axis + AXIS, 1)
    return Drawing(width, round(bottom, 1), axis, lanes, scale.ticks(), first, last, size)


def _copy(lane):
    marks = [Mark(m.first, m.last, m.sharp, m.label, m.words, m.url, m.weight, m.bars) for m in lane.marks]
    return Lane(lane.name, marks, lane.above, lane.days, lane.closer)


def _stack(lanes, edge, way):
    """Move lanes from their own heights, counted from the axis outwards, to places on the drawing; the outer edge.

    A lane's name stands at its upper edge: beyond the marks above the axis, before them below it.
    """
    for lane in lanes:
        inner = edge if way < 0 else edge + HEAD
        for mark in lane.marks:
            mark.y = round(inner + way * mark.y, 1)
            for bar in mark.bars:
                bar.y = round(mark.y - bar.height / 2, 1)
        for column in lane.columns:
            column.y = round(inner + way * 4 - (column.height if way < 0 else 0), 1)
            column.text_y = round(column.y - 4 if way < 0 else column.y + column.height + 12, 1)
        lane.name_y = round((edge + way * lane.height if way < 0 else edge) + 18, 1)
        edge += way * lane.height
    return edge


def _fill(lane, scale):
    """Give every mark of a lane a row where it touches no other: with labels, else without, else counted."""
    lane.name = fitted(lane.name, scale.width, NAME, SERIF)
    if lane.days:
        _count(lane, scale)
        return
    for mark in lane.marks:
        _draw(mark, scale)
    if _are_too_many(lane.marks) or not _in_some_rows(lane, scale):
        lane.days, lane.marks = [mark.first for mark in lane.marks], []
        _count(lane, scale)


def _draw(mark, scale):
    """Give a mark its stretches; where they are too thin to be told apart it is one."""
    bars = [Stretch(bar.kind, bar.first, bar.last) for bar in mark.bars]
    edges = [(bar, *scale.true_span(bar.first, bar.last)) for bar in bars]
    # What is about a date, or leads off the drawing, may be too little to be seen.
    bars = [bar for bar, left, right in edges if bar.kind in ("known", "soft") or right - left >= 1]
    widths = [right - left for _bar, left, right in edges]
    if not bars or (len(bars) > 1 and sum(widths) < 4 * len(bars)):
        bars = [Stretch("known" if mark.sharp else "soft", mark.first, mark.last)]
    stretches.place(bars, scale, TALL)
    mark.bars, mark.x = bars, bars[0].x
    mark.width = round(bars[-1].x + bars[-1].width - mark.x, 1)


def _are_too_many(marks):
    """Whether more marks lie above one another somewhere than there are rows, even without their labels."""
    ends = sorted(edge for m in marks for edge in ((m.x - GAP, 1), (m.x + m.width + GAP, -1)))
    return max(accumulate(step for _x, step in ends), default=0) > MOST_ROWS


def _in_some_rows(lane, scale):
    """Place the marks of a lane with as many labels as there is room for; whether all found room."""
    for mark in lane.marks:
        mark.label = fitted(mark.label, max(SHORTEST, scale.width * LONGEST), TEXT)
    # The weightiest choose their place and keep their labels first, then the earliest.
    lane.marks.sort(key=lambda m: (-m.weight, m.x, -m.width))
    return any(_in_rows(lane, scale.width, round(len(lane.marks) * share)) for share in LABELLED)


def _in_rows(lane, width, labelled):
    """Place the marks of a lane, the first so many with their labels; whether all found room."""
    rows: list[list[tuple[float, float]]] = []
    for number, mark in enumerate(lane.marks):
        if number >= labelled:
            mark.label = mark.text = ""
        if not _place(mark, rows, width):
            return False
    lane.height = len(rows) * ROW + HEAD + 4
    return True


def _place(mark, rows, width):
    """Find the innermost row for a mark with its label, else without; whether there was one."""
    length = length_of(mark.label, TEXT) + GAP if mark.label else 0
    for way in (*_sides(mark, length, width), None):
        left = mark.x - (length if way == "end" else 0) - GAP
        right = mark.x + mark.width + (length if way == "start" else 0) + GAP
        row = next((n for n, taken in enumerate(rows) if _free(taken, left, right)), len(rows))
        if row < MOST_ROWS:
            if row == len(rows):
                rows.append([])
            rows[row].insert(bisect_right(rows[row], (left, right)), (left, right))
            mark.y = row * ROW + ROW / 2 + 3
            _write(mark, way)
            return True
    return False


def _sides(mark, length, width):
    """The sides on which a mark's label fits into the drawing, the reader's way first."""
    if mark.label and mark.x + mark.width + length <= width:
        yield "start"
    if mark.label and mark.x - length >= 0:
        yield "end"


def _free(taken, left, right):
    """Whether nothing in a row, whose stretches stand apart and in order, touches this one."""
    after = bisect_right(taken, (left, right))
    return (after == len(taken) or right <= taken[after][0]) and (after == 0 or taken[after - 1][1] <= left)


def _write(mark, way):
    if way:
        mark.text, mark.anchor = mark.label, way
        mark.text_x = round(mark.x + mark.width + GAP if way == "start" else mark.x - GAP, 1)


def _count(lane, scale):
    lane.columns, lane.earlier = columns.count(lane.days, scale, lane.closer)
    lane.height = columns.TALL + ROW + HEAD + 8
