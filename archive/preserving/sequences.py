"""The last key that each table has given: a key of a row that is gone is never given again, in no database."""

from django.db import connection, models


def last_keys(tables) -> dict[str, int]:
    """The last key given by each of these tables (models) that counts its rows, by the table's name; 0 for none."""
    found = {}
    with connection.cursor() as cursor:
        for model in filter(_counts, tables):
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
                found[table] = (cursor.fetchone() or (0,))[0]
            else:
                name = _sequence(cursor, model)
                cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
                last, is_called = cursor.fetchone()
                found[table] = last if is_called else last - 1
            # A row that came with a key of its own has not asked for one on PostgreSQL; SQLite counts it all the same.
            found[table] = max(found[table], _largest(model))
    return found


def set_last_keys(tables, last: dict[str, int]) -> None:
    """Let each of these tables go on from the last key that it had given; never from below its largest."""
    with connection.cursor() as cursor:
        for model in filter(_counts, tables):
            table = model._meta.db_table
            _set(cursor, model, max(last.get(table, 0), _largest(model)))


def _set(cursor, model, number):
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        if number:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
    else:
        cursor.execute("SELECT setval(%s, %s, %s)", [_sequence(cursor, model), max(number, 1), number > 0])


def _largest(model) -> int:
    return model._base_manager.aggregate(largest=models.Max("pk"))["largest"] or 0


def _sequence(cursor, model):
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)",
        [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column],
    )
    return cursor.fetchone()[0]


def _counts(model):
    return isinstance(model._meta.pk, models.AutoField)
