"""The facts of a record as statements, each with numbered notes of what the sources say; and their disagreements."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from archive import evidence
from archive.models import RECORD_ARC, RECORD_TYPES, Citation, Discrepancy, Source, Stance, arc_name
from archive.public.prepared import unseen
from archive.public.values import accepted_words, field_label, rendering, understood
from archive.sources.references import Piece, Reference, reference
from archive.templatetags.reading import Text, active, as_entered, chosen, in_language, titled, translated
from archive.text import fold, fold_variants


@dataclass(slots=True)
class Note:
    """One published testimony as a numbered note: what the source states, in its own language and in the reader's."""

    number: int
    citation: Citation
    source: Text
    url: str
    # The place in the source as a bibliographic reference, whose title leads to the source's page; where a note before
    # it has given the reference, by the title alone.
    reference: Reference
    rendering: str
    # The English translation, where it tells the reader anything that the source's words and their rendering do not.
    translation: Text
    stance_word: str
    # As HTML, once a template has written it: a page shows it beside its statement, and again at the foot.
    html: str = ""

    @property
    def field(self) -> str:
        """The field of the record that the testimony is about."""
        return self.citation.field

    @property
    def lang(self) -> str:
        """The language that the source speaks (BCP 47)."""
        return self.citation.source.language


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a statement: its words, the page it leads to, a detail such as a capacity, and its own notes."""

    text: Text
    url: str = ""
    detail: Text = Text("")
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Disagreement:
    """Testimonies about one field that cannot all be true: the accepted value, then the others, then the reason."""

    record: object
    field: str
    label: str
    state: str
    state_code: str
    note: Text
    accepted: Text = Text("")
    accepted_notes: list[Note] = field(default_factory=list)
    rivals: list[tuple[Text, list[Note]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The page of the record whose sources disagree."""
        return self.record.get_absolute_url()


@dataclass(slots=True)
class Statement:
    """What the archive says in one field of a record, and who says so."""

    field: str
    label: str
    values: list[Value]
    notes: list[Note] = field(default_factory=list)
    disagreement: Disagreement | None = None
    # Where on the page it stands; a field that makes several statements leads to the first.
    anchor: str = ""

    def __bool__(self):
        return bool(self.values or self.notes or self.disagreement)


class Testimony:
    """The published citations of one record as notes, numbered in the order in which the page asks for them."""

    def __init__(self, record, citations, discrepancies=()):
        self.record = record
        self.by_field = defaultdict(list)
        for citation in citations:
            self.by_field[citation.field].append(citation)
        self._discrepancies = {d.field: d for d in discrepancies}
        for name in self._discrepancies:
            # The page shows the accepted value first, so its notes have the first numbers.
            self.by_field[name].sort(key=_distance_from_the_accepted)
        self._noted: dict[int, Note] = {}
        self._referred: set[int] = set()

    @property
    def numbered(self) -> list[Note]:
        """Every note that the page shows, in order of number."""
        return list(self._noted.values())

    def notes(self, name) -> list[Note]:
        """The notes of one field."""
        return [self._note(citation) for citation in self.by_field.get(name, ())]

    def notes_naming(self, name, names) -> list[Note]:
        """The notes of one field whose stated value names this person or body."""
        return [self._note(c) for c in self.by_field.get(name, ()) if _names(c.stated, names)]

    def statement(self, name, values, label="") -> Statement:
        """The statement of one field: its values, its notes but those that a value carries, its disagreement."""
        carried = {note.number for value in values for note in value.notes}
        notes = [note for note in self.notes(name) if note.number not in carried]
        return Statement(name, label or field_label(type(self.record), name), values, notes, self.disagreement(name))

    def disagreement(self, name) -> Disagreement | None:
        """How the sources disagree about one field; None where they do not, before readers."""
        found = self._discrepancies.get(name)
        if found is None:
            return None
        return _filled(_disagreement(found, self.record), self.notes(name))

    def _note(self, citation):
        if citation.pk not in self._noted:
            is_known = citation.source_id in self._referred
            self._referred.add(citation.source_id)
            self._noted[citation.pk] = _note(len(self._noted) + 1, citation, type(self.record), is_known)
        return self._noted[citation.pk]


def _distance_from_the_accepted(citation) -> int:
    return {Stance.SUPPORTS: 0, Stance.MENTIONS: 0, Stance.CONTRADICTS: 2}.get(citation.stance, 1)


