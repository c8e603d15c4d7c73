"""From the text of a cell to the values of one of our columns: the steps of a recipe."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive import dates
from archive.models.fields import ProseField
from archive.spreadsheets import widgets
from archive.spreadsheets.columns import LinkColumn, ListColumn, ManyColumn, ParticipationsColumn, PartiesColumn
from archive.spreadsheets.mapping.base import OTHERS, Recipe
from archive.spreadsheets.mapping.templates import filled
from archive.spreadsheets.territories import recognise, split_countries
from archive.text import clean, fold

FOOTNOTES = re.compile(r"\s*\[(?:[0-9]{1,3}|[a-z]|note [0-9]+|citation needed)\]")
_GAPS = re.compile(r"[^\S\n]+")
_EDGES = " \t\n,;"
_GROUPS = re.compile(r"[ \u00a0\u202f']")
# A day's number in a spreadsheet, with a time or not, counted from here (the 1900 system).
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_BEGINNING = date(1899, 12, 30)
# The year of 14.1.92, of 14-Jan-92 and of Jan ’92.
_SHORT_YEAR = re.compile(
    r"(?:(?<=[0-9][./-][0-9][./-])|(?<=[0-9][./-][0-9]{2}[./-])|(?<=[^\W\d_][-./ ])|(?<=[^\W\d_]\. ))"
    r"['’]?([0-9]{2})(?=\s*(?:$|[–—)?]|- | - ))"
)
COUNTRIES = "countries"
_ENDS = {"start": 0, "end": -1}


@dataclass
class Made:
    """What a recipe makes of a row: the values, the text that did not fit into them, and what stands in the way."""

    parts: list[str] = field(default_factory=list)
    whole: str = ""
    # (value, sentence)
    problem: tuple[str, str] | None = None
    # Values that the column does not understand and the mapping says to leave out.
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """What a column holds, as far as it matters here."""

    column: object
    many: bool
    date: bool
    prose: bool
    country: bool
    link: bool
    number: bool = False

    @classmethod
    def of(cls, column):
        """The kind of a column."""
        field = column.field
        return cls(
            column,
            many=isinstance(column, ManyColumn) or isinstance(column.widget, widgets.CountriesWidget),
            date=isinstance(column.widget, widgets.DateWidget),
            prose=isinstance(field, ProseField) or type(column.widget) is widgets.TextWidget,
            country=isinstance(column.widget, widgets.CountryWidget | widgets.CountriesWidget)
            or isinstance(column, PartiesColumn),
            link=isinstance(column, LinkColumn | ListColumn | ParticipationsColumn | PartiesColumn),
            number=isinstance(column.widget, widgets.NumberWidget),
        )


def made(recipe: Recipe, kind: Kind, get: Callable[[str], str], date_order) -> Made:
    """The values that a recipe takes from a row, whose cells `get` gives by heading."""
    if recipe.interval:
        return _interval(recipe, get, date_order)
    found = Made()
    for text in _texts(recipe, kind, get):
        found.parts += _parts(recipe, kind, _tidy(text, recipe, kind))
    found.parts = list(dict.fromkeys(found.parts)) if kind.many else found.parts
    _take(found, recipe, kind)
    if recipe.take in _ENDS:
        found.parts = [end for part in found.parts if (end := _end(part, recipe.take, date_order))]
    if recipe.unknown is not None and not kind.link:
        _leave_unknown(found, recipe, kind, date_order)
    if recipe.shorten:
        _shorten(found, kind.column)
    return found


def _texts(recipe, kind, get):
    if recipe.constant:
        return [recipe.constant]
    if recipe.template:
        return [filled(recipe.template, get)]
    texts = [text for text in map(get, recipe.from_) if text.strip()]
    return texts if kind.many else texts[:1]


def _tidy(text, recipe, kind):
    """Without doubled and no-break spaces, footnotes and what the recipe replaces."""
    for old, new in recipe.replace.items():
        text = text.replace(old, new)
    if recipe.footnotes and not kind.prose:
        text = FOOTNOTES.sub("", text)
    return "\n".join(_GAPS.sub(" ", line).strip() for line in text.splitlines()).strip()


def _parts(recipe, kind, text):
    whole = _translated(recipe, text)
    if whole is not None:
        return [whole] if whole else []
    parts = [text]
    if recipe.split == (COUNTRIES,):
        parts = split_countries(text)
    elif recipe.split or kind.many:
        parts = _divided(text, recipe.split or (";",))
    return [part for part in (_part(recipe, kind, part) for part in parts) if part]


def _divided(text, separators):
    # Longer ones first: `, and ` is no comma before a name that begins with `and`.
    ordered = sorted((_separator(s) for s in separators), key=len, reverse=True)
    return [part.strip(_EDGES) for part in re.split("|".join(ordered), text)]


def _separator(text):
    """A word stands between spaces; a sign may have them around it or not."""
    bare = text.strip()
    return rf"\s+{re.escape(bare)}\s+" if bare and bare[0].isalpha() and bare[-1].isalpha() else re.escape(bare or text)


def _part(recipe, kind, text):
    translated = _translated(recipe, text)
    if translated is None and recipe.contains:
        translated = _contained(recipe, text)
    if translated is None and text.strip():
        translated = recipe.values.get(OTHERS)
    text = text if translated is None else translated
    if kind.country and text:
        text = recognise(text) or text
    if kind.number and text:
        text = _number(recipe, text)
    return _date(recipe, text) if kind.date else text


def _number(recipe, text):
    """Digits with a point for decimals, multiplied; what is no number is left for the column to refuse."""
    if recipe.decimal == ",":
        text = _GROUPS.sub("", text).replace(".", "").replace(",", ".")
    if not recipe.times:
        return text
    try:
        text = widgets.plain_digits(text) or text
        return format((Decimal(text) * Decimal(recipe.times)).normalize(), "f")
    except InvalidOperation:
        return text


def _date(recipe, text):
    """A date with what the recipe knows of how the file writes them."""
    text = widgets.plain_day(text)
    if recipe.serial:
        text = _day(text)
    if not recipe.century.isdecimal():
        return text
    first = int(recipe.century)
    return _SHORT_YEAR.sub(lambda year: str(first + (int(year[1]) - first) % 100), text)


def _day(text):
    """The day that a spreadsheet counts so, from 1927 on: fewer digits are a year."""
    return str(_BEGINNING + timedelta(int(float(text)))) if _SERIAL.fullmatch(text) else text


def _translated(recipe, text):
    """What the recipe says for a value, or None."""
    if not recipe.values:
        return None
    return recipe.values[text] if text in recipe.values else recipe.folded_values.get(fold(text))


def _contained(recipe, text):
    padded = f" {fold(text)} "
    found = next((ours for phrase, ours in recipe.folded_phrases.items() if f" {phrase} " in padded), None)
    return recipe.contains.get(OTHERS) if found is None else found


def _take(found, recipe, kind):
    if len(found.parts) > 1 and recipe.take in ("first", "only"):
        found.whole = "; ".join(found.parts)
        found.parts = found.parts[:1] if recipe.take == "first" else []
    elif len(found.parts) > 1 and not kind.many:
        if kind.link:
            value = "; ".join(found.parts)
            found.problem = (value, _("“%(value)s” names several: this column takes one.") % {"value": value})
        found.parts = ["; ".join(found.parts)]


def _end(text, which, date_order):
    """The first or the last date of a period; a single date is both; what is no date is left to be refused."""
    try:
        ends = dates.understand(text, order=date_order or None).split("/")
    except dates.InvalidDate:
        return text
    end = ends[_ENDS[which]]
    return "" if end == ".." else end


def _leave_unknown(found, recipe, kind, date_order):
    kept = []
    for part in found.parts:
        try:
            kind.column.widget.clean(part, date_order=date_order)
        except ValidationError:
            found.left_out.append(part)
            part = recipe.unknown
        kept += [part] if part else []
    found.parts = kept


def _shorten(found, column):
    most = getattr(column.field, "max_length", None)
    for place, part in enumerate(found.parts):
        if most and len(clean(part)) > most:
            found.whole = part
            found.parts[place] = clean(part)[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-(") + "…"


def _interval(recipe, get, date_order):
    """The EDTF interval of two dates; one day where both are the same, the one that is known where one is missing."""
    ends = [FOOTNOTES.sub("", clean(get(heading))) for heading in recipe.interval]
    understood = []
    for text in ends:
        text = text if _translated(recipe, text) is None else _translated(recipe, text)
        text = _date(recipe, text)
        try:
            understood.append(dates.understand(text, order=date_order or None) if text else "")
        except dates.InvalidDate as error:
            return Made(problem=(text, _(error.message) % error.params))
    first, last = understood
    if not first or not last or first == last:
        return Made([first or (f"/{last}" if last else "")] if first or last else [])
    if dates.parse(first).earliest > dates.parse(last).latest:
        value = " – ".join(ends)
        return Made(
            problem=(value, _("“%(value)s” ends before it begins: correct one of the days.") % {"value": value})
        )
    return Made([_span(first, last)])


def _span(first, last):
    """From the beginning of the first date to the end of the last, where one of them is an interval itself."""
    return f"{first.partition('/')[0]}/{last.rpartition('/')[2]}"
