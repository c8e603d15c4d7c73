"""Every rule of the models is one of the database, which refuses SQL that breaks it, on SQLite and on PostgreSQL."""

import re
from itertools import groupby
from operator import itemgetter

import pytest
from django.db import connection, models

from archive.models import ImportRow, fields
from archive.models.guard import Guarded
from tests.constraints.breaking import ALIKE, BREAKING, breaking
from tests.constraints.rows import columns_of, every_model, refusal, refused

pytestmark = pytest.mark.django_db
UNSEEN = ("a\u200b", "\x07a", "\u202ea", "a\u2066", "\ufeffa", "\n", "\x7f", "\xad", "a\x00b")

# Of a line, and of several: only PostgreSQL knows which letter an accent belongs to.
_APART = ["e\u0301"] if connection.vendor == "postgresql" else []
OUT_OF_FORM = {
    False: ["a  b", "a\u00a0b", "a\u2003b", *_APART],
    True: ["a\n", "\na", "a \nb", "\ta", "a\u200b", "a\x00b", "\x07", "\u202ea", *_APART],
}


def taken(rows, values_of):
    """Sentences about what the database took: `values_of` gives (column, value, word of the refusal) of a model."""
    found = []
    for model, pk in rows.items():
        for column, value, word in values_of(model):
            said = refusal(model, pk, **{column: value})
            if word.casefold() not in said.casefold() or not said:
                found.append(f"{model.__name__}.{column} = {value!r}: {said or 'taken'}")
    return found


def test_no_column_holds_more_letters_than_it_may(every_row):
    def too_long(model):
        for field in columns_of(model, models.CharField):
            if field.max_length and not field.choices:
                yield field.column, "x" * (field.max_length + 1), ""

    assert not taken(every_row, too_long)


def test_no_column_holds_what_is_none_of_its_choices(every_row):
    def no_choice(model):
        for field in columns_of(model):
            if field.choices:
                yield field.column, "odd", field.column
                if not field.blank:
                    yield field.column, "", field.column

    assert not taken(every_row, no_choice)


def test_no_column_is_empty_that_must_not_be(every_row):
    def nothing(model):
        for field in columns_of(model):
            if not field.null:
                yield field.column, None, field.column

    assert not taken(every_row, nothing)


def test_no_number_is_below_nothing_where_things_are_counted(every_row):
    counting = (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField)

    def negative(model):
        for field in columns_of(model, *counting):
            yield field.column, -1, ""

    assert not taken(every_row, negative)


def test_no_column_of_data_holds_what_cannot_be_read(every_row):
    def unreadable(model):
        for field in columns_of(model, models.JSONField):
            yield field.column, "{broken", "json"

    assert not taken(every_row, unreadable)


def test_no_line_holds_what_cannot_be_seen(every_row):
    # What a row of a file says stands in ImportRow before anything of it was looked at.
    def unseen(model):
        for field in columns_of(model, fields.LineField) if model is not ImportRow else ():
            yield from ((field.column, value, "") for value in UNSEEN)

    assert not taken(every_row, unseen)


def test_no_text_that_editors_write_is_out_of_its_stored_form(every_row):
    def out_of_form(model):
        for field in columns_of(model, fields.LineField, fields.ProseField) if issubclass(model, Guarded) else ():
            if field.editable:
                for text in (" a", "a ", *OUT_OF_FORM[isinstance(field, fields.ProseField)]):
                    yield field.column, text, ""

    assert not taken(every_row, out_of_form)


def test_no_date_is_there_without_its_bounds_nor_bounds_without_a_date(every_row):
    found = []
    for model, pk in every_row.items():
        for field in columns_of(model, fields.EDTFField):
            ends = f"{field.column}_earliest", f"{field.column}_latest"
            for values in (
                {field.column: "1992"} | dict.fromkeys(ends),
                {field.column: ""} | dict.fromkeys(ends, "1992-01-01"),
                dict(zip(ends, ("1992-02-01", "1992-01-01"), strict=True)),
                {ends[0]: "1992-02-01", ends[1]: None},
            ):
                if not refusal(model, pk, **values):
                    found.append((model.__name__, values))
    assert not found


