"""A map laid out on the server: the sheet, outlines as paths, places as marks with labels, journeys as curves."""

import math
from dataclasses import dataclass, field
from typing import ClassVar

from archive.public.drawing import LETTER, TEXT, shortened
from archive.public.maps.outlines import COARSE, FINE, middle_of, outlines
from archive.public.maps.projection import Projection, meridian_of

# Beyond this much of the sheet, in radii of the earth, the coarse outlines are fine enough.
NEAR = 1.3
# A sheet shows at least so much, so that a single place has its surroundings.
LEAST = 0.25
MARGIN = 0.09  # of the width of what is shown, on each side
NARROWEST, WIDEST = 1.25, 2.1  # width to height
# The whole earth, in radii, is no larger than this.
_EDGE = (2.71, 1.32)
SMALLEST, LARGEST = 3.5, 16.0  # radii of marks
_GAP = 4
# Marks stand at least so far apart, tried in this order, until there is one for so many units of the width.
_APART = (1, 6, 12, 20, 32, 48, 72)
_ROOM = 16
_HEIGHT = TEXT * 1.15


@dataclass(slots=True)
class Spot:
    """Some records at one place: degrees, its name and what a pointer is told, its page, how many records there are."""

    longitude: float
    latitude: float
    label: str
    words: str
    url: str
    count: int
    # Laid out: middle, radius, and the label's place ("" where there is no room for one).
    x: float = 0
    y: float = 0
    radius: float = 0
    text: str = ""
    text_x: float = 0
    text_y: float = 0
    anchor: str = "start"
    # The places that stand too close to be told apart, this one the first of them.
    others: int = 0


@dataclass(slots=True)
class Journey:
    """So many visits from a country (ISO 3166) to a place; laid out as a curve (SVG path data)."""

    origin: str
    spot: Spot
    count: int
    words: str
    path: str = ""
    width: float = 1


@dataclass(slots=True)
class Sheet:
    """A map of a width and height in units of the page, ready for the template."""

    size: str
    width: int
    height: int
    coasts: str
    borders: str
    countries: str
    spots: list[Spot] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    shape: ClassVar[str] = "map"


class Frame:
    """The part of the earth that a sheet shows, and where a point in degrees stands on it."""

    def __init__(self, points, width):
        self.projection = Projection(meridian_of(longitude for longitude, _latitude in points))
        placed = [self.projection.place(*point) for point in points] or [(-_EDGE[0], -_EDGE[1]), _EDGE]
        across = _stretch(placed, 0)
        down = _stretch(placed, 1)
        wide = max(_length(across), _length(down) * NARROWEST, LEAST)
        tall = max(_length(down), wide / WIDEST)
        self.width, self.scale = width, width / wide
        self.height = round(tall * self.scale)
        self.left, self.top = sum(across) / 2 - wide / 2, sum(down) / 2 - tall / 2
        self.wide = wide

    def place(self, longitude, latitude) -> tuple[float, float]:
        """The place of a point on the sheet."""
        return self.on_sheet(self.projection.place(longitude, latitude))

    def on_sheet(self, placed) -> tuple[float, float]:
        """The place on the sheet of a projected point."""
        return (placed[0] - self.left) * self.scale, (placed[1] - self.top) * self.scale

    def path(self, lines) -> str:
        """Lines in degrees as SVG path data; what lies off the sheet is left out."""
        return "".join(_drawn(part, self) for line in lines for part in self._parts(line))

    def _parts(self, line):
        """A line on the sheet, cut where it crosses the edge of the earth."""
        part, before = [], None
        for longitude, latitude in line:
            east = self.projection.east(longitude)
            if before is not None and abs(east - before) > 180:
                yield part
                part = []
            part.append(self.on_sheet(self.projection.sheet(east, latitude)))
            before = east
        yield part


def _stretch(placed, axis):
    """The least and most of one coordinate, with the margin."""
    values = [point[axis] for point in placed]
    least, most = min(values), max(values)
    margin = max((most - least) * MARGIN, LEAST / 4)
    return max(least - margin, -_EDGE[axis]), min(most + margin, _EDGE[axis])


def _length(stretch):
    return stretch[1] - stretch[0]


def _drawn(points, frame):
    """The visible parts of a line as path data; points that fall together are drawn once."""
    written, before, pen = [], None, False
    for x, y in points:
        here = (round(x, 1), round(y, 1))
        inside = -20 <= x <= frame.width + 20 and -20 <= y <= frame.height + 20
        if before is not None and (inside or before[1]):
            if not pen:
                written.append(f"M{before[0][0]:g} {before[0][1]:g}")
                pen, last = True, before[0]
            if abs(here[0] - last[0]) + abs(here[1] - last[1]) >= 0.8:
                written.append(f"L{here[0]:g} {here[1]:g}")
                last = here
        else:
            pen = False
        before = (here, inside)
    return "".join(written) if any(part[0] == "L" for part in written) else ""


