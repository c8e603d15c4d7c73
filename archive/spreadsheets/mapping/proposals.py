"""A whole mapping to begin with: what each unknown heading of a sheet is best used for, seen together."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from archive.models import Person
from archive.models.base import Titled
from archive.spreadsheets import headings
from archive.spreadsheets.mapping.base import Mapping, Recipe
from archive.spreadsheets.mapping.orders import date_order
from archive.spreadsheets.mapping.suggestions import (
    LEAST,
    described,
    fitness,
    free_columns,
    is_form_of,
    likeness,
    score,
)
from archive.spreadsheets.mapping.values import Kind
from archive.spreadsheets.mapping.words import FIRST, FORENAME, LAST, NAME, SURNAME
from archive.spreadsheets.widgets import ChoiceWidget
from archive.text import fold

# Columns whose text says best what a record without a title is about, in this order.
_TELLING = ("participations", "parties", "host_country", "countries", "places", "place")
_DATING = ("date", "signed")
_MOST_IN_TITLE = 3
# Columns that name people.
_NAMED = ("person", "participations")
_MOSTLY = 0.5
_ROWS_READ = 20_000
# A heading with one of these cannot stand in a template.
_SIGNS = re.compile(r"[\[\]{}]|:\w+$")


def suggested(resource, sheet) -> Mapping:
    """A mapping to begin with: each unknown heading goes to the column that it fits best, the others are set aside.

    Two columns of first and last days become one date, forename and surname one name; a title is put together where
    the sheet has none; and the order of day and month is the one that its dates tell.
    """
    return _Proposal(resource, sheet).mapping()


class _Proposal:
    def __init__(self, resource, sheet):
        self.resource, self.sheet = resource, sheet
        self.columns = {column.column_name: column for column in free_columns(resource, sheet)}
        self.every = described(sheet)
        known = headings.known_headings(resource)
        self.known = {one.place: headings.meaning(known, one.heading) for one in self.every}
        self.left = {one.place: one for one in self.every if self.known[one.place] is None}
        self.recipes: dict[str, Recipe] = {}
        # How a column is called in a recipe, where its heading stands over others too.
        seen = Counter(map(fold, headings.titles(sheet)))
        self.called = {
            one.place: one.heading if seen[fold(one.heading)] == 1 else f"column {headings.letter(self._place(one))}"
            for one in self.every
        }

    def mapping(self):
        self._join_days()
        self._join_names()
        self._assign()
        self._make_title()
        self._shorten()
        found = Mapping(date_order=date_order(self.sheet))
        found.columns = {name: (recipe,) for name, recipe in self.recipes.items()}
        found.set_aside = [self.called[place] for place in self.left]
        return found

    def _place(self, one):
        places = self.sheet.places
        return places[one.place] if len(places) == len(self.sheet.headings) else one.place

    def _take(self, name, recipe, *used):
        """Make a column of some headings, none of which is free any more."""
        self.recipes[name] = recipe
        del self.columns[name]
        for one in used:
            self.left.pop(one.place, None)

    def _join_days(self):
        """First and last day in columns of their own, where ours is one column for both."""
        column = self.columns.get("date")
        if column is None:
            return
        dates = [one for one in self.left.values() if score(column, one) >= LEAST]
        first = next((one for one in dates if _strength(one, FIRST) > _strength(one, LAST)), None)
        last = next((one for one in dates if _strength(one, LAST) > _strength(one, FIRST)), None)
        bare = [one for one in dates if not one.is_worded]
        if not (first and last) and len(bare) == 2:
            first, last = bare
        if first and last:
            self._take("date", Recipe(interval=(self.called[first.place], self.called[last.place])), first, last)

    def _join_names(self):
        """Forename and surname in columns of their own; beside the one, a bare “name” is the other."""
        forename, surname, name = (self._headed(words) for words in (FORENAME, SURNAME, NAME))
        forename, surname = forename or (surname and name), surname or (forename and name)
        if not (forename and surname) or forename is surname:
            return
        if any(_SIGNS.search(self.called[one.place]) for one in (forename, surname)):
            return
        # What the one heading means by itself it means no more.
        own = {self.known[forename.place], self.known[surname.place]}
        columns = {column.column_name: column for column in self.resource.columns() if self._names_people(column)}
        column = next((name for name in columns if name in own), None)
        column = column or next((name for name in columns if name in self.columns), None)
        if column is not None:
            self.columns.setdefault(column, columns[column])
            whole = f"{{{self.called[forename.place]}}} {{{self.called[surname.place]}}}"
            self._take(column, Recipe(template=whole), forename, surname)

    def _names_people(self, column):
        is_name = headings.without_language(column.column_name) == "name"
        return column.column_name in _NAMED or (is_name and self.resource.model() is Person)

    def _headed(self, words):
        return next((one for one in self.every if set(one.words) & words), None)

    def _assign(self):
        """The best pairs of heading and column first, each of both once."""
        pairs = [
            (points, -place, -order, name)
            for place, one in self.left.items()
            for order, (name, column) in enumerate(self.columns.items())
            if _may_go(one, column) and (points := score(column, one)) >= LEAST
        ]
        for _points, place, _order, name in sorted(pairs, reverse=True):
            if -place in self.left and name in self.columns:
                self._take(name, Recipe(from_=(self.called[-place],)), self.left[-place])

    def _make_title(self):
        """A title of what the other columns say, where no heading is one."""
        titles = [name for name in self.columns if headings.without_language(name) == "title"]
        if not issubclass(self.resource.model(), Titled) or len(titles) < len(self._titles()):
            return
        told, dated = self._used(_TELLING), self._used(_DATING)
        used = [*told, *dated][:_MOST_IN_TITLE]
        if told:
            template = f"{{{used[0]}}}" + "".join(f"[, {{{heading}}}]" for heading in used[1:])
            self._take(titles[0], Recipe(template=template, shorten=True))

    def _used(self, names):
        """The headings of which these columns are made, as far as they can stand in a template."""
        made = self._made()
        recipes = [made[name] for name in names if name in made]
        found = [h for recipe in recipes for h in list(recipe.headings())[: 1 if recipe.interval else None]]
        return [heading for heading in dict.fromkeys(found) if not _SIGNS.search(heading)]

    def _made(self):
        """The recipe of each column that the sheet fills, by this mapping or by its own heading."""
        known = {name: Recipe(from_=(self.called[place],)) for place, name in self.known.items() if name}
        return known | self.recipes

    def _shorten(self):
        """Titles too long for their column are cut at a word, and the whole goes into the summary."""
        columns = {c.column_name: c for c in self.resource.columns()}
        places = {self.called[one.place]: one.place for one in self.every}
        for name, recipe in self._made().items():
            summary = re.sub("^(title|name)_", "summary_", name)
            if summary == name or summary not in self.columns or not recipe.from_:
                continue
            most = columns[name].field.max_length
            if _longest(self.sheet, places[recipe.from_[0]]) > most:
                self.recipes[name] = replace(recipe, shorten=True, whole_to=summary)
                del self.columns[summary]

    def _titles(self):
        return [c for c in self.resource.columns() if headings.without_language(c.column_name) == "title"]


def _longest(sheet, place):
    """How long the longest text under a heading is, among the first rows."""
    return max((len(row.cells[place]) for row in islice(sheet.rows, _ROWS_READ) if place < len(row.cells)), default=0)


def _may_go(one, column):
    """Whether a heading may go to a column unasked.

    What stands under it decides alone only where the heading has no words that could say something else, and the
    words of a choice must be ours.
    """
    if not one.is_worded:
        kind = Kind.of(column)
        return kind.date or kind.country
    if isinstance(column.widget, ChoiceWidget) and (fitness(column, one.samples) or 0) < _MOSTLY:
        return False
    return likeness(column, one) > 0


def _strength(one, words):
    """How plainly a heading says one of these words: with the word itself, with a form of it, or not."""
    if set(one.words) & words:
        return 2
    return int(any(is_form_of(written, word) for written in one.words for word in words))
