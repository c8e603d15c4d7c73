"""Dates of every precision that EDTF has, and what sources say of them."""

import datetime
import re

from archive import dates
from archive.models import Stance

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def day(draw, year) -> str:
    """A day of this year."""
    return f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"


def month(draw, year) -> str:
    """A month of this year."""
    return f"{year}-{draw.randint(1, 12):02}"


def days(draw, year) -> str:
    """Some days on end that begin in this year."""
    begin = datetime.date.fromisoformat(day(draw, year))
    return f"{begin}/{begin + datetime.timedelta(days=draw.randint(1, 9))}"


def _either(draw, year):
    one, other = sorted({day(draw, year), day(draw, year), f"{year + 1}-01-01"})[:2]
    return f"[{one},{other}]"


def _both(draw, year):
    one, other = sorted({month(draw, year), f"{year + 1}-02"})
    return f"{{{one},{other}}}"


# How a date is known, and how often of a thousand.
KINDS = {
    "day": (day, 560),
    "days": (days, 130),
    "month": (month, 80),
    "year": (lambda _draw, year: str(year), 90),
    "about a year": (lambda _draw, year: f"{year}~", 25),
    "about a day": (lambda draw, year: f"{day(draw, year)}~", 10),
    "uncertain year": (lambda _draw, year: f"{year}?", 15),
    "uncertain month": (lambda draw, year: f"{month(draw, year)}?", 10),
    "about, uncertain": (lambda _draw, year: f"{year}%", 8),
    "decade": (lambda _draw, year: f"{year // 10}X", 14),
    "century": (lambda _draw, year: f"{year // 100}XX", 4),
    "day unknown": (lambda draw, year: f"{month(draw, year)}-XX", 6),
    "season": (lambda draw, year: f"{year}-{draw.randint(21, 24)}", 10),
    "months": (lambda draw, year: f"{year}-0{draw.randint(1, 4)}/{year}-0{draw.randint(5, 9)}", 8),
    "one of several": (_either, 15),
    "all of several": (_both, 5),
    "open end": (lambda _draw, year: f"{year}/..", 5),
    "about, then": (lambda _draw, year: f"{year}~/{year + 1}", 5),
}
_MAKERS = [make for make, _often in KINDS.values()]
_OFTEN = [often for _make, often in KINDS.values()]


def date(draw, year) -> str:
    """A date of this year, known as well as chance has it."""
    return draw.choices(_MAKERS, _OFTEN)[0](draw, year)


def same(draw, edtf, language) -> tuple[str, str]:
    """The accepted date as a source states it: in words of its language or in figures; and the stance."""
    plain = _PLAIN.fullmatch(edtf)
    return (dates.words(edtf, language) if plain and draw.random() < 0.4 else edtf), Stance.SUPPORTS.value


def less_precise(draw, edtf, language) -> tuple[str, str]:
    """The same date, known less well, where it can be."""
    found = _PLAIN.fullmatch(edtf)
    if found is None:
        return same(draw, edtf, language)
    year, in_year, in_month = found.groups()
    coarse = f"{year}-{in_year}" if in_month and draw.random() < 0.5 else year if in_year else f"{year[:3]}X"
    return coarse, Stance.LESS_PRECISE.value


def more_precise(draw, edtf, language) -> tuple[str, str]:
    """The same date, known better, where it can be."""
    found = _PLAIN.fullmatch(edtf)
    if found is None or found[3]:
        return same(draw, edtf, language)
    return (f"{edtf}-{draw.randint(1, 28):02}" if found[2] else day(draw, edtf)), Stance.MORE_PRECISE.value


def contradicting(draw, edtf) -> tuple[str, str]:
    """Another date than the accepted one: some days before it, or another year; well before what is only about."""
    first = dates.parse(edtf).earliest
    if not _PLAIN.match(edtf) or not edtf[-1].isdigit():
        return str(first.year - draw.randint(6, 15)), Stance.CONTRADICTS.value
    if draw.random() < 0.5:
        return str(first - datetime.timedelta(days=draw.randint(1, 40))), Stance.CONTRADICTS.value
    return str(first.year - draw.randint(1, 3)), Stance.CONTRADICTS.value
