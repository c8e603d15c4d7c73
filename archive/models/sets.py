"""Many rows written by one statement, where Django's `bulk_update` builds a CASE of every row for every column."""

from django.db import connections, router

# SQLite takes 32,766 values in one statement; a thousand rows of ten columns stay well below.
ROWS = 1000


def update_rows(objs, columns) -> None:
    """Write these columns of stored rows as they are in memory, past `save`: for what the archive computes itself.

    One `UPDATE … FROM (VALUES …)` for each thousand rows; SQLite and PostgreSQL name the columns of VALUES alike.
    """
    if not objs:
        return
    model = type(objs[0])
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in columns]
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    setting = ", ".join(f"{quote(field.column)} = v.column{n}" for n, field in enumerate(fields, 2))
    row = f"({', '.join(['%s'] * (len(fields) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(objs), ROWS):
            some = objs[start : start + ROWS]
            values = [v for obj in some for v in (obj.pk, *_values(obj, fields, connection))]
            rows = ", ".join([row] * len(some))
            cursor.execute(
                f"UPDATE {table} SET {setting} FROM (VALUES {rows}) AS v WHERE {table}.{key} = v.column1", values
            )


def _values(obj, fields, connection):
    return (field.get_db_prep_save(getattr(obj, field.attname), connection) for field in fields)
