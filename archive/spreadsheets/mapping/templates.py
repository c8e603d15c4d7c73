"""Texts with gaps for the cells of a row: `{Forename} {Surname}[, {Office}]`."""

import functools
import re

from django.conf import settings

from archive import countries
from archive.spreadsheets.territories import recognise
from archive.text import address_of, clean

_GAP = re.compile(r"\{([^{}]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")
_LEFT_OVER = re.compile(r"\s+([,.;:)])")


def _words(text):
    return " ".join(part[:1].upper() + part[1:] for part in re.split(r"[-_\s]+", text) if part)


def _country(text):
    code = recognise(text.replace("-", " ").replace("_", " "))
    return countries.name(code, settings.LANGUAGES[0][0]) if code else _words(text)


def _turned(text):
    family, comma, given = text.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else text


# What a gap may ask of its text: `{mission:words}` makes `trinidad-and-tobago` Trinidad And Tobago.
_FORMS = {
    "words": _words,
    "slug": address_of,
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "title": lambda text: text.title(),
    "first": lambda text: text[:1].upper() + text[1:],
    "country": _country,
    "turned": _turned,
    "year": lambda text: next(iter(re.findall(r"\b[0-9]{4}\b", text)), ""),
}


def headings_in(template: str):
    """The headings for which a template has gaps."""
    return [_parted(gap)[0] for gap in _GAP.findall(template)]


def filled(template: str, get) -> str:
    """The text with each gap filled by `get(heading)`; a piece in square brackets goes where a gap in it is empty."""
    template = _OPTIONAL.sub(lambda piece: piece[1] if all(map(get, headings_in(piece[1]))) else "", template)
    text = _GAP.sub(lambda gap: _fill(gap[1], get), template)
    return _LEFT_OVER.sub(r"\1", clean(text, lines=True))


def _fill(gap, get):
    heading, form = _parted(gap)
    text = clean(get(heading))
    return _FORMS[form](text) if form else text


@functools.lru_cache(maxsize=1024)
def _parted(gap):
    heading, colon, form = gap.rpartition(":")
    return (heading.strip(), form) if colon and form in _FORMS else (gap.strip(), "")
