"""How readers narrow a list: the parameters of its address, in words that can be taken back one by one."""

import datetime

import django_filters
from django.db.models import F, Q, Value
from django.utils.translation import get_language, gettext_lazy

from archive.models import Citation, Evidence, Record, Status
from archive.models.alphabet import order_column, order_columns
from archive.models.fields import CountriesField
from archive.models.links import key_to
from archive.public.filters.inputs import (
    CountryFilter,
    DecadeFilter,
    LanguageFilter,
    WordFilter,
    WordsFilter,
)
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
    sort = WordFilter(method="in_order", label=gettext_lazy("Order"), choices=list(SORTS.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        model = self.queryset.model
        if model.dated_by:
            # A person's decade is that of the birth, an agreement's that of the signature.
            self.filters["decade"].label = sentence_case(model._meta.get_field(model.dated_by).verbose_name)
        else:
            del self.filters["decade"]
        if not order_columns(model):
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

    def in_decade(self, queryset, name, year):
        """Those whose date begins in this decade."""
        days = (datetime.date(max(year, 1), 1, 1), datetime.date(year + 9, 12, 31))
        return queryset.filter(**{f"{queryset.model.dated_by}_earliest__range": days})

    def in_language(self, queryset, name, code):
        """Those of which a source in this language speaks before readers."""
        return queryset.filter(pk__in=told_in(queryset.model, code))

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
                key=lambda pair: alphabetical(pair[1], get_language()),
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


def told_in(model, code):
    """The keys of the records of a type of which published sources in a language speak."""
    key = key_to(Citation, model)
    told = Citation.objects.published().filter(source__language=code, **{f"{key}__isnull": False})
    return told.order_by().values(key)


def ordered(queryset, sort):
    """A queryset by date or title, `-` for backwards; by date where a type has no title, by key without either."""
    model, backwards = queryset.model, sort.startswith("-")
    by_title = order_column(model, get_language()) if sort.endswith("title") or not model.dated_by else None
    key = F(by_title or (f"{model.dated_by}_earliest" if model.dated_by else "pk"))
    # A title is never missing: told to put it last, SQLite would not read the index.
    last = None if by_title else True
    return queryset.order_by(
        key.desc(nulls_last=last) if backwards else key.asc(nulls_last=last), "-pk" if backwards else "pk"
    )