def lay_out(spots, journeys, codes, width, size) -> Sheet:
    """A sheet with these spots and journeys; `codes` are the countries whose outlines are drawn strongly."""
    middles = [middle for code in {j.origin for j in journeys} if (middle := middle_of(code))]
    frame = Frame([(s.longitude, s.latitude) for s in spots] + middles, width)
    found = outlines(FINE if frame.wide < NEAR else COARSE)
    strong = {arc for code in codes for arc in found.countries.get(code, ())}
    rest = [n for n in range(len(found.lines)) if n not in strong]
    sheet = Sheet(
        size,
        width,
        frame.height,
        frame.path(found.lines[n] for n in rest if n not in found.borders),
        frame.path(found.lines[n] for n in rest if n in found.borders),
        frame.path(found.lines[n] for n in sorted(strong)),
    )
    sheet.spots, owners = _together(list(_placed(spots, frame)), width)
    sheet.journeys = _curves(journeys, owners, frame)
    _label(sheet)
    return sheet


def _placed(spots, frame):
    most = max((spot.count for spot in spots), default=1)
    for spot in sorted(spots, key=lambda s: (-s.count, s.label)):
        spot.x, spot.y = frame.place(spot.longitude, spot.latitude)
        spot.radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(spot.count / most) if most > 1 else SMALLEST
        yield spot


def _together(spots, width):
    """The marks that are drawn, and for each spot its mark: those too close become one, under the largest's name."""
    for apart in _APART:
        owners, kept = {}, []
        for spot in spots:
            near = next((k for k in kept if _distance(k, spot) < k.radius + spot.radius + apart), spot)
            owners[id(spot)] = near
            if near is spot:
                kept.append(spot)
        # So few that their names have room.
        if len(kept) <= width / _ROOM:
            break
    for spot in spots:
        mark = owners[id(spot)]
        if mark is not spot:
            mark.others += 1
            mark.count += spot.count
            mark.words = f"{mark.words} · {spot.words}"
    return kept, owners


def _distance(one, other):
    return math.dist((one.x, one.y), (other.x, other.y))


def _curves(journeys, owners, frame):
    """Each journey bent to its right, so that those there and those back lie apart; the most travelled last, on top."""
    joined = {}
    for journey in journeys:
        middle, mark = middle_of(journey.origin), owners.get(id(journey.spot))
        if middle is None or mark is None:
            continue
        first = joined.setdefault((journey.origin, id(mark)), journey)
        if first is not journey:
            first.count += journey.count
            first.words = f"{first.words} · {journey.words}"
    most = max((j.count for j in joined.values()), default=1)
    for (_origin, _mark), journey in joined.items():
        mark = owners[id(journey.spot)]
        journey.path = _curve(frame.place(*middle_of(journey.origin)), (mark.x, mark.y))
        journey.width = round(1 + 2.5 * math.sqrt(journey.count / most), 1)
    return sorted(joined.values(), key=lambda j: j.count)


def _curve(start, end):
    (x0, y0), (x1, y1) = start, end
    bend = 0.18
    x, y = (x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend
    return f"M{x0:.1f} {y0:.1f}Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}"


def _label(sheet):
    """Write beside each mark its name where there is room, the largest first."""
    taken = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in sheet.spots]
    for spot in sheet.spots:
        text = shortened(spot.label, 28) + (f" +{spot.others}" if spot.others else "")
        places = [(side, _box(text, *side)) for side in _sides(spot)]
        free = next(((side, box) for side, box in places if _within(box, sheet) and not _covered(box, taken)), None)
        if free:
            (x, y, spot.anchor), box = free
            spot.text, spot.text_x, spot.text_y = text, round(x, 1), round(y, 1)
            taken.append(box)
        spot.x, spot.y, spot.radius = round(spot.x, 1), round(spot.y, 1), round(spot.radius, 1)


def _sides(spot):
    """Where a label can stand: to the right, to the left, above, below; its baseline and anchor."""
    yield spot.x + spot.radius + _GAP, spot.y + TEXT * 0.34, "start"
    yield spot.x - spot.radius - _GAP, spot.y + TEXT * 0.34, "end"
    yield spot.x, spot.y - spot.radius - _GAP, "middle"
    yield spot.x, spot.y + spot.radius + TEXT, "middle"


def _box(text, x, y, anchor):
    length = len(text) * LETTER
    left = x - {"start": 0, "end": length, "middle": length / 2}[anchor]
    return left, y - _HEIGHT * 0.8, left + length, y + _HEIGHT * 0.2


def _within(box, sheet):
    return box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height


def _covered(box, taken):
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
