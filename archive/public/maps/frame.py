"""The part of the earth that a map shows, and what lies on it as paths."""

from archive.public.maps.projection import Projection, meridian_of

# A sheet shows at least so much, so that a single place has its surroundings.
LEAST = 0.25
MARGIN = 0.09  # of the width of what is shown, on each side
NARROWEST, WIDEST = 1.25, 2.1  # width to height
# The whole earth, in radii, is no larger than this.
_EDGE = (2.71, 1.32)
# Points of an outline stand at least so many tenths of a unit apart.
_FINEST = 12


class Frame:
    """The part of the earth that a sheet shows, and where a point in degrees stands on it."""

    def __init__(self, part, width):
        meridian, self.left, self.top, self.wide, tall = part
        self.projection = Projection(meridian)
        self.width, self.scale = width, width / self.wide
        self.height = round(tall * self.scale)

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


def part_of_earth(points) -> tuple[float, float, float, float, float]:
    """The part that holds these points: its meridian, its left and upper edge, width and height in radii."""
    meridian = meridian_of(longitude for longitude, _latitude in points)
    projection = Projection(meridian)
    placed = [projection.place(*point) for point in points] or [(-_EDGE[0], -_EDGE[1]), _EDGE]
    across, down = _stretch(placed, 0), _stretch(placed, 1)
    wide = max(_length(across), _length(down) * NARROWEST, LEAST)
    tall = max(_length(down), wide / WIDEST)
    return meridian, sum(across) / 2 - wide / 2, sum(down) / 2 - tall / 2, wide, tall


def _stretch(placed, axis):
    """The least and most of one coordinate, with the margin."""
    values = [point[axis] for point in placed]
    least, most = min(values), max(values)
    margin = max((most - least) * MARGIN, LEAST / 4)
    return max(least - margin, -_EDGE[axis]), min(most + margin, _EDGE[axis])


def _length(stretch):
    return stretch[1] - stretch[0]


def _drawn(points, frame):
    """The visible parts of a line as path data in steps of a tenth; points that fall together are drawn once."""
    written, before, pen = [], None, False
    for number, (x, y) in enumerate(points):
        here = (round(x * 10), round(y * 10))
        inside = -20 <= x <= frame.width + 20 and -20 <= y <= frame.height + 20
        if before is not None and (inside or before[1]):
            if not pen:
                written.append(f"M{before[0][0] / 10:g} {before[0][1] / 10:g}")
                pen, last = True, before[0]
            if abs(here[0] - last[0]) + abs(here[1] - last[1]) >= (_FINEST if number < len(points) - 1 else 1):
                written.append(f"l{_step(here[0] - last[0])} {_step(here[1] - last[1])}".replace(" -", "-"))
                last = here
        else:
            pen = False
        before = (here, inside)
    return "".join(written) if any(part[0] == "l" for part in written) else ""


def _step(tenths):
    return f"{tenths / 10:g}".replace("0.", ".", 1) if abs(tenths) < 10 else f"{tenths / 10:g}"