def _note(number, citation, model, is_known):
    source = citation.source
    title, url = titled(source), source.get_absolute_url()
    referred = _by_title(title, url) if is_known else reference(source, active(), leads_to=url, short=True)
    words, locator = rendering(model, citation.field, citation.stated), as_entered(citation.locator)
    known = source.language == active() or (words and understood(model, citation.field, citation.translation) == words)
    return Note(
        number=number,
        citation=citation,
        source=title,
        url=url,
        reference=referred.at(locator.value, locator.lang, in_language(locator)),
        rendering=words,
        translation=Text("") if known else as_entered(citation.translation),
        stance_word=chosen(citation, "stance"),
    )


def _by_title(title, url) -> Reference:
    stop = () if title.value.endswith(("?", "!", "…", ".")) else (Piece("."),)
    return Reference((Piece(title.value, lang=title.lang, url=url), *stop))


def _names(stated, names) -> bool:
    if not stated or not names:
        return False
    return evidence.name_stance(stated, names) in evidence.SUPPORTING or any(_holds(stated, name) for name in names)


def _holds(stated, name) -> bool:
    """Whether a stated list of names holds this one whole."""
    said = {f" {reading} " for reading in fold_variants(stated)}
    return any(f" {reading} " in text for reading in fold_variants(name) for text in said if reading)


# Disagreements of many records at once, for the page that lists them all.


# Whatever the sources speak of, these columns of the records they do not.
_UNSEEN = [column for model in RECORD_TYPES for column in unseen(model, f"{arc_name(model)}__", but=["summary"])]


def disagreements(discrepancies) -> list[Disagreement]:
    """These discrepancies with their testimony, in three queries for any number; pass a slice of the published ones."""
    # Their keys first: a database would look up the records of those that stand before the slice too.
    keys = list(discrepancies.values_list("pk", flat=True))
    found = Discrepancy.objects.select_related(*RECORD_ARC).defer(*_UNSEEN).in_bulk(keys)
    rows = [found[key] for key in keys]
    wanted = Q(pk__in=())
    for name in RECORD_ARC:
        keys = {getattr(row, f"{name}_id") for row in rows} - {None}
        if keys:
            wanted |= Q(**{f"{name}__in": keys})
    fields = {row.field for row in rows}
    by_record = defaultdict(list)
    testimony = Citation.objects.published().filter(wanted, field__in=fields).select_related("source")
    for citation in testimony.defer("note", *unseen(Source, "source__")):
        by_record[citation.arc_name, getattr(citation, f"{citation.arc_name}_id")].append(citation)
    found = []
    for row in rows:
        testimony = Testimony(row.record, by_record[row.arc_name, row.record.pk], [row])
        found.append(testimony.disagreement(row.field))
    return found


def _disagreement(row, record):
    return Disagreement(
        record=record,
        field=row.field,
        label=field_label(type(record), row.field),
        state=chosen(row, "state"),
        state_code=row.state,
        note=translated(row, "public_note"),
    )


def _filled(found, notes) -> Disagreement:
    """The disagreement with its testimonies: what is not the accepted value stands in groups of equal words."""
    found.accepted = accepted_words(found.record, found.field)
    rivals = _rivals(found, notes)
    apart = {note.number for note in rivals}
    found.accepted_notes = [n for n in notes if n.number not in apart]
    if not found.accepted.value and found.accepted_notes:
        found.accepted = stated_words(found.accepted_notes[0])
    groups = defaultdict(list)
    for note in rivals:
        groups[fold(stated_words(note).value)].append(note)
    found.rivals = [(stated_words(some[0]), some) for some in groups.values()]
    return found


def _rivals(found, notes):
    contradicting = [n for n in notes if n.citation.stance == Stance.CONTRADICTS]
    if contradicting:
        return contradicting
    if not found.accepted.value and found.field not in evidence.link_fields(type(found.record)):
        # Nothing is accepted yet: no testimony stands above the others.
        return notes
    # The accepted value leaves room for all of them, such as a month that holds both days.
    return [n for n in notes if n.citation.stance not in (Stance.SUPPORTS, Stance.MENTIONS)]


def stated_words(note) -> Text:
    """What a note's source states: in the reader's words where the archive can put it so, else in the source's own."""
    if note.rendering:
        return Text(note.rendering)
    return Text(note.citation.stated, "" if note.lang == active() else note.lang)
