"""Which records a file means by the names in it, and the drafts of those that the archive does not have."""

from collections import Counter, defaultdict

from django.conf import settings
from django.utils.translation import gettext as _

from archive import countries
from archive.spreadsheets.mapping.base import CREATE, Recipe
from archive.spreadsheets.mapping.names import KnownNames, UnknownName
from archive.spreadsheets.mapping.templates import filled
from archive.spreadsheets.mapping.values import Kind, made
from archive.spreadsheets.reading import Row, Sheet, UnreadableFile
from archive.spreadsheets.resources import resource_for
from archive.spreadsheets.widgets import nearest
from archive.text import address_of, fold

# The name for which a draft is made, where a recipe of the draft asks for it.
PART = "*"
# Drafts of one row are numbered 7.0001, 7.0002 …
_STEP = 0.0001
_LONGEST_KEY = 100


class NamedRecords:
    """The records that a file names: known ones, drafts, and names that mean none."""

    def __init__(self, mapping, cells_of, sight=None):
        self.mapping, self.cells_of, self.sight = mapping, cells_of, sight
        self.known: dict[type, KnownNames] = {}
        # By type and slug: the number of the row that names it first, and its columns.
        self.drafts: dict[type, dict[str, tuple[float, dict[str, str]]]] = defaultdict(dict)
        # Which key of the file stands for a record, so that one record is not taken for two keys.
        self.claimed: dict[tuple, str] = {}
        self.unknown: dict[tuple[str, str], UnknownName] = {}

    def slug(self, model, name, recipe, row):
        """The slug of the record that is meant, that of a new draft, nothing, or an UnknownName."""
        known = self._known(model)
        # A draft is made from the whole row, whichever part of it this record is.
        row = row.naming(PART, name)
        chosen = self._chosen(model.address, name)
        if chosen is not None and chosen != CREATE:
            return chosen
        key = address_of(filled(recipe.key, row))[:_LONGEST_KEY] if recipe.key else ""
        written = known.by_slug(key or name)
        if written:
            return written
        country = _country(recipe, row)
        found = self._of_name(model, name, key, country)
        if chosen == CREATE:
            # One draft for all rows that name it, whoever else has the name.
            found &= self.drafts[model].keys()
        if len(found) == 1:
            return self._claimed(model, found.pop(), key, country)
        if found and not key:
            return UnknownName(model.address, name, closest=[(slug, name) for slug in sorted(found)], several=True)
        if chosen == CREATE or self.mapping.creates(model.address):
            return self._draft(model, name, key, recipe, row, country)
        return UnknownName(model.address, name)

    def noted(self, unknown, number):
        """The name with the closest known ones and all rows in which it stands."""
        known = self.unknown.setdefault((unknown.type, unknown.name), unknown)
        if known is unknown and not known.several:
            known.closest = self._known(resource_for(unknown.type).model()).closest(unknown.name)
        known.rows.append(number)
        return known

    def sheets(self, of) -> dict[str, Sheet]:
        """The drafts as sheets, by type."""
        return {model.address: self._sheet(model, drafts, of) for model, drafts in self.drafts.items() if drafts}

    def _known(self, model):
        if model not in self.known:
            self.known[model] = KnownNames(model, self.sight)
        return self.known[model]

    def _chosen(self, type, name):
        choices = self.mapping.names.get(type, {})
        if name in choices or not choices:
            return choices.get(name)
        folded = fold(name)
        return next((slug for theirs, slug in choices.items() if fold(theirs) == folded), None)

    def _of_name(self, model, name, key, country):
        """The slugs of records of this name; where the file has keys, of those that no other key stands for."""
        found = self._known(model).by_name(name, country)
        if not key:
            return found
        return {s for s in found if s not in self.drafts[model] and self.claimed.get((model, s), key) == key}

    def _claimed(self, model, slug, key, country):
        self.claimed[model, slug] = key
        # A draft that the first row put into a country of the past is put into the present one that another names.
        draft = self.drafts[model].get(slug)
        if draft and country and countries.is_former(draft[1].get("country", "")):
            draft[1]["country"] = self.known[model].country[slug] = country
        return slug

    def _draft(self, model, name, key, recipe, row, country):
        known = self._known(model)
        slug = key or known.free(name)
        known.slugs.add(slug)
        known.learn(slug, name, country)
        self.drafts[model][slug] = (row.number, {})
        columns = {column.column_name: column for column in resource_for(model).columns()}
        recipes = _with_name(recipe.create, columns)
        kinds = {name: Kind.of(columns[name]) for name in recipes}
        cells = self.cells_of(recipes, kinds, row)
        names = [text for column, text in cells.items() if text and column.startswith(("name_", "title_"))]
        same = None if key else known.of_country(names, country, slug)
        if same:
            # Known by the name that it has in another language.
            del self.drafts[model][slug]
            known.unlearn(slug, name)
            known.learn(same, name, country)
            return same
        for text in names:
            known.learn(slug, text, country)
        self.drafts[model][slug] = (row.number, {"slug": slug, **cells})
        return slug

    @staticmethod
    def _sheet(model, drafts, of):
        names = list(dict.fromkeys(name for _number, cells in drafts.values() for name in cells))
        seen, rows = Counter(), []
        for number, cells in drafts.values():
            rows.append(Row(round(number + seen[number] * _STEP, 4), [cells.get(name, "") for name in names]))
            seen[number] += 1
        return Sheet(model.address, names, rows, of.file_name, of.content)


def check_column(name, columns):
    """UnreadableFile for a column of a mapping that the sheet does not have."""
    if name not in columns:
        raise UnreadableFile(
            _("The mapping names the column “%(name)s”, which this sheet does not have.") % {"name": name}
            + nearest(name, columns)
        )


def _with_name(create, columns):
    """The recipes of a draft; without one for its name, it is called as the file calls it."""
    for name in create:
        check_column(name, columns)
    first = settings.LANGUAGES[0][0]
    stem = "name" if f"name_{first}" in columns else "title"
    if any(name.startswith(f"{stem}_") for name in create):
        return create
    return {**create, f"{stem}_{first}": (Recipe(from_=(PART,)),)}


def _country(recipe, row):
    """The country in which the draft would lie, which tells places of one name apart; or nothing."""
    country = recipe.create.get("country")
    if not country:
        return ""
    column = resource_for("places").column("country")
    code = next(iter(made(country[0], Kind.of(column), row, None).parts), "")
    return code if code in countries.CODES else ""
