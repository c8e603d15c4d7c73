"""Makes the sheets of the archive out of somebody's file by a mapping: the one asked for, and drafts that it names."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from archive import countries
from archive.models import Organization, Person
from archive.spreadsheets import headings
from archive.spreadsheets.columns import LinkColumn, ListColumn, ParticipationsColumn, PartiesColumn
from archive.spreadsheets.mapping.base import Mapping, Recipe
from archive.spreadsheets.mapping.drafts import PART, NamedRecords, check_column
from archive.spreadsheets.mapping.names import UnknownName
from archive.spreadsheets.mapping.rows import MappedRow
from archive.spreadsheets.mapping.values import Kind, made
from archive.spreadsheets.reading import Row, Sheet, UnreadableFile
from archive.spreadsheets.reading.rows import NewRows
from archive.spreadsheets.resources import resource_for
from archive.spreadsheets.sight import Sight
from archive.spreadsheets.widgets import nearest, understand_choice
from archive.text import clean, fold

_TOLD_EACH = 500


@dataclass
class MadeSheets:
    """A file in the form of our sheets.

    `drafts` are the sheets of the records that the file names and the archive does not have, by type. `refused` says
    what stands in the way, {row number: [(column, value, sentence)]}; `left_out` counts what the mapping leaves out.
    """

    sheet: Sheet
    drafts: dict[str, Sheet] = field(default_factory=dict)
    refused: dict[float, list[tuple[str, str, str]]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], UnknownName] = field(default_factory=dict)
    left_out: Counter = field(default_factory=Counter)


def make(type, sheet, mapping: Mapping, progress=None, by=None) -> MadeSheets:
    """The file as our sheets; UnreadableFile for a mapping that does not fit it.

    `progress(done)` is called after some hundred rows; names mean what the user `by` sees (None: everything).
    """
    return _Making(resource_for(type), sheet, mapping, Sight(by)).run(progress)


class _Making:
    def __init__(self, resource, sheet, mapping, sight):
        self.sheet, self.mapping = sheet, mapping
        self.columns = {column.column_name: column for column in resource.columns()}
        self.places = headings.places_of(sheet)
        self._check_headings()
        self.recipes = _every_recipe(resource, sheet, mapping)
        self.kinds = {name: Kind.of(self.columns[name]) for name in self.recipes}
        self.named = NamedRecords(mapping, self._cells, sight)
        self.left_out = Counter()

    def run(self, progress=None):
        whole_to = {r.whole_to: None for recipes in self.recipes.values() for r in recipes if r.whole_to}
        names = list(dict.fromkeys([*self.recipes, *whole_to]))
        rows, refused = NewRows(), {}
        for done, row in enumerate(self.sheet.rows):
            if progress and done % _TOLD_EACH == 0:
                progress(done)
            extra = row.cells[len(self.sheet.headings) :]
            for record in self._records(row):
                cells = self._cells(self.recipes, self.kinds, record)
                rows.append(Row(record.number, [cells.get(name, "") for name in names] + extra))
                if record.problems:
                    refused[record.number] = record.problems
        made_sheet = Sheet(self.sheet.name, names, rows.stored(), self.sheet.file_name, self.sheet.content)
        return MadeSheets(made_sheet, self.named.sheets(self.sheet), refused, self.named.unknown, self.left_out)

    def _check_headings(self):
        wanted = [h for recipes in self.mapping.columns.values() for r in recipes for h in r.headings()]
        wanted += list(self.mapping.rows.headings()) if self.mapping.rows else []
        for heading in dict.fromkeys(wanted):
            if heading != PART and fold(heading) not in self.places:
                headings.refuse_ambiguous(heading, self.sheet)
                raise UnreadableFile(
                    _("The mapping names the heading “%(name)s”, which the file does not have.") % {"name": heading}
                    + nearest(fold(heading), self.places)
                )

    def _records(self, row):
        """The records that a row of the file holds: one, or one for each part of the cell that divides it."""
        whole = MappedRow(row.number, row.cells, self.places)
        recipe = self.mapping.rows
        parts = made(recipe, _DIVIDING, whole, None).parts if recipe else []
        return [whole] if len(parts) < 2 else [whole.divided(recipe.from_[0], n, p) for n, p in enumerate(parts, 1)]

    def _cells(self, recipes, kinds, row):
        """The texts of our columns for one record."""
        cells = {}
        for name, several in recipes.items():
            parts = []
            for recipe in several:
                if isinstance(recipe, _AsItIs):
                    parts += self._as_it_is(recipe, kinds[name], row)
                    continue
                found = made(recipe, kinds[name], row, self.mapping.date_order)
                parts += self._linked(name, recipe, kinds[name], found, row)
                if found.whole and recipe.whole_to:
                    cells[recipe.whole_to] = _lines(cells.get(recipe.whole_to), found.whole)
                self.left_out.update((name, value) for value in found.left_out)
            cells[name] = _lines("; ".join(parts), cells.get(name))
        return cells

    def _linked(self, name, recipe, kind, found, row):
        if found.problem:
            row.problems.append((name, *found.problem))
            return []
        parts = found.parts
        if kind.link:
            parts = [self._part(name, part, recipe, kind.column, row) for part in parts]
        return [part for part in parts if part]

    def _as_it_is(self, recipe, kind, row):
        """A cell under one of our own headings: only names of records are looked up in it."""
        text = row(recipe.heading)
        if not kind.link or not text.strip():
            return [text]
        parts = filter(None, map(clean, text.split(";"))) if kind.many else [clean(text)]
        named = [self._part(recipe.name, part, _NAMED, kind.column, row) for part in parts]
        return [part for part in named if part]

    def _part(self, name, part, recipe, column, row):
        """What our sheet says for one part of a cell that names records."""
        role = ""
        if isinstance(column, ParticipationsColumn):
            role, part = _role(part, recipe, column)
        if isinstance(column, PartiesColumn) and part in countries.CODES:
            return part
        slug = self.named.slug(_target(column), part, recipe, row)
        if isinstance(slug, UnknownName):
            if recipe.unknown is not None:
                self.left_out[(name, part)] += 1
                return recipe.unknown
            row.problems.append((name, part, str(self.named.noted(slug, row.number))))
            return ""
        return f"{role}: {slug}" if role and slug else slug


def _role(part, recipe, column):
    """The role and the name of somebody who took part, as the cell or else the recipe says."""
    role, colon, person = part.partition(":")
    if not recipe.role and colon and understand_choice(column.widget.field, role) is not None:
        return role.strip(), person.strip()
    return recipe.role or str(column.widget.field.default), part


def _lines(*texts):
    return "\n".join(filter(None, texts))


# A cell that divides a row, and one that names records and nothing else.
_DIVIDING = Kind(None, many=True, date=False, prose=False, country=False, link=False)
_NAMED = Recipe()


@dataclass(frozen=True)
class _AsItIs(Recipe):
    """A column that the file has under one of our own headings."""

    heading: str = ""
    name: str = ""

    def headings(self):
        """The heading."""
        return (self.heading,)


def _every_recipe(resource, sheet, mapping):
    """The mapping's recipes by column, and one for each other heading that is recognised."""
    columns = {column.column_name: column for column in resource.columns()}
    for name in mapping.columns:
        check_column(name, columns)
    own = headings.left_to_recognise(resource, sheet, mapping)
    return dict(mapping.columns) | {ours: (_AsItIs(heading=theirs, name=ours),) for ours, theirs in own.items()}


def _target(column):
    if isinstance(column, LinkColumn | ListColumn):
        return column.target
    return Organization if isinstance(column, PartiesColumn) else Person
