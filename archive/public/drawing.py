"""Drawings of time, laid out on the server: lanes of marks above and below one axis, in the units of the page."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

TEXT = 12.5  # the size of a label, in units of the drawing, which are CSS pixels at its natural width
LETTER = 0.53 * TEXT  # an average letter takes no more
ROW = 17
AXIS = 22  # the band of the years
HEAD = 26  # the line that names a lane, with the space before it
GAP = 5
LEAST = 3  # nothing is drawn thinner
MOST_ROWS = 9
COLUMNS = 64  # the height of the columns of a lane too full for single marks
WIDEST = 24  # no column is wider
LABELLED = (1, 0.8, 0.6, 0.4, 0.2, 0)  # shares of the marks that get a label, tried in this order
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


@dataclass(slots=True)
class Mark:
    """One dated thing: the days it can mean, whether they are known (sharp) or a soft span, and its words."""

    first: datetime.date
    last: datetime.date
    sharp: bool
    label: str
    words: str
    url: str
    weight: int = 0
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
    def tall(self) -> int:
        """The height of the mark: what is known stands up, what is not lies flat."""
        return 12 if self.sharp else 8

    @property
    def top(self) -> float:
        """The upper edge of the mark."""
        return round(self.y - self.tall / 2, 1)


@dataclass(slots=True)
class Column:
    """How many marks begin in a year, where a lane has no room for each; the number is written where it fits."""

    year: int
    count: int
    x: float
    width: float
    height: float
    y: float = 0
    text: str = ""
    text_y: float = 0

    @property
    def middle(self) -> float:
        """The middle of the column, where its number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(slots=True)
class Lane:
    """Marks of one kind under their name; a lane lies above the axis or below it."""

    name: str
    marks: list[Mark]
    above: bool = True
    name_y: float = 0
    height: float = 0
    columns: list[Column] = field(default_factory=list)


@dataclass(slots=True)
class Tick:
    """A labelled year on the axis."""

    year: int
    x: float


@dataclass(slots=True)
class Drawing:
    """A drawing of time, ready for the template: everything has its place."""

    width: int
    height: float
    axis: float
    lanes: list[Lane]
    ticks: list[Tick]
    size: str = ""
    shape: ClassVar[str] = "time"

    @property
    def counted(self) -> bool:
        """Whether some lane was too full for single marks."""
        return any(lane.columns for lane in self.lanes)

    @property
    def ground(self) -> float:
        """The lower edge of the band of years."""
        return self.axis + AXIS

    @property
    def years_y(self) -> float:
        """The baseline of the years."""
        return self.axis + 15.5


