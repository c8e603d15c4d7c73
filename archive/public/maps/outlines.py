"""The outlines of countries: Natural Earth, public domain, as TopoJSON from the npm package world-atlas 2.0.2."""

import functools
import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from babel.core import get_global

FOLDER = Path(__file__).parent
COARSE, FINE = "110m", "50m"


@dataclass(frozen=True)
class Outlines:
    """Lines in degrees (longitude, latitude): coasts, borders between two countries, and whose line is which."""

    lines: list[list[tuple[float, float]]]
    borders: frozenset[int]
    countries: dict[str, frozenset[int]]
    # For each country the middle of its largest part.
    middles: dict[str, tuple[float, float]]


@functools.cache
def outlines(scale=COARSE) -> Outlines:
    """The outlines at 1:110 or 1:50 million; read once."""
    told = json.loads((FOLDER / f"countries-{scale}.json").read_bytes())
    lines = [_degrees(arc, told["transform"]) for arc in told["arcs"]]
    uses, countries, middles = Counter(), {}, {}
    for shape in told["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        # Of a ring told backwards the number is the complement (TopoJSON, section 2.1.4).
        own = {arc if arc >= 0 else ~arc for polygon in polygons for ring in polygon for arc in ring}
        uses.update(own)
        if code := code_of(shape.get("id")):
            countries[code] = frozenset(own)
            middles[code] = _middle(max((_ring(polygon[0], lines) for polygon in polygons), key=_area))
    return Outlines(lines, frozenset(arc for arc, count in uses.items() if count > 1), countries, middles)


def code_of(number) -> str:
    """The two letters of a country by its number (ISO 3166-1); empty for a territory without one."""
    found = get_global("territory_aliases").get(number or "", ())
    return found[0] if found else ""


def middle_of(code) -> tuple[float, float] | None:
    """The middle of a country in degrees (longitude, latitude); None for one that has no outline."""
    for scale in (COARSE, FINE):
        if found := outlines(scale).middles.get(code):
            return found
    return None


def _degrees(arc, transform):
    """An arc's steps on a grid as points in degrees."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _ring(arcs, lines):
    """A ring of arcs as points; where it crosses the edge of the sheet the longitudes run on."""
    points = []
    for arc in arcs:
        for longitude, latitude in lines[arc] if arc >= 0 else reversed(lines[~arc]):
            near = points[-1][0] if points else longitude
            points.append((longitude - round((longitude - near) / 360) * 360, latitude))
    return points


def _area(ring):
    """The area of a ring on the sphere, near enough to tell large from small."""
    pairs = zip(ring, ring[1:], strict=False)
    return abs(sum((b[0] - a[0]) * (2 + sum(math.sin(math.radians(p[1])) for p in (a, b))) for a, b in pairs))


def _middle(ring):
    """The centroid of a ring as a plane figure; the mean of its points where it has no area."""
    pairs = list(zip(ring, ring[1:], strict=False))
    crosses = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    if not (whole := sum(crosses)):
        return tuple(sum(point[n] for point in ring) / len(ring) for n in (0, 1))
    return tuple(
        sum((a[n] + b[n]) * cross for (a, b), cross in zip(pairs, crosses, strict=True)) / (3 * whole) for n in (0, 1)
    )
