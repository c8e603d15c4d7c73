"""Many rows written by one statement, where Django assembles each value and each row of it by itself.

Nothing here asks whether a change is open or tells one: what is written so is told by whoever writes it.
"""

import functools
import json
import unicodedata
from itertools import chain, islice
from operator import attrgetter

from django.db import connections, models, router
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.utils import timezone

ROWS = 1000
# SQLite takes 32,766 values in one statement.
MOST_VALUES = 32_000
_ROWS_OF_INSERT = 200
_FEW = 50
# Columns whose values the databases take as Python has them.
_PLAIN = models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey


def keys(pks):
    """Primary keys for a look-up with `__in`; of many, Django would look at each by itself, time and again."""
    pks = list(pks)
    return pks if len(pks) < _FEW else RawSQL(",".join(map(str, map(int, pks))), ())  # noqa: S611


class KeyList(RawSQL):
    """Primary keys for a look-up with `__in` that is made again and again with other keys: as one parameter.

    With other keys it is still the same statement, of which SQLite would keep a hundred large ones in memory; and of a
    thousand values Django would look at each by itself.
    """

    kind, of_kind = "bigint", int

    def __init__(self, values):
        self.values = list(map(self.of_kind, values))
        super().__init__("SELECT value FROM json_each(%s)", (json.dumps(self.values),))

    def as_postgresql(self, compiler, connection):
        """The same of an array."""
        return f"(SELECT unnest(%s::{self.kind}[]))", (self.values,)


class SlugList(KeyList):
    """The same of slugs."""

    kind, of_kind = "text", str


class Scanned(models.Func):
    """A column that SQLite compares row by row in the order of a list, and looks up in no index.

    `column IN (many)` is otherwise answered by finding and sorting everything, of which a list shows the first rows.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler, connection):
        """The unary plus of https://www.sqlite.org/optoverview.html#uplus."""
        return self.as_sql(compiler, connection, template="+%(expressions)s")


def blank(model):
    """A new unsaved row with its defaults, as the model's constructor makes one, for those who need many."""
    defaults = _defaults(model)
    if defaults is None:
        return model()
    row = model.__new__(model)
    row.__dict__.update(defaults, _state=ModelState())
    return row


def link(row, field, linked) -> None:
    """Link an unsaved row to a stored one (None: to nothing), as setting the attribute does."""
    setattr(row, field.attname, linked and linked.pk)
    row._state.fields_cache[field.name] = linked


@functools.cache
def _defaults(model):
    """The default of each column; None where one is made anew for each row."""
    fields = model._meta.concrete_fields
    if any((f.has_default() and callable(f.default)) or isinstance(f, models.FileField) for f in fields):
        return None
    return {f.attname: f.get_default() for f in fields}


def prepare(objs) -> None:
    """Give the columns of unsaved rows their stored form, as saving would: text clean, dates with bounds, times."""
    if not objs:
        return
    now = timezone.now()
    texts, whole, timed = _completed(type(objs[0]))
    times = dict.fromkeys(timed, now)
    for row in objs:
        values = row.__dict__
        for name, to_python in texts:
            value = values[name]
            if value and not _is_clean(value):
                values[name] = to_python(value)
        for field in whole:
            if values[field.attname]:
                field.pre_save(row, True)
        values.update(times)


def _is_clean(value) -> bool:
    """Whether a text is plainly in its stored form; of others the column knows."""
    return (
        value.isprintable()
        and "  " not in value
        and value[0] != " "
        and value[-1] != " "
        and (value.isascii() or unicodedata.is_normalized("NFC", value))
    )


@functools.cache
def _completed(model):
    """The columns of a model that complete themselves when saved: texts; dates with bounds and files; times."""
    own = [f for f in model._meta.concrete_fields if type(f).pre_save is not models.Field.pre_save]
    timed = [f.attname for f in own if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)]
    whole = [f for f in own if hasattr(model, f"{f.name}_earliest") or isinstance(f, models.FileField)]
    texts = [f for f in own if isinstance(f, models.CharField | models.TextField) and f not in whole]
    # Columns that hold more than a text have a form of their own.
    plain = [f for f in texts if type(f).__name__ in ("LineField", "ProseField")]
    return [(f.attname, f.to_python) for f in plain], [*whole, *(f for f in texts if f not in plain)], timed


