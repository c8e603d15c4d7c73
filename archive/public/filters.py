"""How readers narrow a list: the parameters of its address, in words that can be taken back one by one."""

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from archive import countries, dates, search
from archive.models import Agreement, Event, Evidence, Organization, Person, Record, Source, Status, TradeFigure, Visit
from archive.models.fields import CountriesField
from archive.templatetags.reading import country, sentence_case
from archive.text import fold

SORTS = {
    "date": gettext_lazy("oldest first"),
    "-date": gettext_lazy("newest first"),
    "title": gettext_lazy("A to Z"),
    "-title": gettext_lazy("Z to A"),
}


class WordsField(forms.CharField):
    """Words to look for; something must be left of them when signs are taken away."""

    def clean(self, value):
        words = super().clean(value)
        if words and not search.words(words):
            raise forms.ValidationError(
                _("“%(value)s” has no letters or digits to look for: write a word or a name."), params={"value": words}
            )
        return words


class CountryField(forms.CharField):
    """A country by its ISO 3166 code or its name in any of the archive's languages."""

    def clean(self, value):
        written = super().clean(value)
        code = countries.understand(written) if written else ""
        if code is None:
            raise forms.ValidationError(
                _("“%(value)s” is not the name of a country: choose one from the list, or write its ISO 3166 code."),
                params={"value": written},
            )
        return code


class DateField(forms.CharField):
    """A date as people type it, or EDTF."""

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        try:
            return dates.parse(dates.understand(written))
        except dates.InvalidDate as error:
            raise forms.ValidationError(_(error.message), params=error.params) from None


class WordField(forms.ChoiceField):
    """One of a few words."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” is not one of the choices: choose one from the list.")
    }


class WordsFilter(django_filters.Filter):
    """Takes words to look for."""

    field_class = WordsField


class CountryFilter(django_filters.Filter):
    """Takes a country."""

    field_class = CountryField


class DateFilter(django_filters.Filter):
    """Takes a date in any form that the archive understands."""

    field_class = DateField


class WordFilter(django_filters.Filter):
    """Takes one of a few words."""

    field_class = WordField


class RecordFilter(django_filters.FilterSet):
    """What every list can be narrowed by: words, country, evidence; and its order. A type adds what suits it."""

    q = WordsFilter(method="with_words", label=gettext_lazy("Words"))
    country = CountryFilter(method="with_country", label=gettext_lazy("Country"))
    evidence = WordFilter(
        label=gettext_lazy("Evidence"),
        choices=[(v, label) for v, label in Evidence.choices if v != Evidence.NONE],
    )
    sort = WordFilter(method="in_order", label=gettext_lazy("Order"), choices=list(SORTS.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if title_expression(self.queryset.model) is None:
            self.filters["sort"].extra["choices"] = [pair for pair in SORTS.items() if not pair[0].endswith("title")]

    # The order of a list when none is chosen.
    default_sort = "date"
    # Country parameters that speak of one column each.
    columns: dict[str, str] = {}

    def with_words(self, queryset, name, value):
        """Those found by these words."""
        return queryset.matching(value)

    def with_country(self, queryset, name, code):
        """Those that this country has to do with, by any of the type's look-ups; links to drafts do not count."""
        found = Q(pk__in=())
        for lookup in self.lookups(name):
            found |= Q(pk__in=placed(queryset.model, lookup, code).order_by().values("pk"))
        return queryset.filter(found)

    def since_then(self, queryset, name, dating):
        """Those that may have been on or after the first day of this date."""
        return queryset.filter(**{f"{queryset.model.dated_by}_latest__gte": dating.earliest})

    def until_then(self, queryset, name, dating):
        """Those that may have been on or before the last day of this date."""
        return queryset.filter(**{f"{queryset.model.dated_by}_earliest__lte": dating.latest})

    def in_order(self, queryset, name, value):
        """In the chosen order; what has no date or title stands last."""
        return ordered(queryset, value)

    def lookups(self, name) -> tuple[str, ...]:
        """The look-ups of a country parameter."""
        return (self.columns[name],) if name in self.columns else self.queryset.model.COUNTRY_LOOKUPS

    def filter_queryset(self, queryset):
        """Narrowed and in order; nothing where a value was not understood."""
        narrowed = super().filter_queryset(queryset)
        return narrowed if self.form.cleaned_data.get("sort") else ordered(narrowed, self.default_sort)

    @property
    def found(self):
        """The records that the reader asked for; none where a value was not understood."""
        if self.is_valid():
            return self.qs
        return self.queryset.none()

    def used_countries(self) -> dict[str, list[tuple[str, str]]]:
        """For each country parameter the countries that occur, as (code, name) by name, in one query."""
        asked = {name: self.lookups(name) for name, f in self.filters.items() if isinstance(f, CountryFilter)}
        model = self.queryset.model
        parts = [
            placed(model, lookup).order_by().annotate(at=Value(lookup)).values_list("at", lookup).distinct()
            for lookup in {lookup for lookups in asked.values() for lookup in lookups}
        ]
        found = {}
        for lookup, codes in parts[0].union(*parts[1:]) if parts else ():
            found.setdefault(lookup, set()).update((codes or "").split("; "))
        return {
            name: sorted(
                ((code, country(code)) for code in set().union(*(found.get(lk, ()) for lk in lookups)) if code),
                key=lambda pair: fold(pair[1]),
            )
            for name, lookups in asked.items()
        }