class Scale:
    """Days to places: the first day of `since` at 0, the last day of `until` at `width`."""

    def __init__(self, since: int, until: int, width: int):
        self.since, self.until, self.width = since, until, width
        self.first = datetime.date(since, 1, 1).toordinal()
        self.days = datetime.date(until, 12, 31).toordinal() + 1 - self.first

    def x(self, number: int) -> float:
        """The place of the beginning of a day, by its number, held within the drawing."""
        return min(max((number - self.first) * self.width / self.days, 0), self.width)

    def span(self, first: datetime.date, last: datetime.date) -> tuple[float, float]:
        """Left edge and width of a stretch of days, the last included; never thinner than can be seen."""
        left, right = self.x(first.toordinal()), self.x(last.toordinal() + 1)
        width = max(right - left, LEAST)
        return min(left, self.width - width), width

    def ticks(self) -> list[Tick]:
        """The years that are written: round ones, as many as stand apart."""
        years = self.until + 1 - self.since
        step = next((s for s in STEPS if s * self.width / years >= 60), STEPS[-1])
        rounded = range(-(-self.since // step) * step, self.until + 1, step)
        ticks = [Tick(year, round(self.x(datetime.date(year, 1, 1).toordinal()), 1)) for year in rounded if year > 0]
        return [tick for tick in ticks if tick.x <= self.width - 34]


def draw(lanes: list[Lane], since: int, until: int, width: int, size: str = "") -> Drawing:
    """Lay out lanes over the years `since` to `until` on a drawing `width` units wide.

    Lanes above the axis are given from the outermost inwards, those below from the innermost outwards.
    """
    scale = Scale(since, until, width)
    lanes = [Lane(lane.name, [_copy(mark) for mark in lane.marks], lane.above) for lane in lanes if lane.marks]
    for lane in lanes:
        _fill(lane, scale)
    axis = sum(lane.height for lane in lanes if lane.above)
    _stack([lane for lane in lanes if lane.above][::-1], axis, -1)
    bottom = _stack([lane for lane in lanes if not lane.above], axis + AXIS, 1)
    return Drawing(width, round(bottom, 1), axis, lanes, scale.ticks(), size)


def _copy(mark):
    return Mark(mark.first, mark.last, mark.sharp, mark.label, mark.words, mark.url, mark.weight)


def _stack(lanes, edge, way):
    """Move lanes from their own heights, counted from the axis outwards, to places on the drawing; the outer edge.

    A lane's name stands at its upper edge: beyond the marks above the axis, before them below it.
    """
    for lane in lanes:
        inner = edge if way < 0 else edge + HEAD
        for mark in lane.marks:
            mark.y = round(inner + way * mark.y, 1)
        for column in lane.columns:
            column.y = round(inner + way * 4 - (column.height if way < 0 else 0), 1)
            column.text_y = round(column.y - 4 if way < 0 else column.y + column.height + 12, 1)
        lane.name_y = round((edge + way * lane.height if way < 0 else edge) + 18, 1)
        edge += way * lane.height
    return edge


def _fill(lane, scale):
    """Give every mark of a lane a row where it touches no other: with labels, else without, else counted by years."""
    for mark in lane.marks:
        mark.x, mark.width = (round(part, 1) for part in scale.span(mark.first, mark.last))
        mark.label = shortened(mark.label, max(24, scale.width // 18))
    # The weightiest choose their place and keep their labels first, then the earliest.
    lane.marks.sort(key=lambda m: (-m.weight, m.x, -m.width))
    if not any(_in_rows(lane, scale.width, round(len(lane.marks) * share)) for share in LABELLED):
        _count(lane, scale)


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
    for way in (*_labelled(mark, width), None):
        extent = _extent(mark, way)
        row = next((n for n, taken in enumerate(rows) if _free(taken, extent)), len(rows))
        if row < MOST_ROWS:
            if row == len(rows):
                rows.append([])
            rows[row].append(extent)
            mark.y = row * ROW + ROW / 2 + 3
            _write(mark, way)
            return True
    return False


def _labelled(mark, width):
    """The sides on which a mark's label fits into the drawing, the reader's way first."""
    length = len(mark.label) * LETTER + GAP
    if mark.label and mark.x + mark.width + length <= width:
        yield "start"
    if mark.label and mark.x - length >= 0:
        yield "end"


def _extent(mark, way):
    length = len(mark.label) * LETTER + GAP if way else 0
    left = mark.x - (length if way == "end" else 0)
    return left - GAP, mark.x + mark.width + (length if way == "start" else 0) + GAP


def _free(taken, extent):
    return all(extent[1] <= left or right <= extent[0] for left, right in taken)


def _write(mark, way):
    if way:
        mark.text, mark.anchor = mark.label, way
        mark.text_x = round(mark.x + mark.width + GAP if way == "start" else mark.x - GAP, 1)


def _count(lane, scale):
    counts = Counter(max(mark.first.year, scale.since) for mark in lane.marks if mark.first.year <= scale.until)
    lane.marks, most = [], max(counts.values())
    for year, count in sorted(counts.items()):
        x, room = scale.span(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        width = min(room * 0.8, WIDEST)
        column = Column(
            year, count, round(x + (room - width) / 2, 1), round(width, 1), round(count / most * COLUMNS, 1)
        )
        column.text = str(count) if len(str(count)) * LETTER * 1.3 <= room else ""
        lane.columns.append(column)
    lane.height = COLUMNS + ROW + HEAD + 8


def shortened(text: str, most: int) -> str:
    """A text cut between words, so that a label stays a label."""
    if len(text) <= most:
        return text
    words = text[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{words} …"
