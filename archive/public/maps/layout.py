"""A map laid out on the server: the sheet, outlines as paths, places as marks with labels, journeys as curves."""

import functools
import math
from dataclasses import dataclass, field
from typing import ClassVar

from archive.public.drawing.scale import TEXT
from archive.public.letters import fitted, length_of
from archive.public.maps.frame import Frame, part_of_earth
from archive.public.maps.outlines import COARSE, FINE, middle_of, outlines

# Beyond this much of the sheet, in radii of the earth, the coarse outlines are fine enough.
NEAR = 1.3
GROUND = 1072  # units of the width of the outlines
SMALLEST, LARGEST = 3.5, 16.0  # radii of marks
_GAP = 4
LONGEST = 190  # a name
MOST_WAYS = 60  # are drawn, those most travelled
# What is said of several places or journeys that fall together names so many.
_NAMED = 3
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
    others: int = 0


@dataclass(slots=True)
class Sheet:
    """A map of a width and height in units of the page, ready for the template."""

    size: str
    width: int
    height: int
    ground: "Ground"
    spots: list[Spot] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    # Where journeys begin; and how many, the less travelled, are not drawn.
    origins: list[tuple[float, float]] = field(default_factory=list)
    left_out: int = 0
    shape: ClassVar[str] = "map"

    @property
    def scale(self) -> float:
        """How large the outlines are drawn."""
        return round(self.width / self.ground.width, 4)


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under a map: coasts, borders and the countries concerned as SVG path data, so many units wide."""

    width: int
    coasts: str
    borders: str
    countries: str


def lay_out(spots, journeys, codes, width, size) -> Sheet:
    """A sheet with these spots and journeys; `codes` are the countries whose outlines are drawn strongly."""
    middles = [middle for code in {j.origin for j in journeys} if (middle := middle_of(code))]
    part = part_of_earth([(s.longitude, s.latitude) for s in spots] + middles)
    frame = Frame(part, width)
    sheet = Sheet(size, width, frame.height, ground_of(part, frozenset(codes)))
    sheet.spots, owners = _together(list(_placed(spots, frame)), width)
    found = _curves(journeys, owners, frame)
    sheet.journeys, sheet.left_out = found[-MOST_WAYS:], max(len(found) - MOST_WAYS, 0)
    origins = {journey.origin for journey in sheet.journeys}
    sheet.origins = [tuple(round(part, 1) for part in frame.place(*middle_of(code))) for code in sorted(origins)]
    _label(sheet)
    return sheet


@functools.lru_cache(maxsize=32)
def ground_of(part, codes) -> Ground:
    """The outlines of a part of the earth; each of its sheets shows them, smaller or larger."""
    frame = Frame(part, GROUND)
    found = outlines(FINE if frame.wide < NEAR else COARSE)
    strong = {arc for code in codes for arc in found.countries.get(code, ())}
    rest = [n for n in range(len(found.lines)) if n not in strong]
    return Ground(
        GROUND,
        frame.path(found.lines[n] for n in rest if n not in found.borders),
        frame.path(found.lines[n] for n in rest if n in found.borders),
        frame.path(found.lines[n] for n in sorted(strong)),
    )


def _placed(spots, frame):
    most = max((spot.count for spot in spots), default=1)
    largest = min(LARGEST, frame.width / 45)
    for spot in sorted(spots, key=lambda s: (-s.count, s.label)):
        spot.x, spot.y = frame.place(spot.longitude, spot.latitude)
        spot.radius = SMALLEST + (largest - SMALLEST) * math.sqrt(spot.count / most) if most > 1 else SMALLEST
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
            mark.words = _joined(mark.words, spot.words, mark.others)
    return kept, owners


def _joined(words, more, others):
    """What a pointer is told of one and of another with it; an ellipsis stands for those that are too many."""
    return f"{words} · {more if others < _NAMED else '…'}" if others <= _NAMED else words


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
            first.others += 1
            first.words = _joined(first.words, journey.words, first.others)
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
        text = fitted(spot.label, LONGEST, TEXT) + (f" +{spot.others}" if spot.others else "")
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
    length = length_of(text, TEXT)
    left = x - {"start": 0, "end": length, "middle": length / 2}[anchor]
    return left, y - _HEIGHT * 0.8, left + length, y + _HEIGHT * 0.2


def _within(box, sheet):
    return box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height


def _covered(box, taken):
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
