"""Suggests which of our columns a heading could mean: by its words in many languages, and by what is under it."""

import functools
import re
from dataclasses import dataclass
from itertools import islice

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from archive import dates
from archive.models import Person
from archive.spreadsheets import headings
from archive.spreadsheets.columns import LinkColumn, ParticipationsColumn
from archive.spreadsheets.mapping.values import FOOTNOTES, Kind
from archive.spreadsheets.mapping.words import EMPTY, SIGN, words_of
from archive.spreadsheets.territories import recognise
from archive.spreadsheets.widgets import ChoiceWidget, NumberWidget
from archive.text import clean, fold

_SAMPLES = 40
_ROWS_READ = 400
_MOST = 3
LEAST = 55
_NEAR = 75
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Two to five words with capitals, some of them perhaps small ones between, and a title before or a comma within.
_NAME = re.compile(r"[^\W\d_][\w.'’-]*,?(?: (?:[^\W\d_][\w.'’-]*,?)){1,4}")
# A number is no address for ever.
_ADDRESS = re.compile(r"(?=.*[a-z])[a-z0-9_]+(?:-+[a-z0-9_]+)+")


@dataclass(frozen=True)
class Suggestion:
    """Which columns a heading could mean, best first, and some of what stands under it."""

    heading: str
    columns: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of somebody's file: where it stands, its words, and some of what stands under it."""

    place: int
    heading: str
    words: tuple[str, ...]
    samples: tuple[str, ...]

    @property
    def is_worded(self):
        """Whether it says anything: a number or a letter does not."""
        return any(len(word) > 1 and not word.isdecimal() for word in self.words)


def suggest(resource, sheet) -> list[Suggestion]:
    """A suggestion for each heading that is not recognised; without columns where none is near."""
    columns = free_columns(resource, sheet)
    found = []
    for one in unknown(resource, sheet):
        scored = sorted(((score(c, one), c.column_name) for c in columns), key=lambda pair: -pair[0])
        near = tuple(name for points, name in scored[:_MOST] if points >= LEAST)
        found.append(Suggestion(one.heading, near, one.samples[:5]))
    return found


def free_columns(resource, sheet):
    """The columns that none of the sheet's headings means by itself."""
    known = headings.known_headings(resource)
    taken = {headings.meaning(known, heading) for heading in headings.titles(sheet)}
    return [c for c in resource.columns() if c.column_name not in taken and not c.reads_only]


def unknown(resource, sheet):
    """The headings that are not recognised."""
    known = headings.known_headings(resource)
    return [one for one in described(sheet) if headings.meaning(known, one.heading) is None]


def described(sheet) -> list[Heading]:
    """Every heading of a sheet with what can be said of it."""
    return [
        Heading(place, heading, _words(heading), _samples(sheet, place))
        for place, heading in enumerate(headings.titles(sheet))
    ]


def _words(heading):
    """The words of a heading that say something, `StartDate` being two."""
    words = fold(_CAMEL.sub(" ", heading)).split()
    return tuple(word for word in words if word not in EMPTY) or tuple(words)


def _samples(sheet, place):
    texts = (clean(row.cells[place]) for row in islice(sheet.rows, _ROWS_READ) if place < len(row.cells))
    return tuple(islice(dict.fromkeys(text for text in texts if text), _SAMPLES))


def score(column, one: Heading) -> float:
    """From 0 to 100 and more: likeness of the words, and how much of what stands under the heading the column takes."""
    points = likeness(column, one)
    if _names_people(column) and one.samples:
        return points * (0.7 + 0.35 * _share(_NAME.fullmatch, one.samples))
    if _is_address(column) and one.samples:
        return points * _share(_ADDRESS.fullmatch, one.samples)
    fit = fitness(column, one.samples)
    if fit is None:
        return points
    # The words for a choice may be a file's own, to be translated one by one.
    least = 0.65 if isinstance(column.widget, ChoiceWidget) else 0.4
    return max(points * (least + (1 - least) * fit) + fit * 30, fit * 60) + _is_usual(column)