def test_no_key_leads_to_nothing(every_row):
    found = []
    for model, pk in every_row.items():
        for field in columns_of(model, models.ForeignKey):
            said = refusal(model, pk, check=True, **{field.column: 10**9})
            # A second key of an arc is one too many, which is looked at first.
            if not ("foreign key" in said.lower() or "check constraint" in said.lower()):
                found.append(f"{model.__name__}.{field.name}: {said or 'taken'}")
    assert not found


def test_every_named_rule_is_broken_by_what_the_table_says_and_by_its_name(every_row):
    found = []
    for model, pk in every_row.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                for values in breaking(model, constraint.name):
                    said = refusal(model, pk, **values)
                    if not {constraint.name, *ALIKE.get(constraint.name, ())} & set(re.findall(r"\w+", said)):
                        found.append(f"{constraint.name} {values}: {said or 'taken'}")
    assert not found


def test_every_named_rule_stands_in_the_table_and_the_table_has_no_other():
    named = {c.name: m for m in every_model() for c in m._meta.constraints if isinstance(c, models.CheckConstraint)}
    assert not [name for name, model in named.items() if not list(breaking(model, name))]
    assert not set(BREAKING) - set(named)


def test_every_bounded_or_chosen_column_has_a_check_of_its_own():
    found = []
    for model in every_model():
        ruled = "".join(str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint))
        for field in columns_of(model):
            bounded = isinstance(field, models.DecimalField) or field.max_length or field.choices
            is_checked = isinstance(field, fields.CheckedMixin) and field.db_check(connection)
            if bounded and not is_checked and field.name not in ruled and not field.is_relation:
                found.append(f"{model.__name__}.{field.name}")
            if isinstance(field, fields.ChoiceField) and not field.choices and field.name not in ruled:
                found.append(f"{model.__name__}.{field.name}: no choices")
    assert not found


def unique_sets(model):
    """The sets of columns of a model that no two rows share."""
    for field in columns_of(model):
        if field.unique:
            yield (field.column,)
    named = (c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint))
    for names in (*model._meta.unique_together, *named):
        yield tuple(model._meta.get_field(name).column for name in names)


def test_what_is_there_once_cannot_be_there_twice(every_row):
    found = []
    for model, pk in every_row.items():
        indexes = unique_indexes(model._meta.db_table)
        found += [f"{model.__name__} {columns}" for columns in unique_sets(model) if columns not in indexes]
        row = model._base_manager.filter(pk=pk).values(*(f.attname for f in columns_of(model))).get()
        # Nothing is the same as nothing (NULL): of such a row there may be two.
        whole = [columns for columns in unique_sets(model) if None not in [row[column] for column in columns]]
        if whole and "unique" not in copied(model, pk).casefold():
            found.append(f"{model.__name__}: a copy of a row is taken")
    assert not found


def unique_indexes(table) -> set[tuple]:
    """The columns of each unique index of a table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            made = connection.introspection.get_constraints(cursor, table).values()
            return {tuple(index["columns"]) for index in made if index["unique"]}
        # Django's own way to ask SQLite fails where a CHECK has a list of one-digit numbers, as that of ISSN has.
        cursor.execute(
            "SELECT i.name, c.name FROM pragma_index_list(%s) i, pragma_index_info(i.name) c "
            'WHERE i."unique" ORDER BY i.name, c.seqno',
            [table],
        )
        rows = cursor.fetchall()
    return {tuple(column for _name, column in group) for _name, group in groupby(rows, key=itemgetter(0))}


def copied(model, pk):
    """What the database says to a copy of a row."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = ", ".join(quote(f.column) for f in columns_of(model))
    return refused(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s", [pk])