def update_rows(objs, columns) -> None:
    """Write these columns of stored rows as they are in memory, past `save`.

    One `UPDATE … FROM (VALUES …)` for each thousand rows; SQLite and PostgreSQL name the columns of VALUES alike.
    Raises IntegrityError where the database refuses a value.
    """
    if not objs:
        return
    model = type(objs[0])
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in columns]
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    setting = ", ".join(f"{quote(f.column)} = {_typed(f, f'v.column{n}', connection)}" for n, f in enumerate(fields, 2))
    size = min(ROWS, MOST_VALUES // (len(fields) + 1))
    row = f"({', '.join(['%s'] * (len(fields) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(objs), size):
            some = list(_values([model._meta.pk, *fields], objs[start : start + size], connection))
            cursor.execute(
                f"UPDATE {table} SET {setting} FROM (VALUES {', '.join([row] * len(some))}) AS v "
                f"WHERE {table}.{key} = v.column1",
                [value for values in some for value in values],
            )


def save_columns(objs, names) -> None:
    """Write these columns of stored rows as saving them would: text clean, dates with their bounds."""
    if not objs or not names:
        return
    model = type(objs[0])
    bounds = [f"{n}_{end}" for n in names for end in ("earliest", "latest") if hasattr(model, f"{n}_{end}")]
    own = [f for f in map(model._meta.get_field, names) if type(f).pre_save is not models.Field.pre_save]
    for row in objs:
        for field in own:
            field.pre_save(row, False)
    update_rows(objs, [*names, *bounds])


def insert_rows(objs, keyed=False) -> None:
    """Store new rows of one model as they are in memory, past `save`; their keys are set only if they are `keyed`.

    Columns that complete themselves when saved are the caller's business. Raises IntegrityError as `bulk_create` does.
    """
    if not objs:
        return
    model = type(objs[0])
    fields = [f for f in model._meta.concrete_fields if keyed or not f.primary_key]
    insert_values(model, fields, _values(fields, objs, connections[router.db_for_write(model)]))


def insert_values(model, fields, rows) -> None:
    """Store rows given as tuples of what the database takes for these fields: COPY on PostgreSQL."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(f.column) for f in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        # Hundreds of rows a statement: after each one the full-text index writes out what its trigger was given.
        rows, size = iter(rows), min(_ROWS_OF_INSERT, MOST_VALUES // len(fields))
        # SQLite's own sign saves Django the search for its own among thousands; only its log of queries needs that one.
        sign = "%s" if connection.queries_logged else "?"
        row = f"({', '.join([sign] * len(fields))})"
        while some := list(islice(rows, size)):
            values = list(chain.from_iterable(some))
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(some))}", values)


def delete_rows(model, pks) -> None:
    """Delete rows by their keys, with all that hangs on them, past `delete`: a few statements for any number.

    Whether something that stays still links to them is the caller's business; else IntegrityError, at the latest when
    the transaction ends.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    some = ",".join(map(str, map(int, pks))) or "NULL"
    with connection.cursor() as cursor:
        for relation in model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and not relation.concrete and not relation.many_to_many):
                continue
            # What has no column of its own keeps no row from going.
            if relation.field.column is None:
                continue
            table, column = quote(relation.related_model._meta.db_table), quote(relation.field.column)
            if relation.on_delete is models.CASCADE:
                cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({some})")
            elif relation.on_delete is models.SET_NULL:
                cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({some})")
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.column)} IN ({some})")


def new_keys(model, count) -> list[int]:
    """Keys for so many new rows, which no other row will have: taken from the table's own sequence."""
    connection = connections[router.db_for_write(model)]
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
            )
            return [number for (number,) in cursor.fetchall()]
        # Nobody else writes between this and the INSERT: a transaction of SQLite that writes is alone from its start.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def _values(fields, objs, connection):
    """The tuple that the database takes for each row, in the order of the fields."""
    getter = attrgetter(*(f.attname for f in fields)) if len(fields) > 1 else _only(fields[0].attname)
    # Dates and times come again and again: each is prepared once.
    prepared = [(i, f, {None: None}) for i, f in enumerate(fields) if not _is_plain(type(f))]
    for row in map(getter, objs):
        values = list(row)
        for i, field, known in prepared:
            value = values[i]
            if value not in known:
                known[value] = field.get_db_prep_save(value, connection)
            values[i] = known[value]
        yield values


def _only(name):
    return lambda obj: (getattr(obj, name),)


@functools.cache
def _is_plain(kind):
    return issubclass(kind, _PLAIN)


def _typed(field, value, connection):
    # A column of VALUES that holds only NULL is text to PostgreSQL. A cast of text would shorten it silently.
    if connection.vendor != "postgresql" or isinstance(field, models.CharField | models.TextField):
        return value
    return f"CAST({value} AS {field.db_type(connection)})"