def likeness(column, one: Heading) -> float:
    """From 0 to 100 how much the words of a heading are those of a column; 0 where they have nothing in common."""
    model = column.field.model._meta.model_name if column.field is not None else ""
    words = words_of(headings.without_language(column.column_name), model)
    theirs = one.words or ("",)
    shared = sum(max((_sameness(written, word) for word in words), default=0) for written in theirs)
    spelling = fuzz.ratio(fold(one.heading), fold(column.column_name))
    points = max(60 + 30 * shared / len(theirs) if shared else 0, spelling * 0.9 if spelling >= _NEAR else 0)
    if not points:
        return 0
    against = 15 * _names_occasions(column) + (0 if _is_address(column) else 20 * bool(set(theirs) & SIGN))
    return max(points + _of_language(column, one.heading) - against, 0)


def _sameness(written, word):
    return 1 if written == word else 0.8 if is_form_of(written, word) else 0


def is_form_of(written, word) -> bool:
    """Whether it is the word itself, the word with an ending, or a compound that ends in it."""
    if written == word:
        return True
    return (len(word) > 3 and written.startswith(word)) or (len(word) > 4 and written.endswith(word))


def _of_language(column, heading):
    """For a column of one language, whether the heading says that it is in this one or in another.

    Where it says nothing, the first language is meant.
    """
    stem = headings.without_language(column.column_name)
    if stem == column.column_name:
        return 0
    said = _language_said(heading)
    own = column.column_name == f"{stem}_{said or settings.LANGUAGES[0][0]}"
    return (8 if own else -25) if said else 0 if own else -10


@functools.lru_cache(maxsize=2048)
def _language_said(heading):
    """The language of the archive that a heading names, by its code or its name in any of them."""
    words = set(fold(heading).split())
    return next((code for code, _name in settings.LANGUAGES if words & _language_words(code)), None)


@functools.cache
def _language_words(code):
    names = {Locale(other).languages.get(code, "") for other, _name in settings.LANGUAGES}
    return {fold(name) for name in names} | {code} - {""}


def _names_people(column):
    return isinstance(column, ParticipationsColumn) or (isinstance(column, LinkColumn) and column.target is Person)


def _names_occasions(column):
    """Whether it is a link to a record of a kind that files describe in words rather than name."""
    return isinstance(column, LinkColumn) and hasattr(column.target, "title")


def _is_usual(column):
    """Of the two countries of a visit a list names the one to which somebody went."""
    return column.column_name == "host_country" and hasattr(column.field.model, "visitor_country")


def _is_address(column):
    return column.column_name in ("slug", "key")


def _share(test, samples):
    return sum(bool(test(text)) for text in samples) / len(samples)


def fitness(column, samples):
    """The share of the samples that the column takes; None where it takes any text or there are no samples."""
    kind = Kind.of(column)
    if not samples or not (kind.date or kind.country or isinstance(column.widget, ChoiceWidget | NumberWidget)):
        return None
    taken = _share(lambda text: _takes(column, kind, text), samples)
    # Bare numbers may be years, and may be anything.
    return taken / 2 if kind.date and all(text.isdecimal() for text in samples) else taken


def _takes(column, kind, text):
    text = FOOTNOTES.sub("", text)
    if kind.country:
        return _names_countries(text)
    return _is_date(text) if kind.date else _is_clean(column.widget, text)


@functools.lru_cache(maxsize=10_000)
def _names_countries(text):
    parts = [part for part in text.split(";") if part.strip()]
    return sum(bool(recognise(part)) for part in parts) * 2 > len(parts)


@functools.lru_cache(maxsize=10_000)
def _is_date(text):
    """An ambiguous day is a day all the same, in whichever order the file has it."""
    for order in ("dmy", "mdy"):
        try:
            return bool(dates.understand(text, order=order))
        except dates.InvalidDate:
            continue
    return False


def _is_clean(widget, text):
    try:
        widget.clean(text)
    except ValidationError:
        return False
    return True
