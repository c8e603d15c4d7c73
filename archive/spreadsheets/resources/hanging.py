"""The sheets of what hangs on records, and of places."""

from archive.models import Citation, NameForm, Participation, Place, Posting
from archive.spreadsheets.columns import KeyColumn, RecordColumn, TypeColumn
from archive.spreadsheets.resources.base import HangingResource, SluggedResource, in_languages, named_in_public


class CitationResource(HangingResource):
    """Citations: what a source says about one field of one record."""

    ALIASES = {"value": "stated", "about": "record"}
    KNOWN_BY = ("type", "record", "source", "field", "locator", "stated")
    UNIQUE = False

    key = KeyColumn(Citation._meta.pk)
    type = TypeColumn(Citation)
    record = RecordColumn(Citation)

    class Meta:
        model = Citation
        fields = (
            "key", "type", "record", "source", "field", "stated", "stance", "locator", "quotation", "translation",
            "note", "status",
        )  # fmt: skip

    @classmethod
    def published(cls, queryset):
        """Published testimony of published sources about published records."""
        return queryset.about_published()


class PostingResource(HangingResource):
    """Postings: a person's office in an organization over time."""

    KNOWN_BY = ("person", "organization", "role", "since")

    key = KeyColumn(Posting._meta.pk)

    class Meta:
        model = Posting
        fields = ("key", "person", "organization", "role", *in_languages("title"), "since", "until", "note")

    @classmethod
    def published(cls, queryset):
        """Postings of published people in published organizations."""
        return queryset.published()


class ParticipationResource(HangingResource):
    """Participations: a person's part in a visit, event or agreement."""

    KNOWN_BY = ("type", "record", "person", "role")

    key = KeyColumn(Participation._meta.pk)
    type = TypeColumn(Participation)
    record = RecordColumn(Participation)

    class Meta:
        model = Participation
        fields = ("key", "type", "record", "person", "role", *in_languages("capacity"))

    @classmethod
    def published(cls, queryset):
        """Participations of published people in published records."""
        return queryset.published()


class NameFormResource(HangingResource):
    """Name forms of people, organizations and places."""

    ALIASES = {"name": "text"}
    KNOWN_BY = ("type", "record", "text", "language")

    key = KeyColumn(NameForm._meta.pk)
    type = TypeColumn(NameForm)
    record = RecordColumn(NameForm)

    class Meta:
        model = NameForm
        fields = ("key", "type", "record", "text", "language", "script", "kind", "note")


class PlaceResource(SluggedResource):
    """Places: the authority list."""

    class Meta:
        model = Place
        fields = ("slug", *in_languages("name"), "country", "latitude", "longitude", "note")

    @classmethod
    def published(cls, queryset):
        """The places of published records: one that only drafts name would tell of them."""
        return named_in_public(queryset)
