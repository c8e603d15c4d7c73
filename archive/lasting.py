"""What must last: the database itself refuses to change history, and to delete what readers have seen.

Triggers say it, so that it holds for SQL too, whoever sends it. They are made after each migration, because a migration
that remakes a table on SQLite drops them. Whoever owns the tables can take them away again, which nothing here does; on
PostgreSQL the processes need not be that owner (archive.management.roles).
"""

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, transaction

from archive.models import RECORD_TYPES, Revision, RevisionState, Status, arc_name

# What of a version may still be emptied: its links to accounts, which go, and to its record, which may be a draft.
_ACCOUNTS = ("author_id", "reviewer_id")
_GIVEN_BACK = (RevisionState.ACCEPTED.value, RevisionState.RETURNED.value)
_SEEN = (Status.PUBLISHED, Status.WITHDRAWN)
_FUNCTION = "archive_refuse"
# PostgreSQL: IntegrityError to Django, as what SQLite's RAISE is.
_REFUSE = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0], CONSTRAINT = TG_NAME;
END $$
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that the database refuses: on which table, of what (UPDATE, DELETE, TRUNCATE), when, in which words."""

    name: str
    table: str
    verb: str
    sentence: str
    condition: str = ""

    def statement(self, connection) -> str:
        """The SQL that makes its trigger."""
        when = f" WHEN ({self.condition})" if self.condition else ""
        if connection.vendor == "postgresql":
            each = "STATEMENT" if self.verb == "TRUNCATE" else "ROW"
            return (
                f"CREATE TRIGGER {self.name} BEFORE {self.verb} ON {self.table} FOR EACH {each}{when} "
                f"EXECUTE FUNCTION {_FUNCTION}('{self.sentence}')"
            )
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.verb} ON {self.table}{when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
        )

    def removal(self, connection) -> str:
        """The SQL that takes its trigger away."""
        on = f" ON {self.table}" if connection.vendor == "postgresql" else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{on}"


def refusals(connection) -> list[Refusal]:
    """All that the database is to refuse, of the tables that are there."""
    there = set(connection.introspection.table_names())
    found = [*_of_history(connection), *_of_records(connection), *_of_audit()]
    return [r for r in found if r.table in there and (r.verb != "TRUNCATE" or connection.vendor == "postgresql")]


def protect(using="default", **_signal) -> None:
    """Make each trigger that is missing or says something else; run after each migration."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        made = _made(cursor, connection)
        wanted = {r: r.statement(connection) for r in refusals(connection)}
        missing = {r: sql for r, sql in wanted.items() if made.get(r.name) != _mark(sql, connection)}
        if missing and connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for refusal, sql in missing.items():
            cursor.execute(refusal.removal(connection))
            cursor.execute(sql)
            if connection.vendor == "postgresql":
                mark = _mark(sql, connection)
                cursor.execute(f"COMMENT ON TRIGGER {refusal.name} ON {refusal.table} IS '{mark}'")


def make_way(using="default", plan=(), **_signal) -> None:
    """Before a migration that alters the columns of versions, take away the trigger that names them."""
    altered = {getattr(o, "model_name_lower", "") for migration, _back in plan for o in migration.operations}
    if Revision._meta.model_name in altered:
        connection = connections[using]
        with connection.cursor() as cursor:
            for refusal in refusals(connection):
                if refusal.table == Revision._meta.db_table and refusal.verb == "UPDATE":
                    cursor.execute(refusal.removal(connection))


def changeable_columns(connection) -> list[str]:
    """The columns of a version of which an UPDATE is not refused whatever it writes."""
    table = Revision._meta.db_table
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    keys = (f"{arc_name(model)}_id" for model in RECORD_TYPES)
    return [name for name in (*_ACCOUNTS, *keys, "state") if name in there]


def _of_history(connection):
    """Versions are only ever added: an UPDATE may forget an account, or whose they are, and give them back."""
    table = Revision._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    keys = {f"{arc_name(model)}_id": model.address for model in RECORD_TYPES}
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    changes = []
    for column in columns:
        changed = f"NEW.{column} {differs} OLD.{column}"
        if column in keys:
            # A draft that was deleted, or a record that was merged, comes back to the versions that it had.
            returned = f"OLD.{column} IS NULL AND OLD.record_type = '{keys[column]}'"
            changed = f"({changed} AND NEW.{column} IS NOT NULL AND NOT ({returned}))"
        elif column in _ACCOUNTS:
            changed = f"({changed} AND NEW.{column} IS NOT NULL)"
        elif column == "state":
            # A reviewer gives a draft back, and its last version is marked so.
            changed = f"({changed} AND NOT (OLD.{column} = '{_GIVEN_BACK[0]}' AND NEW.{column} = '{_GIVEN_BACK[1]}'))"
        changes.append(changed)
    sentence = "History is only ever added to: a version cannot be"
    yield Refusal("revision_is_not_changed", table, "UPDATE", f"{sentence} changed.", " OR ".join(changes))
    yield Refusal("revision_is_not_deleted", table, "DELETE", f"{sentence} deleted.")
    yield Refusal("revisions_are_not_emptied", table, "TRUNCATE", f"{sentence} deleted.")


def _of_records(connection):
    """What readers have seen stays, or is withdrawn; a merge, which moves all that hangs on it, says so beforehand."""
    seen = ", ".join(f"'{status.value}'" for status in _SEEN)
    for model in RECORD_TYPES:
        name, sentence = model._meta.model_name, "What has been published cannot be deleted: withdraw it instead."
        yield Refusal(
            f"{name}_seen_is_not_deleted", model._meta.db_table, "DELETE", sentence, f"OLD.status IN ({seen})"
        )


def _of_audit():
    """The audit log is only ever added to."""
    table, sentence = apps.get_model("door", "AuditEntry")._meta.db_table, "The audit log is only ever added to."
    for verb, name in (("UPDATE", "changed"), ("DELETE", "deleted"), ("TRUNCATE", "emptied")):
        yield Refusal(f"audit_entry_is_not_{name}", table, verb, sentence)


def _made(cursor, connection) -> dict[str, str]:
    """What each trigger that is there was made by, by its name."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, coalesce(obj_description(oid, 'pg_trigger'), '') FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid IN "
            "(SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
        )
    else:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())


def _mark(sql, connection) -> str:
    """What tells this statement from another: SQLite keeps it itself, PostgreSQL in words of its own."""
    return sql if connection.vendor != "postgresql" else hashlib.sha256((_REFUSE + sql).encode()).hexdigest()
