"""What the list of each record type can be narrowed by besides."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from archive.models import Agreement, Event, Organization, Person, Source, TradeFigure, Visit
from archive.public.filters.base import RecordFilter
from archive.public.filters.inputs import CountryFilter, DateFilter, LanguageFilter, WordFilter
from archive.templatetags.reading import sentence_case


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
    language = LanguageFilter(label=gettext_lazy("Language"))


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
