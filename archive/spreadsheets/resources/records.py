"""The sheets of the record types: their columns, in order."""

from archive.models import Agreement, Event, Organization, Person, Source, TradeFigure, Visit
from archive.spreadsheets.columns import ParticipationsColumn, PartiesColumn
from archive.spreadsheets.resources.base import RecordResource, in_languages

FIRST = ("slug", "status")
LAST = (*in_languages("summary"), "note", "revision")


class PersonResource(RecordResource):
    """People; their names, postings and participations have sheets of their own."""

    class Meta:
        model = Person
        fields = (*FIRST, *in_languages("name"), "country", "born", "died", *LAST)


class OrganizationResource(RecordResource):
    """Organizations."""

    ALIASES = {"host": "host_country", "type": "kind"}

    class Meta:
        model = Organization
        fields = (
            *FIRST, *in_languages("name"), "kind", "country", "host_country", "place", "founded", "dissolved", *LAST,
        )  # fmt: skip


class EventResource(RecordResource):
    """Events, with those who took part."""

    ALIASES = {"country": "countries", "type": "kind"}

    participations = ParticipationsColumn()

    class Meta:
        model = Event
        fields = (
            *FIRST, *in_languages("title"), "kind", "date", "place", "part_of", "countries", "participations", *LAST,
        )  # fmt: skip


class VisitResource(RecordResource):
    """Visits, with their places and those who took part."""

    ALIASES = {
        "visitor": "visitor_country",
        "visitors country": "visitor_country",
        "host": "host_country",
        "place": "places",
        "people": "participations",
    }

    participations = ParticipationsColumn()

    class Meta:
        model = Visit
        fields = (
            *FIRST, *in_languages("title"), "visitor_country", "host_country", "date", "occasion",
            *in_languages("purpose"), "places", "participations", *LAST,
        )  # fmt: skip


class AgreementResource(RecordResource):
    """Agreements, with their parties and those who took part."""

    ALIASES = {"type": "kind", "signatories": "participations", "date": "signed"}

    parties = PartiesColumn()
    participations = ParticipationsColumn()

    class Meta:
        model = Agreement
        fields = (
            *FIRST, *in_languages("title"), "kind", "signed", "in_force", "ended", "place", "signed_during",
            *in_languages("subjects"), "parties", "participations", *LAST,
        )  # fmt: skip


class TradeFigureResource(RecordResource):
    """Trade figures."""

    ALIASES = {"year": "period"}

    class Meta:
        model = TradeFigure
        fields = (
            *FIRST, "period", "exporter", "importer", "between", "amount", "currency", *in_languages("goods"), *LAST,
        )  # fmt: skip


class SourceResource(RecordResource):
    """Sources; their files are uploaded in the admin."""

    ALIASES = {
        "type": "kind",
        "author": "authors",
        "link": "url",
        "journal": "container",
        "newspaper": "container",
        "number": "issue",
        "place": "locality",
        "archive": "repository",
    }

    class Meta:
        model = Source
        fields = (
            *FIRST, *in_languages("title"), "kind", "language", "authors", "container", "series", "volume", "issue",
            "pages", "edition", "publisher", "locality", "published", "occasion", "repository", "shelfmark", "isbn",
            "issn", "doi", "url", "archived_url", "accessed", "licence", *LAST,
        )  # fmt: skip
