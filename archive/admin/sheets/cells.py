"""The rows of an import on their page: each changed cell before and after, with what a source would say of it."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive import spreadsheets
from archive.admin.sheets.rights import type_words
from archive.admin.wording import country_names, date_in_words
from archive.models import ImportRow, RowChoice
from archive.spreadsheets import testimony
from archive.spreadsheets.headings import without_language
from archive.spreadsheets.staging.rows import planned
from archive.spreadsheets.widgets import ChoiceWidget, CountriesWidget, CountryWidget, DateWidget


@dataclass(slots=True)
class Cell:
    """One cell that a row would write, before and after, each with its meaning in words where that says more."""

    label: str
    column: str
    before: str
    after: str
    before_words: str = ""
    after_words: str = ""
    stance: object = None
    # “stated” beside the accepted value, which stays; or “left”, where no citation can be about it.
    fate: str = ""


@dataclass(slots=True)
class ShownRow:
    """One row of an import on its page."""

    row: ImportRow
    record: str = ""
    address: str = ""
    type: str = ""
    cells: list[Cell] = field(default_factory=list)
    # (what the column is called, the sentence)
    problems: list[tuple[str, str]] = field(default_factory=list)
    choices: list = field(default_factory=list)

    @property
    def number(self):
        """The number of the row as the editor sees it; 7.02 is the second record of row 7."""
        return f"{self.row.number:g}"


class Words:
    """What columns are called and what their cells mean, for one sheet, looked up once."""

    def __init__(self, type):
        self.resource = spreadsheets.resource_for(type)
        self.columns = {column.column_name: column for column in self.resource.columns()}

    def label(self, name) -> str:
        """The name of a column in the editor's language."""
        column = self.columns.get(name)
        if column is None or column.field is None:
            return capfirst(name.replace("_", " "))
        language = getattr(column.field, "_translated_field_language_code", None)
        words = capfirst(str(column.field.verbose_name))
        return f"{words} ({language})" if language else words

    def meaning(self, name, text) -> str:
        """A canonical text in words: a date, a country, a choice; nothing where the words are the text."""
        widget = getattr(self.columns.get(name), "widget", None)
        words = ""
        if text and isinstance(widget, DateWidget):
            words = date_in_words(text)
        elif text and isinstance(widget, CountryWidget | CountriesWidget):
            words = country_names(text)
        elif text and isinstance(widget, ChoiceWidget):
            words = str(dict(widget.field.flatchoices).get(text, ""))
        return "" if words == text else words

    def cell(self, name, before, after) -> Cell:
        """A cell for the page."""
        known = name in self.columns
        return Cell(
            self.label(name),
            name,
            before,
            after,
            self.meaning(name, before),
            self.meaning(name, after),
            testimony.stance(self.resource, name, before, after) if known and before and after else None,
        )


def shown(rows, batch) -> list[ShownRow]:
    """Rows of an import for the page; a query for each type of record among them."""
    words = {type: Words(type) for type in {row.type for row in rows} if type in spreadsheets.SHEETS}
    records = _records(rows, words)
    return [_shown(row, words.get(row.type), records, batch) for row in rows]


def _records(rows, words):
    """The stored records that the rows match, by type and key."""
    found = {}
    for type, known in words.items():
        pks = [row.record_pk for row in rows if row.type == type and row.record_pk]
        if pks:
            model = known.resource.model()
            links = [f.name for f in model._meta.fields if f.is_relation] if "record" in known.columns else []
            links = [*links, *(n for n in ("person", "organization") if n in known.columns)]
            stored = model._base_manager.select_related(*dict.fromkeys(links)).in_bulk(pks)
            found |= {(type, pk): record for pk, record in stored.items()}
    return found


def _shown(row, words, records, batch):
    found = ShownRow(row, record=row.slug, type=type_words(row.type))
    record = records.get((row.type, row.record_pk))
    if record is not None:
        found.record = str(record)
        found.address = reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])
    if words is not None:
        found.cells = [words.cell(name, *texts) for name, texts in row.cells.items()]
        _tell_fates(found.cells, row, words.resource, row.choice or batch.choice)
    label = words.label if words is not None else str
    found.problems = [(label(column) if column else "", sentence) for column, _value, sentence in row.problems]
    found.choices = choices_of(row, batch)
    return found


def _tell_fates(cells, row, resource, choice):
    """Of a row that is taken as testimony, what is not written over what the archive has."""
    if choice != RowChoice.TESTIMONY or row.kind not in ("changed", "proposed") or not row.record_pk:
        return
    written, stated = testimony.divided(resource, planned(row))
    fields = {one.field for one in stated}
    for cell in cells:
        if cell.column not in written:
            cell.fate = "stated" if without_language(cell.column) in fields else "left"


def choices_of(row, batch) -> list[tuple[str, str]]:
    """What may be decided about a row: nothing where it writes nothing."""
    if row.kind == "failed":
        return [("", _("to be repaired")), (RowChoice.LEAVE_OUT.value, str(RowChoice.LEAVE_OUT.label))]
    if row.kind not in ("new", "changed", "proposed"):
        return []
    every = [choice for choice in RowChoice if choice != RowChoice.TESTIMONY or batch.source_id]
    return [("", _("as the import says")), *((choice.value, str(choice.label)) for choice in every)]