def placed(model, lookup, code=None):
    """The published records that a look-up places in a country (in any, without `code`), drafts on the way left out."""
    # One condition for the whole way: two calls of filter() would join twice and let a draft's country slip in.
    *way, last = lookup.split("__")
    condition, here, prefix = Q(), model, ""
    for part in way:
        here = here._meta.get_field(part).related_model
        prefix += f"{part}__"
        if issubclass(here, Record):
            condition &= Q(**{f"{prefix}status": Status.PUBLISHED})
    several = isinstance(here._meta.get_field(last), CountriesField)
    wanted = {f"{lookup}__gt": ""} if code is None else {f"{lookup}__contains" if several else lookup: code}
    return model.objects.published().filter(condition, **wanted)


def ordered(queryset, sort):
    """A queryset by date or title, `-` for backwards; by date where a type has no title, by key without either."""
    model, backwards = queryset.model, sort.startswith("-")
    by_title = title_expression(model) if sort.endswith("title") or not model.dated_by else None
    key = by_title or (F(f"{model.dated_by}_earliest") if model.dated_by else F("pk"))
    return queryset.order_by(
        key.desc(nulls_last=True) if backwards else key.asc(nulls_last=True), "-pk" if backwards else "pk"
    )


def title_expression(model):
    """The title or name in the active language, else in the first that has it; None for a type that has none."""
    for stem in ("title", "name"):
        try:
            columns = [model._meta.get_field(c).name for c in getattr(model, stem).fields]
        except (AttributeError, FieldDoesNotExist):
            continue
        columns.sort(key=lambda column: column != f"{stem}_{get_language()}")
        return Lower(Coalesce(*(NullIf(F(column), Value("")) for column in columns), Value("")))
    return None


def kind_of(model):
    """The filter of a type's kinds."""
    # Read with the class, so in no language yet.
    in_words = lazy(sentence_case, str)
    choices = [(value, in_words(label)) for value, label in model._meta.get_field("kind").choices]
    return WordFilter(label=gettext_lazy("Kind"), choices=choices)


class DatedFilter(RecordFilter):
    """Lists of what has a date of its own."""

    since = DateFilter(method="since_then", label=gettext_lazy("Since"))
    until = DateFilter(method="until_then", label=gettext_lazy("Until"))


class PersonFilter(RecordFilter):
    """People by name."""

    default_sort = "title"


class OrganizationFilter(RecordFilter):
    """Organizations by name, kind, country and host."""

    default_sort = "title"
    columns = {"host": "host_country"}
    kind = kind_of(Organization)
    host = CountryFilter(method="with_country", label=gettext_lazy("Host country"))


class EventFilter(DatedFilter):
    """Events by kind."""

    kind = kind_of(Event)


class VisitFilter(DatedFilter):
    """Visits by direction."""

    columns = {"visitor": "visitor_country", "host": "host_country"}
    visitor = CountryFilter(method="with_country", label=gettext_lazy("Visitor's country"))
    host = CountryFilter(method="with_country", label=gettext_lazy("Host country"))


class AgreementFilter(DatedFilter):
    """Agreements by kind."""

    kind = kind_of(Agreement)


class TradeFigureFilter(DatedFilter):
    """Trade figures by period and country."""


class SourceFilter(DatedFilter):
    """Sources by kind; a source lies in no country."""

    country = None
    default_sort = "title"
    kind = kind_of(Source)


FILTERS = {
    Person: PersonFilter,
    Organization: OrganizationFilter,
    Event: EventFilter,
    Visit: VisitFilter,
    Agreement: AgreementFilter,
    TradeFigure: TradeFigureFilter,
    Source: SourceFilter,
}


def filter_of(model):
    """The filter of a record type; the shared one where the type has none of its own."""
    return FILTERS.get(model, RecordFilter)
