"""How a record becomes a page: its facts as statements with notes, what is linked in order of time, and its sources."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import ParticipationRole, Place
from archive.models.addresses import record_address, route_address
from archive.models.fields import CountryField
from archive.public.filters import filter_of
from archive.public.pictures import Figure
from archive.public.records.answers import answers_to_readers
from archive.public.records.fetching import prepared
from archive.public.statements import Note, Statement, Testimony, Value, stated_words
from archive.public.values import column_words, field_label
from archive.sources.references import reference, says_where
from archive.templatetags.reading import (
    Text,
    active,
    country,
    dated,
    is_translated,
    public,
    sentence_case,
    titled,
    translated,
)

# The heading of a page says these, with their notes.
IN_THE_HEADING = ("title", "name", "summary")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what is linked: when, in what connection, the link itself, a detail, and in what capacity."""

    when: str
    year: str
    text: Text
    url: str = ""
    lead: Text = Text("")
    detail: Text = Text("")
    notes: tuple[Note, ...] = ()
    remark: Text = Text("")
    capacity: Text = Text("")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page below the facts: a heading and its moments."""

    key: str
    heading: str
    moments: list[Moment] = field(default_factory=list)
    # A drawing of the same, where it has one.
    figure: Figure | None = None

    @property
    def dated(self) -> bool:
        """Whether any of its moments has a date, so that those without one say so."""
        return any(moment.when for moment in self.moments)


class RecordPage:
    """The page of a record; a type says how its facts are ordered, what is linked, and what that takes to fetch."""

    # Fields in the order of the page; those left out follow. Labels where a field's own name does not read well.
    order: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    links: tuple[str, ...] = ()
    prefetches: tuple = ()
    # What is linked without bound is turned like a list, which nothing narrows.
    turned = None
    # In what order that is told, where it is too much for the usual one.
    beyond = ""
    filters: tuple = ()

    def __init__(self, record, query=None):
        """`query` are the parameters of the address: they say which page is asked for of what is linked."""
        self.record = record
        self.query = query or {}
        self.testimony = Testimony(record, record.seen_citations, record.seen_discrepancies)
        self.title = titled(record)
        self.title_notes = self._heading_notes("title") + self._heading_notes("name")
        self.title_disagreement = self._heading_disagreement()
        self.summary = translated(record, "summary")
        self.summary_notes = self._heading_notes("summary")
        self.statements = anchored(statement for statement in self.facts() if statement)
        self.sections = [section for section in self.linked() if section.moments]
        self.notes = self.testimony.numbered
        self.answers = answers_to_readers(record)

    @classmethod
    def find(cls, model, slug):
        """The published record with this slug and all that its page shows, in a fixed number of queries; or None."""
        record, beside = prepared(model, cls.links, cls.prefetches)
        found = record([slug])
        for lookup in beside:
            lookup.put(found)
        return found[0] if found else None

    def lead(self) -> str:
        """One line that says what the record is."""
        return sentence_case(self.record._meta.verbose_name)

    def facts(self):
        """The statements of the page, in order."""
        names = [name for name in type(self.record).citable() if name not in self.order and name not in IN_THE_HEADING]
        for name in (*self.order, *names):
            own = getattr(self, f"state_{name}", None)
            if own is None:
                yield self.state(name, self.values(name))
            else:
                yield from own()

    def state(self, name, values, label=None) -> Statement:
        """A statement of one field with these values."""
        label = label or self.labels.get(name) or field_label(type(self.record), name)
        return self.testimony.statement(name, values, sentence_case(label))

    def values(self, name) -> list[Value]:
        """The values of one field in words, as far as every reader may see them."""
        record = self.record
        if is_translated(type(record), name):
            found = translated(record, name)
            return [Value(found)] if found.value else []
        column = type(record)._meta.get_field(name)
        if column.many_to_many:
            return [value_of(linked) for linked in getattr(record, name).all()]
        if column.is_relation:
            linked = getattr(record, name) if column.concrete else None
            return [value_of(linked)] if linked is not None and visible(linked) else []
        words = column_words(record, column)
        return [Value(Text(words), listed_under(record, column))] if words else []

    def linked(self):
        """The sections of what is linked."""
        return ()

    def state_kind(self):
        """The heading says the kind; it is a statement only where sources speak of it."""
        if self.testimony.notes("kind"):
            yield self.state("kind", self.values("kind"))

    def state_participations(self):
        """The people who took part, by role; each with the notes that name them."""
        people = getattr(self.record, "seen_participations", ())
        for role, label in ROLES.items():
            parts = [part for part in people if part.role == role]
            if parts:
                values = [self.participant(part) for part in parts]
                yield Statement("participations", label(len(parts)), values)
        yield self.remaining("participations")

    def participant(self, part) -> Value:
        """A person with the capacity in which they took part."""
        notes = self.testimony.notes_naming("participations", names_of(part.person))
        return Value(titled(part.person), part.person.get_absolute_url(), translated(part, "capacity"), tuple(notes))

    def remaining(self, name) -> Statement:
        """What sources say in a field of which no value has shown the notes yet."""
        shown = {note.citation.pk for note in self.testimony.numbered}
        told = Statement(name, sentence_case(field_label(type(self.record), name)), [])
        left = [note for note in self.testimony.notes(name) if note.citation.pk not in shown]
        told.values = [Value(said, notes=(note,)) for note in left if (said := own_words(note)).value]
        told.notes = [note for note in left if not own_words(note).value]
        told.disagreement = self.testimony.disagreement(name)
        return told

    def unplaced(self, name) -> list[tuple]:
        """The same as (no day, Moment), for a section whose moments carry the notes of a field."""
        told, lead = self.remaining(name), Text(_("A source says"))
        wordless = [Value(Text(told.label), notes=tuple(told.notes))] if told.notes else []
        return [(None, Moment("", "", value.text, lead=lead, notes=value.notes)) for value in (*told.values, *wordless)]

    @cached_property
    def works(self) -> list:
        """The references of the sources that say where to look them up: paper has no link to a source's own page."""
        sources = {note.citation.source_id: note.citation.source for note in self.notes}.values()
        return [reference(source, active()) for source in sources if says_where(source)]

    @cached_property
    def data(self) -> list[tuple[str, str]]:
        """The record in other formats: (name, address)."""
        names = {"json": "JSON", "jsonld": "JSON-LD", "bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}
        return [(label, self.data_url(kind)) for kind, label in names.items()]

    def data_url(self, kind) -> str:
        """Where the record is to be had in a format."""
        return record_address(f"{self.record.address}-data", self.record.slug, kind)

    @cached_property
    def correct_url(self) -> str:
        """Where a reader proposes that a statement say something else."""
        return record_address(f"{self.record.address}-correct", self.record.slug)

    @cached_property
    def changed(self) -> str:
        """The day of the last change in words."""
        return dated(self.record.face_changed_at.date().isoformat())

    @property
    def verified(self) -> str:
        """The day on which the record was last found as it was stored; empty where nobody has looked yet."""
        found = getattr(self.record, "verified_at", None)
        return dated(found.date().isoformat()) if found else ""

    def _heading_notes(self, name):
        return self.testimony.notes(name) if name in type(self.record).citable() else []

    def _heading_disagreement(self):
        found = (self.testimony.disagreement(name) for name in IN_THE_HEADING if name in type(self.record).citable())
        return [disagreement for disagreement in found if disagreement]


def own_words(note) -> Text:
    """What a source says that no value of the page says: what it states, else its words."""
    said = stated_words(note)
    return said if said.value else Text(note.citation.quotation, "" if note.lang == active() else note.lang)


def anchored(statements) -> list[Statement]:
    """The statements, the first of each field with the field as its place on the page."""
    found, seen = list(statements), set()
    for statement in found:
        statement.anchor = "" if statement.field in seen else statement.field
        seen.add(statement.field)
    return found


# How a page calls so many people of each role.
ROLES = {
    ParticipationRole.HEAD: lambda count: ngettext("Head of delegation", "Heads of delegation", count),
    ParticipationRole.VISITOR: lambda count: ngettext("Visitor", "Visitors", count),
    ParticipationRole.HOST: lambda count: _("Received by"),
    ParticipationRole.MET: lambda count: _("Met"),
    ParticipationRole.SIGNATORY: lambda count: _("Signed by"),
    ParticipationRole.OBSERVER: lambda count: ngettext("Observer", "Observers", count),
}


def visible(linked) -> bool:
    """Whether readers may see what is linked: a place always, a record when it is published."""
    return isinstance(linked, Place) or public(linked) is not None


def listed_under(record, column) -> str:
    """The list of the records of the type that have this country in the same part; empty for another column."""
    asked = {"visitor_country": "visitor", "host_country": "host"}.get(column.name, column.name)
    if not isinstance(column, CountryField) or asked not in filter_of(type(record)).base_filters:
        return ""
    return f"{route_address(f'{record.address}-list')}?{urlencode({asked: getattr(record, column.name)})}"


def value_of(linked) -> Value:
    """What is linked as a value: a place with its country and where it lies on the map, a record with its page."""
    if isinstance(linked, Place):
        on_map = f"{route_address('map')}#{linked.slug}" if linked.latitude is not None else ""
        return Value(titled(linked), on_map, Text(country(linked.country)))
    return Value(titled(linked), linked.get_absolute_url())


def listed_values(text) -> list[Value]:
    """The parts of a text that lists several, separated by `; `, each a value."""
    return [Value(Text(part.strip(), text.lang)) for part in text.value.split(";") if part.strip()]


def names_of(record) -> list[str]:
    """Every form of the name of a person or organization whose name forms are fetched."""
    columns = (getattr(record, column) for column in type(record).name.fields)
    return [name for name in (*columns, *(form.text for form in record.names.all())) if name]


def moment(record, **more) -> Moment:
    """A linked record as a moment, by its own date."""
    edtf = getattr(record, record.dated_by) if record.dated_by else ""
    day = getattr(record, f"{record.dated_by}_earliest", None)
    year = f"{day.year:04}" if day else ""
    return Moment(dated(edtf), year, titled(record), record.get_absolute_url(), **more)


def in_time(rows) -> list[Moment]:
    """Moments from (first day or None, Moment) in order of time, the undated last."""
    return [found for _day, found in sorted(rows, key=lambda row: (row[0] is None, row[0] and row[0].isoformat()))]


def first_day(record):
    """The first day that a record's own date can mean; None without one."""
    return getattr(record, f"{record.dated_by}_earliest", None)


def published_moments(records) -> list[Moment]:
    """Linked records that are fetched as published ones, in order of time."""
    return in_time((first_day(record), moment(record)) for record in records)
