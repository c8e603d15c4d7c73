"""What one stated value does to one accepted value: a Stance, or None where only an editor can tell."""

import functools

from archive import amounts, countries, dates
from archive.models import Stance
from archive.text import fold_variants

SUPPORTING = {Stance.SUPPORTS, Stance.MORE_PRECISE, Stance.LESS_PRECISE, Stance.OVERLAPS}
_BY_COMPARISON = {
    dates.Comparison.SAME: Stance.SUPPORTS,
    dates.Comparison.MORE_PRECISE: Stance.MORE_PRECISE,
    dates.Comparison.LESS_PRECISE: Stance.LESS_PRECISE,
    dates.Comparison.OVERLAPPING: Stance.OVERLAPS,
    dates.Comparison.DISJOINT: Stance.CONTRADICTS,
}


def date_stance(stated: str, accepted: str) -> Stance | None:
    """By the days that each can mean: `1992` against `1992-01-14` is less precise, disjoint periods contradict."""
    try:
        return _BY_COMPARISON[dates.compare(dates.understand(stated), accepted)]
    except dates.InvalidDate:
        return None


def amount_stance(stated: str, accepted) -> Stance | None:
    """Equal numbers support; the accepted number rounded is less precise, a number that rounds to it more precise."""
    said = amounts.understand(stated)
    if said is None:
        return None
    if said.value == accepted:
        return Stance.SUPPORTS
    low, high = said.bounds
    if low <= accepted <= high:
        return Stance.LESS_PRECISE
    unit = accepted.normalize().as_tuple().exponent
    if unit > 0 and said.value.scaleb(-unit).to_integral_value().scaleb(unit) == accepted:
        return Stance.MORE_PRECISE
    return Stance.CONTRADICTS


def country_stance(stated: str, accepted: str) -> Stance | None:
    """The same country supports, another contradicts; `accepted` may hold several codes."""
    parts = [countries.understand(part) for part in stated.split(";")]
    if not all(parts):
        return None
    return Stance.SUPPORTS if set(parts) <= set(accepted.split("; ")) else Stance.CONTRADICTS


# The same names come again and again where many records are weighed.
@functools.lru_cache(maxsize=8192)
def _readings(name) -> frozenset[str]:
    return frozenset(fold_variants(name))


def name_stance(stated: str, names) -> Stance | None:
    """A known form supports, its words in any order; fewer are less precise, more more; none in common contradicts."""
    said = _readings(stated)
    known = {reading for name in names for reading in _readings(name)}
    if said & known:
        return Stance.SUPPORTS
    pairs = [(set(a.split()), set(b.split())) for a in said for b in known]
    # Family names stand first in some countries and last in others.
    if any(a == b for a, b in pairs):
        return Stance.SUPPORTS
    if any(_within(a, b) for a, b in pairs):
        return Stance.LESS_PRECISE
    if any(_within(b, a) for a, b in pairs):
        return Stance.MORE_PRECISE
    return None if any(a & b for a, b in pairs) else Stance.CONTRADICTS


def _within(few: set[str], many: set[str]) -> bool:
    # An initial stands for a word: "i muxtarov" lies within "ilqar muxtarov". Some whole word must be shared.
    words = {w for w in few if len(w) > 1}
    initials = few - words
    return bool(words) and words <= many and all(any(w.startswith(i) for w in many) for i in initials)
