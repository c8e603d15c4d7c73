"""Dates, countries, numbers and texts of records in the reader's language, for templates and for Python."""

from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_name
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup, _escape_inner
from translated_fields import TranslatedField

from archive import countries as iso
from archive import dates
from archive.models import Status
from archive.reader import active

register = template.Library()

# Languages that tell i with a dot from ı without one, in capitals too.
DOTTED = ("az", "tr")


class Text(NamedTuple):
    """A text and its language; `lang` is empty where that is the reader's own. A name needs no word for it."""

    value: str
    lang: str = ""
    is_name: bool = False

    def __str__(self):
        return self.value

    def __bool__(self):
        return bool(self.value)


def is_translated(model, name) -> bool:
    """Whether a field of a model is kept in each of the archive's languages."""
    return isinstance(getattr(model, name, None), TranslatedField)


def translated(record, name) -> Text:
    """A translated text in the active language, or in the first of the archive's that has it, which is then named."""
    return Text(*_words(record, name))


def _words(record, name):
    """(words, `lang`) of a translated text."""
    for column, lang in _columns(type(record), name, active()):
        if words := getattr(record, column):
            return words, lang
    return "", ""


@cache
def _columns(model, name, language):
    """The columns of a translated text in the order in which a reader of a language is shown one; each with `lang`."""
    columns = sorted(getattr(model, name).fields, key=lambda column: column != f"{name}_{language}")
    codes = ((column, column.removeprefix(f"{name}_")) for column in columns)
    return [(column, "" if code == language else code) for column, code in codes]


def titled(record) -> Text:
    """The title or name of a record, with its language where it falls back to another."""
    columns, is_name = _titles(type(record), active())
    for column, lang in columns:
        if words := getattr(record, column):
            return Text(words, lang, is_name)
    return Text("" if columns else str(record), "", is_name)


@cache
def _titles(model, language):
    """The columns of a type's title or name, as `_columns` gives them, and whether it is a name."""
    stem = next((stem for stem in ("title", "name") if is_translated(model, stem)), None)
    return _columns(model, stem, language) if stem else (), stem == "name"


def public(record):
    """The record where every reader may see it, else None: what is linked may be a draft."""
    return record if record is not None and record.status == Status.PUBLISHED else None


def locale() -> Locale:
    """The Babel locale of the active language."""
    return _locale(active())


@cache
def _locale(language):
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@register.filter
def dated(edtf) -> str:
    """An EDTF date in words; empty where there is none."""
    return dates.words(edtf, active()) if edtf else ""


@register.filter
def country(code) -> str:
    """The name of a country by its ISO 3166 code."""
    return iso.name(code, active()) if code else ""


@register.filter
def countries(codes) -> str:
    """The names of several countries, `AZ; MX`, as a list in words."""
    return listed(country(code) for code in str(codes or "").split("; ") if code)


def listed(words) -> str:
    """Several words as a list in a sentence: `a, b, and c` by the rules of the language (CLDR)."""
    return format_list([str(word) for word in words], locale=locale())


@register.filter
def amount(number) -> str:
    """A number with the separators of the language; whole ones without decimals."""
    return "" if number is None else _amount(number, active())


@lru_cache(maxsize=4096)
def _amount(number, _language):
    return format_decimal(number, format="#,##0.##", locale=locale())


@register.simple_tag
def money(number, currency) -> str:
    """An amount of a currency (ISO 4217) with the currency's name beside the number, never a bare sign."""
    if number is None:
        return ""
    if not currency:
        return amount(number)
    return _money(number, currency, active())


@lru_cache(maxsize=4096)
def _money(number, currency, _language):
    whole = number == number.to_integral_value()
    pattern = "#,##0 ¤" if whole else "#,##0.00 ¤"
    named = get_currency_name(currency, count=number, locale=locale())
    if named == currency:
        return format_currency(number, currency, format=pattern, locale=locale(), currency_digits=False)
    return f"{amount(number)} {named}"


@register.filter
def language_name(code) -> str:
    """The name of a language (BCP 47) in the reader's language: `Spanish`; the code where it has none."""
    return _language_name(code, active())


@lru_cache(maxsize=1024)
def _language_name(code, language):
    try:
        return Locale.parse(code, sep="-").get_display_name(_locale(language)) or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code or ""


@register.filter
def type_label(record) -> str:
    """What a record is, in a word: `visit`, `trade figure`."""
    return str(record._meta.verbose_name)


@register.filter
def evidence_word(record) -> str:
    """How well a record is attested, in a word."""
    return chosen(record, "evidence")


def chosen(record, name) -> str:
    """The word for the choice that a column holds."""
    return _choice(type(record), name, getattr(record, name), active())


@lru_cache(maxsize=1024)
def _choice(model, name, value, _language):
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


@register.simple_tag
def text(record, name) -> str:
    """A translated text of a record; where it falls back to another language that is marked and named quietly."""
    return marked(translated(record, name))


@register.simple_tag
def title(record) -> str:
    """The title of a record, marked with its language where it falls back to another."""
    return marked(titled(record))


@register.filter
def marked(found) -> str:
    """A Text as HTML; in another language than the reader's it carries `lang`, and a quiet word unless it is a name."""
    if not found.lang:
        return found.value
    words = format_html('<span lang="{}">{}</span>', found.lang, found.value)
    quiet = in_language(found)
    return format_html('{} <small class="in-language">({})</small>', words, quiet) if quiet else words


def joined(texts, by=", ") -> Markup:
    """Texts as HTML, each marked as it stands alone; what is no Text is in the reader's language, or HTML already."""
    return Markup(by.join([_html(found) for found in texts]))


def _html(found):
    if type(found) is Text:
        found = marked(found) if found.lang else found.value
    return found if type(found) is Markup else escaped(found)


def escaped(value) -> str:
    """A value as it stands in HTML: HTML as it is, all else with the signs escaped that HTML takes for its own.

    What markupsafe's `escape` says, which also makes an object of its answer that says so; here the whole does, of
    which this is a piece.
    """
    if type(value) is str:
        return _escape_inner(value)
    if hasattr(value, "__html__"):
        return value.__html__()
    return _escape_inner(str(value))


def named_language(found) -> str:
    """A Text where nothing can be marked; in another language than the reader's the quiet word follows it."""
    quiet = in_language(found)
    return f"{found.value} ({quiet})" if quiet else found.value


@register.filter
def in_language(found) -> str:
    """The quiet word for the language of a Text where that is not the reader's: `in English`; none for a name."""
    return _("in %(language)s") % {"language": language_name(found.lang)} if found.lang and not found.is_name else ""


@register.filter
def as_entered(value) -> Text:
    """A text that editors keep once, in the archive's first language, as that is written."""
    first = settings.LANGUAGE_CODE
    return Text(value, first if value and active() != first else "")


@register.filter
def sentence_case(words) -> str:
    """The words with a capital first letter, by the active language: i becomes İ where dots are told apart."""
    words = str(words)
    first = words[:1]
    return f"{'İ' if first == 'i' and active() in DOTTED else first.upper()}{words[1:]}"


def counted_noun(model, count) -> str:
    """What a number of records of a type is called: `1 visit`, `12 visits`; the singular where a language keeps it."""
    # Translators: write “singular” in a language that says “12 visit”, else “plural”.
    rule = pgettext("noun after a number above one", "plural")
    meta = model._meta
    return str(meta.verbose_name if count == 1 or rule == "singular" else meta.verbose_name_plural)
