"""What of a planned row is written, and what its source only states."""

import functools
from dataclasses import dataclass

from django.db import models

from archive.models import Citation, NameForm, Participation, Place, Posting
from archive.models.conditions import asked
from archive.spreadsheets.columns import ManyColumn, ParticipationsColumn
from archive.spreadsheets.columns.many import parts_in
from archive.spreadsheets.headings import without_language
from archive.spreadsheets.resources import RecordResource

# What a row that hangs on records states of them; a place states what may be filled in where it is empty.
_OF_OTHERS = {
    Posting: {"role", "title", "since", "until"},
    Participation: {"role", "capacity"},
    NameForm: {"text"},
    Place: {"name", "country", "latitude", "longitude"},
}
# A summary is the archive's own words about a record: no row of a sheet testifies to it.
_OWN_WORDS = {"summary"}


@dataclass(frozen=True, slots=True)
class Testimony:
    """What a row states of one field, as canonical text: of a list one part, `role: slug` where the role is new.

    `taken`: whether the record has this value accepted once the row is written.
    """

    field: str
    stated: str
    taken: bool = False


def divided(resource, row) -> tuple[dict[str, tuple[str, str]], list[Testimony]]:
    """The cells of a planned row to be written, and its testimonies, where the row is taken as testimony.

    A new row is written whole and all of it is stated. Of a changed row, values that differ from accepted ones are
    stated, and those that are accepted nowhere yet are filled in as well; nothing is erased, and columns that no
    citation can be about stay as they are stored. What the row is known to give beside (`given`) is stated too.
    """
    if resource.model() is Citation:
        return dict(row.cells), []
    if row.pk is None:
        return dict(row.cells), cited(resource, row)
    stated = _stated_columns(resource)
    differing = {name for name, (before, _after) in row.cells.items() if before or name not in stated}
    filled = {
        name: cell
        for name, cell in row.cells.items()
        if name not in differing and not differing & _bound_to(resource.model()).get(name, set())
    }
    given = {name: (text, text) for name, text in row.given.items()}
    return filled, [
        testimony
        for name, cell in {**given, **row.cells}.items()
        if name in stated
        for testimony in _testimonies(resource, name, *cell, taken=name in filled or name in given)
    ]


def cited(resource, row, given=None) -> list[Testimony]:
    """The testimonies of a planned row that is accepted as it is, for its source to be cited beside what it says.

    `given` are canonical texts, by column, that the row gives and that are stored already.
    """
    cells = {name: after for name, (_before, after) in row.cells.items()}
    stated = _stated_columns(resource)
    found = [
        testimony
        for name, text in {**(given or {}), **cells}.items()
        if name in stated
        for testimony in _testimonies(resource, name, text, text, taken=True)
    ]
    # Somebody's bare office or part is stated by the row itself.
    return found or ([Testimony("role", "", taken=True)] if "role" in stated.values() else [])


def _testimonies(resource, name, before, after, taken):
    """One for each part of what a cell states."""
    column, field = _columns(resource)[name], _stated_columns(resource)[name]
    if not isinstance(column, ManyColumn):
        return [Testimony(field, after, taken)] if after else []
    stored = set(parts_in(before))
    role_known = isinstance(column, ParticipationsColumn)
    return [
        Testimony(field, part.partition(": ")[2] if role_known and (taken or part in stored) else part, taken)
        for part in parts_in(after)
    ]


@functools.cache
def _columns(resource):
    return {column.column_name: column for column in resource.columns()}


@functools.cache
def _stated_columns(resource) -> dict[str, str]:
    """The columns that a source can state, each with its field: `title` for `title_en`."""
    model = resource.model()
    is_record = issubclass(resource, RecordResource)
    fields = set(model.citable()) - _OWN_WORDS if is_record else _OF_OTHERS.get(model, set())
    found = {column.column_name: without_language(column.column_name) for column in resource.columns()}
    return {name: field for name, field in found.items() if field in fields}


@functools.cache
def _bound_to(model) -> dict[str, set[str]]:
    """The columns that the database binds to each other: an amount and its currency mean nothing one without the other.

    What only has to be there in one language binds nothing.
    """
    found: dict[str, set[str]] = {}
    for constraint in asked(model):
        names = _names_in(constraint.condition)
        if len({without_language(name) for name in names}) > 1:
            for name in names:
                found.setdefault(name, set()).update(names)
    return found


def _names_in(condition) -> set[str]:
    found = set()
    for child in condition.children:
        found |= _names_in(child) if isinstance(child, models.Q) else {child[0].partition("__")[0]}
    return found
