"""Past the rule that history stays: tests empty their tables, and some need versions of yesterday or of somebody else.

On PostgreSQL the user of the tests may switch triggers off for a session, which takes a superuser; on SQLite they are
taken away and made again. Nothing in the archive can do either.
"""

from contextlib import contextmanager

from django.db import connection, transaction

from archive import lasting


@contextmanager
def unprotected():
    """Let versions be changed, and what was published be deleted, inside."""
    with transaction.atomic():
        _execute(_off())
        yield
        _execute(_on())


def rewrite(versions, **values) -> None:
    """Change versions, given as a queryset, as no code of the archive can."""
    with unprotected():
        versions.model._base_manager.filter(pk__in=list(versions.values_list("pk", flat=True))).update(**values)


def let_tests_empty_tables() -> None:
    """Between tests with transactions of their own Django empties all tables; let it."""
    # Of the class: in a browser's test the same thread may have another connection.
    operations = type(connection.ops)
    sql_flush = operations.sql_flush
    operations.sql_flush = lambda self, *args, **kwargs: [*_off(), *sql_flush(self, *args, **kwargs), *_on()]


def _off():
    if connection.vendor == "postgresql":
        return ["SET LOCAL session_replication_role = replica"]
    return [refusal.removal(connection) for refusal in lasting.refusals(connection)]


def _on():
    if connection.vendor == "postgresql":
        return ["SET LOCAL session_replication_role = origin"]
    return [refusal.statement(connection) for refusal in lasting.refusals(connection)]


def _execute(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
