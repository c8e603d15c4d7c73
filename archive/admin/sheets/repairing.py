"""Repairs of a file that is not touched: what a value in it means is kept in the mapping of its import."""

from dataclasses import replace

from archive.admin.sheets.recipes import Form, target_of
from archive.spreadsheets import Mapping, Recipe, resource_for
from archive.spreadsheets.headings import below_titles


class Repairs:
    """Takes what values of a file mean into the mapping of its import."""

    def __init__(self, batch, sheet):
        self.type, self.mapping = batch.type, Mapping.of(batch.mapping)
        self.resource = resource_for(batch.type)
        named = [h for recipes in self.mapping.columns.values() for r in recipes for h in r.headings()]
        self.over = Form(self.resource, below_titles(self.resource, sheet, named))
        self.headings = {name: heading for heading, name in self.over.own.items()}

    def can(self, type, column, value) -> bool:
        """Whether the mapping can say what a value of a column means."""
        if type != self.type:
            return bool(value) and any(self._of_draft(type, column))
        if not value:
            return column in self.over.columns and column not in self.mapping.columns and column not in self.headings
        return column in self.mapping.columns or column in self.headings

    def take(self, type, column, value, meaning) -> None:
        """The value of the column means this: nothing leaves the cell empty; an empty value fills all rows."""
        if type != self.type:
            for name in list(self.mapping.columns):
                self.mapping.columns[name] = tuple(
                    self._in_draft(recipe, target_of(self.resource.column(name)), type, column, value, meaning)
                    for recipe in self.mapping.columns[name]
                )
        elif not value:
            self.mapping.columns[column] = (self.over.written(column, meaning),)
        else:
            recipes = self.mapping.columns.get(column) or (Recipe(from_=(self.headings[column],)),)
            self.mapping.columns[column] = tuple(_meaning(recipe, value, meaning) for recipe in recipes)

    def _of_draft(self, type, column):
        for name, recipes in self.mapping.columns.items():
            for recipe in recipes:
                yield from _created(self.resource, name, recipe, type, column)

    def _in_draft(self, recipe, target, type, column, value, meaning):
        """The recipe with the meaning where it makes drafts of this type, drafts of drafts included."""
        create = {}
        for name, recipes in recipe.create.items():
            inner = target_of(resource_for(target).column(name)) if target else ""
            recipes = tuple(self._in_draft(r, inner, type, column, value, meaning) for r in recipes)
            if target == type and name == column:
                recipes = tuple(_meaning(r, value, meaning) for r in recipes)
            create[name] = recipes
        return replace(recipe, create=create)


def _created(resource, name, recipe, type, column):
    """Every recipe that fills this column in drafts of this type."""
    target = target_of(resource.column(name))
    for made, recipes in recipe.create.items():
        if target == type and made == column:
            yield from recipes
        for inner in recipes:
            if target:
                yield from _created(resource_for(target), made, inner, type, column)


def _meaning(recipe, value, meaning):
    return replace(recipe, values={**recipe.values, value: meaning})
