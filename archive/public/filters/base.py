"""How readers narrow a list: the parameters of its address, in words that can be taken back one by one."""

import copy
import datetime
from functools import cache, cached_property, lru_cache

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from archive.models import Evidence, Facet
from archive.models.alphabet import order_columns
from archive.models.sets import KeyList
from archive.public.filters.headings import headings_of
from archive.public.filters.inputs import (
    CountryFilter,
    DecadeFilter,
    LanguageFilter,
    WordFilter,
    WordsFilter,
)
from archive.public.filters.reaching import ALL, ALONG, KNOWN, WORDS, Way, asked_of_each, ordered, under
from archive.reader import active
from archive.search import Among
from archive.templatetags.reading import country, sentence_case
from archive.text import alphabetical

SORTS = {
    "date": gettext_lazy("oldest first"),
    "-date": gettext_lazy("newest first"),
    "title": gettext_lazy("A to Z"),
    "-title": gettext_lazy("Z to A"),
}


class RecordFilter(django_filters.FilterSet):
    """What every list can be narrowed by: words, country, evidence; and its order. A type adds what suits it."""

    q = WordsFilter(method="with_words", label=gettext_lazy("Words"))
    country = CountryFilter(method="with_country", label=gettext_lazy("Country"))
    evidence = WordFilter(
        label=gettext_lazy("Evidence"),
        choices=[(v, label) for v, label in Evidence.choices if v != Evidence.NONE],
    )
    decade = DecadeFilter(method="in_decade", label=gettext_lazy("Decade"))
    language = LanguageFilter(method="in_language", label=gettext_lazy("Language of a source"))
    sort = WordFilter(label=gettext_lazy("Order"), choices=list(SORTS.items()))

    def __init__(self, data, queryset):
        # Django would copy every filter and make a form of them for each page, though few are ever filled in.
        self.data, self.queryset = data, queryset
        self.filters = _filters(type(self), queryset.model)

    # The order of a list when none is chosen.
    default_sort = "date"
    # Country parameters that speak of one column each.
    columns: dict[str, str] = {}
    # By what the records are reached now, and the keys that the words find, where these are few; else whether they are
    # still so few that all are found faster than a page is come upon.
    way = ALL
    worded: list[int] = []
    is_middling = False

    def with_words(self, queryset, name, value):
        """Those found by these words."""
        if self.way == ALL:
            return queryset.matching(value)
        if self.way == Way(WORDS, True):
            return queryset.filter(pk__in=KeyList(self.worded))
        # Of records that are known by their keys each is asked by itself.
        is_found = self.is_middling and self.way != KNOWN
        return queryset.filter(self.held_by("pk") if is_found else Q(search_text__tells=value))

    def held_by(self, key) -> Q:
        """Of middling words the condition that the record of this key holds them."""
        return Q(Among(F(key), (self.queryset.model, self.chosen["q"])))

    def with_country(self, queryset, name, code):
        """Those that this country has to do with, by a column or by any of the type's look-ups."""
        if name in self.columns:
            return self.where(queryset, name, **{self.columns[name]: code})
        return under(queryset, self.headings.key(Facet.COUNTRY, code), self.way)

    def since_then(self, queryset, name, dating):
        """Those that may have been on or after the first day of this date."""
        return self.where(queryset, name, **{f"{queryset.model.dated_by}_latest__gte": dating.earliest})

    def until_then(self, queryset, name, dating):
        """Those that may have been on or before the last day of this date."""
        return self.where(queryset, name, **{f"{queryset.model.dated_by}_earliest__lte": dating.latest})

    def in_decade(self, queryset, name, year):
        """Those whose date begins in this decade."""
        return self.where(queryset, name, **{f"{queryset.model.dated_by}_earliest__range": days_of_decade(year)})

    def in_language(self, queryset, name, code):
        """Those of which a source in this language speaks before readers."""
        return under(queryset, self.headings.key(Facet.LANGUAGE, code), self.way)

    def filter_queryset(self, queryset, but=""):
        """Narrowed, in no order; nothing where a value was not understood."""
        for name in self.chosen:
            if name != but:
                queryset = self.narrowed_by(name, queryset)
        return queryset

    def narrowed_by(self, name, queryset):
        """The rows that one filter in force leaves."""
        method, value = self.filters[name].method, self.chosen[name]
        if method:
            return getattr(self, method)(queryset, name, value)
        return self.where(queryset, name, **{self.filters[name].field_name: value})

    def where(self, queryset, name, **wanted):
        """The rows of which this holds, asked of an index where the way is by this filter or by none."""
        own = self.heading_of(name)
        if self.way in (ALL, ALONG) or (own and self.headings.key(*own) == self.way.first):
            return queryset.filter(**wanted)
        return asked_of_each(queryset, **wanted)

    @property
    def found(self):
        """All records that the reader asked for, in the order of the list; none where a value was not understood."""
        return ordered(self.narrowed(ALL), self.sorting)

    def narrowed(self, way, is_known=False, but=""):
        """The same, reached in this way; what is reached first in order is left for its part of the list.

        `is_known` says that whoever asks has the keys, `but` names a filter that these answer.
        """
        if self.errors:
            return self.queryset.none()
        self.way = way
        is_known = is_known or way == KNOWN or (way.gathers and way != ALL)
        return self.filter_queryset(self.queryset.model.objects.published(is_known), but)

    @cached_property
    def _understood(self):
        """What was written, understood: the values, and of those that were not the sentences, by filter."""
        values, errors = {}, {}
        for name in self.filters:
            written = self.data.get(name)
            if written:
                try:
                    values[name] = self.filters[name].field.clean(written)
                except ValidationError as error:
                    errors[name] = error.messages
        return values, errors

    @property
    def errors(self) -> dict[str, list[str]]:
        """What a reader is told of the values that were not understood, by filter."""
        return self._understood[1]

    def is_valid(self) -> bool:
        """Whether everything that was written was understood."""
        return not self.errors

    @cached_property
    def chosen(self) -> dict:
        """The filters in force with their values, but the order."""
        values, errors = self._understood
        return {} if errors else {name: value for name, value in values.items() if value and name != "sort"}

    @property
    def sorting(self) -> str:
        """The order of the list, chosen or usual."""
        return (not self.errors and self._understood[0].get("sort")) or self.default_sort

    @cached_property
    def headings(self):
        """What the records of the type are listed under."""
        model = self.queryset.model
        return headings_of([model])[model]

    def heading_of(self, name):
        """(facet, value) that a filter in force asks for; None for words and days."""
        facet = self.columns.get(name, name)
        if facet in (*Facet.values, *self.columns.values()):
            return facet, str(self.chosen[name])
        return None

    def used_countries(self) -> dict[str, list[tuple[str, str]]]:
        """For each country parameter the countries that occur, as (code, name) by name."""
        names = [name for name, f in self.filters.items() if isinstance(f, CountryFilter)]
        return {name: self._by_name(self.columns.get(name, Facet.COUNTRY)) for name in names}

    def _by_name(self, facet):
        return self.headings.once(("by name", facet, active()), lambda: by_name(self.headings.values(facet)))

    def label(self, name) -> str:
        """What a filter is called."""
        return _label(type(self), self.queryset.model, name, active())


@cache
def _filters(kind, model) -> dict:
    """The filters of a filter set for a type, as they are for every page: none is changed by being used."""
    found = copy.deepcopy(kind.base_filters)
    if model.dated_by:
        # A person's decade is that of the birth, an agreement's that of the signature.
        found["decade"].label = lazy(sentence_case, str)(model._meta.get_field(model.dated_by).verbose_name)
    else:
        del found["decade"]
    if not order_columns(model):
        found["sort"].extra["choices"] = [pair for pair in SORTS.items() if not pair[0].endswith("title")]
    for one in found.values():
        one.model = model
    return found


@cache
def _label(kind, model, name, _language):
    return str(_filters(kind, model)[name].label)


def by_name(codes) -> tuple[tuple[str, str], ...]:
    """Countries as (code, name), by name in the reader's alphabet."""
    return _by_name(tuple(sorted(codes)), active())


@lru_cache(maxsize=256)
def _by_name(codes, language):
    named = ((code, country(code)) for code in codes)
    return tuple(sorted(named, key=lambda pair: alphabetical(pair[1], language)))


def days_of_decade(year) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the decade that begins with this year."""
    return datetime.date(max(year, 1), 1, 1), datetime.date(year + 9, 12, 31)
