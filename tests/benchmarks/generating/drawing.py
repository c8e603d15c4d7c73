"""Chance, from a seed: each record has a sequence of its own, so that it is the same whatever is made before it."""

import bisect
import functools
import itertools
import random

from archive import countries
from archive.models import Status
from tests.benchmarks.generating.words import MUCH_TRAVELLED, OFFICES

LAST_YEAR = 2025
FIRST_YEAR = 1800
# So many of a hundred records stand so: what is not before readers is scattered among what is.
_STATUSES = (Status.PUBLISHED.value,) * 186 + (Status.DRAFT.value,) * 8 + (Status.IN_REVIEW.value,) * 2
STATUSES = (*_STATUSES, *(Status.WITHDRAWN.value,) * 4)
CODES = (*MUCH_TRAVELLED, *(code for code in countries.CODES if code not in MUCH_TRAVELLED))


class Draw(random.Random):
    """What is drawn for one record: `Draw(seed, "visits", 12)`."""

    def __init__(self, *of):
        super().__init__("/".join(map(str, of)))

    def status(self) -> str:
        """Published mostly; seven of a hundred are not."""
        return self.choice(STATUSES)

    def rank(self, count, steep=1.0) -> int:
        """A number below `count` by the law of Zipf: low ones often, high ones seldom."""
        return int(count ** (self.random() ** steep)) - 1 if count > 1 else 0

    def country(self) -> str:
        """A country: a few are on record time and again, most seldom."""
        return CODES[bisect.bisect(_shares(), self.random() * _shares()[-1])]

    def pair(self) -> tuple[str, str]:
        """Two different countries."""
        one = other = self.country()
        while other == one:
            other = self.country()
        return one, other

    def office(self) -> tuple[str, str, str]:
        """An office in three languages."""
        return self.choices(_OFFICES, cum_weights=_OFTEN)[0]

    def year(self, first=FIRST_YEAR) -> int:
        """A year: the nearer to today, the more often."""
        return LAST_YEAR - int((LAST_YEAR - first) * self.random() ** 2.2)

    def in_languages(self, name, told, az=0.7, es=0.7) -> dict:
        """A text of three languages as columns: English mostly, the others in so many of a hundred; one at least."""
        shown = {"en": self.random() < 0.96, "az": self.random() < az, "es": self.random() < es}
        if not any(shown.values()):
            shown["en"] = True
        return {f"{name}_{code}": text for (code, is_shown), text in zip(shown.items(), told, strict=True) if is_shown}


_OFFICES = [office for office, _often in OFFICES]
_OFTEN = list(itertools.accumulate(often for _office, often in OFFICES))


@functools.cache
def _shares():
    return list(itertools.accumulate(1 / (rank + 3) for rank in range(len(CODES))))
