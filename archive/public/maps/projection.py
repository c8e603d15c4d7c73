"""From degrees on the earth to places on a sheet: the Equal Earth projection (Šavrič, Patterson and Jenny, 2018)."""

import math
from dataclasses import dataclass

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class Projection:
    """Equal Earth about a central meridian, in degrees east; its units are radii of the earth, y downwards."""

    meridian: float = 0.0

    def east(self, longitude: float) -> float:
        """Degrees east of the central meridian, from -180 up to 180."""
        return (longitude - self.meridian + 180) % 360 - 180

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The place of a point given in degrees."""
        return self.sheet(self.east(longitude), latitude)

    @staticmethod
    def sheet(east: float, latitude: float) -> tuple[float, float]:
        """The place of a point so many degrees east of the central meridian."""
        angle = math.asin(_M * math.sin(math.radians(latitude)))
        square = angle * angle
        sixth = square**3
        slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
        x = math.radians(east) * math.cos(angle) / (_M * slope)
        return x, -angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def meridian_of(longitudes) -> float:
    """The middle of the shortest stretch of the earth, eastwards, that holds all of these longitudes; 0 without any."""
    around = sorted({longitude % 360 for longitude in longitudes})
    if not around:
        return 0.0
    gaps = [((around[n + 1] if n + 1 < len(around) else around[0] + 360) - here, n) for n, here in enumerate(around)]
    widest, before = max(gaps)
    first = around[(before + 1) % len(around)]
    middle = (first + (360 - widest) / 2) % 360
    return middle - 360 if middle > 180 else middle
