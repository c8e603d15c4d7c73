"""A page cited in words: APA (7th edition), the notes of Chicago (17th) and MLA (9th), as each language writes them.

Words and signs stand here, as those of references do, since they come with the order of what is around them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date
from django.utils.html import format_html, format_html_join

from archive.public.citing.cited import Cited
from archive.templatetags.reading import active

# Months as MLA shortens them; those of at most four letters stay.
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True)
class Terms:
    """How one language cites pages: quotation marks, the patterns of dates (CLDR), and of when the page is.

    `inside`: whether a stop stands before the closing mark.
    """

    quotes: tuple[str, str]
    inside: bool
    apa: str
    plain: str
    modified: str


TERMS = {
    "en": Terms(("“", "”"), True, "y, MMMM d", "MMMM d, y", "Last modified {}"),
    "az": Terms(("“", "”"), False, "y, d MMMM", "d MMMM y", "Son dəyişiklik: {}"),
    "es": Terms(("«", "»"), False, "y, d 'de' MMMM", "d 'de' MMMM 'de' y", "Última modificación: {}"),
}


class Piece(NamedTuple):
    """Some words of a citation: the name of a work, or words in another language than the page's."""

    words: str
    is_work: bool = False
    lang: str = ""


class Citing(NamedTuple):
    """A citation in one style, named as its readers know it."""

    style: str
    pieces: tuple[Piece, ...]

    def __str__(self):
        return "".join(piece.words for piece in self.pieces)

    @property
    def html(self):
        """The citation with the names of works set apart and titles marked with their language."""
        return format_html_join("", "{}", ((_html(piece),) for piece in self.pieces))


def styles(page: Cited) -> list[Citing]:
    """The citations of a page in the active language."""
    terms = TERMS.get(active().partition("-")[0], TERMS["en"])
    return [
        Citing("APA 7", _apa(page, terms)),
        Citing("Chicago 17", _chicago(page, terms)),
        Citing("MLA 9", _mla(page, terms)),
    ]


def _apa(page, terms):
    day = _day(page, terms.apa)
    title = Piece(page.title.value, True, page.title.lang)
    return (title, Piece(f"{_stop(page)} ({day}). {page.site}. {page.address}"))


def _chicago(page, terms):
    when = terms.modified.format(_day(page, terms.plain))
    return (*_quoted(page, terms, "."), Piece(f" {page.site}. {when}. {page.address}."))


def _mla(page, terms):
    day = _day(page, terms.plain)
    if terms is TERMS["en"]:
        day = f"{page.day.day} {_SHORT[page.day.month - 1]} {page.day.year}"
    return (*_quoted(page, terms, "."), Piece(" "), Piece(page.site, True), Piece(f", {day}, {page.address}."))


def _day(page, pattern):
    return _formatted(page.day, pattern, active().replace("-", "_"))


@lru_cache(maxsize=4096)
def _formatted(day, pattern, locale):
    return format_date(day, format=pattern, locale=locale)


def _quoted(page, terms, stop):
    """The title in quotation marks; a stop follows where the title does not end with one of its own."""
    before, after = terms.quotes
    stop = "" if page.title.value.endswith(("?", "!", "…", ".")) else stop
    end = f"{stop}{after}" if terms.inside else f"{after}{stop}"
    return (Piece(before), Piece(page.title.value, False, page.title.lang), Piece(end))


def _stop(page):
    return "" if page.title.value.endswith(("?", "!", "…", ".")) else "."


def _html(piece):
    marked = format_html(' lang="{}"', piece.lang) if piece.lang else ""
    if piece.is_work:
        return format_html("<cite{}>{}</cite>", marked, piece.words)
    return format_html("<span{}>{}</span>", marked, piece.words) if marked else piece.words
