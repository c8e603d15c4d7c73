"""The fields of records in words: their names, accepted values, and what sources state, as readers read them."""

from functools import cache, lru_cache

from django.utils.translation import gettext as _

from archive import countries, dates, evidence
from archive.models.fields import CountriesField, CountryField, EDTFField
from archive.templatetags.reading import Text, active, amount, dated, is_translated, listed, public, titled, translated
from archive.text import fold


def field_label(model, name) -> str:
    """The name of a field in words, as a page shows it: `host country`, `participants`."""
    return _field_label(model, name, active())


@cache
def _field_label(model, name, _language):
    linked = {"participations": _("participants"), "postings": _("offices"), "parties": _("parties")}
    if name in linked:
        return linked[name]
    if is_translated(model, name):
        name = getattr(model, name).fields[0]
    return str(model._meta.get_field(name).verbose_name)


def rendering(model, name, stated) -> str:
    """A stated value in the reader's words, `14 January 1992` for `14 yanvar 1992`; empty where they say the same."""
    return _rendering(model, name, stated, active())


@lru_cache(maxsize=4096)
def _rendering(model, name, stated, _language):
    words = understood(model, name, stated)
    return words if words and fold(words) != fold(stated) else ""


def understood(model, name, stated) -> str:
    """A stated date or country in the reader's words; empty where it is neither, or not understood."""
    if not stated or is_translated(model, name):
        return ""
    compare = evidence.comparison(model, name)
    if compare is evidence.date_stance:
        return _date_words(stated)
    if compare is not evidence.country_stance:
        return ""
    codes = [countries.understand(part) for part in stated.split(";")]
    return listed(countries.name(code, active()) for code in codes) if all(codes) else ""


def _date_words(stated):
    try:
        return dates.words(dates.understand(stated), active())
    except dates.InvalidDate:
        return ""


def accepted_words(record, name) -> Text:
    """The accepted value of a field in words; empty for lists of links, whose names stand on the record's page."""
    if is_translated(type(record), name):
        return translated(record, name)
    column = type(record)._meta.get_field(name)
    if column.is_relation:
        return _linked_words(record, name)
    return Text(column_words(record, column))


def _linked_words(record, name):
    # Only what was fetched with the record: a page's number of queries is fixed.
    linked = record._state.fields_cache.get(name)
    hidden = linked is None or (hasattr(linked, "status") and public(linked) is None)
    return Text("") if hidden else titled(linked)


def column_words(record, column) -> str:
    """The value of a plain column in the reader's words."""
    value = getattr(record, column.name)
    if value in (None, ""):
        return ""
    if isinstance(column, EDTFField):
        return dated(value)
    if isinstance(column, CountryField | CountriesField):
        return listed(countries.name(code, active()) for code in value.split("; "))
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return amount(value) if evidence.comparison(type(record), column.name) is evidence.amount_stance else str(value)
