"""How many begin when, where a lane of a drawing has no room for single marks: columns with their numbers."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from archive.public.drawing.scale import TEXT, Bin
from archive.public.letters import length_of

TALL = 64  # the tallest
WIDEST = 24  # no column is wider
FEW = 5


@dataclass(slots=True)
class Column:
    """How many marks begin within some days, where a lane has no room for each; the number is written where it fits."""

    bin: Bin
    count: int
    x: float
    width: float
    height: float
    url: str = ""
    y: float = 0
    text: str = ""
    text_y: float = 0

    @property
    def words(self) -> str:
        """The stretch that is counted."""
        since, until = self.bin.since, self.bin.until
        return since if since == until else f"{since}–{until}"

    @property
    def middle(self) -> float:
        """The middle of the column, where its number stands."""
        return round(self.x + self.width / 2, 1)


def count(days, scale, closer=None) -> tuple[list[Column], int]:
    """A column for each stretch in which some of these days lie, and how many lie before the drawing.

    `closer` gives the address of a stretch.
    """
    bins = scale.bins()
    firsts = [max(one.first, scale.first) for one in bins]
    within = [day for day in days if scale.first <= day <= scale.last]
    counts = Counter(bisect_right(firsts, day) - 1 for day in within)
    most = max(counts.values(), default=1)
    columns = [_column(bins[n], counts[n], most, scale, closer) for n in sorted(counts)]
    _number(columns, scale.width)
    return columns, sum(day < scale.first for day in days)


def _column(counted, count, most, scale, closer):
    x, room = scale.span(counted.first, counted.last)
    width = min(room * 0.8, WIDEST)
    left, height = x + (room - width) / 2, max(count / most * TALL, 1)
    url = closer(counted) if closer else ""
    return Column(counted, count, round(left, 1), round(width, 1), round(height, 1), url)


def _number(columns, width):
    """Write beside a column its number, the largest first, where neither a number nor a taller column is in the way."""
    ranked = sorted(columns, key=lambda c: -c.count)
    widest = length_of(str(ranked[0].count), TEXT) + 4 if ranked else 0
    # Where columns are narrower than numbers, a few tell the scale.
    few = any(other.middle - one.middle < widest for one, other in pairwise(columns))
    for column in ranked[: FEW if few else None]:
        half = length_of(str(column.count), TEXT) / 2 + 1
        near = (other for other in columns if other is not column and _meet(column.middle, half, other))
        within = half <= column.middle <= width - half
        if within and not any(other.text or other.height > column.height for other in near):
            column.text = str(column.count)


def _meet(middle, half, other):
    own = max(other.width, length_of(other.text, TEXT)) / 2
    return abs(other.middle - middle) < half + own
