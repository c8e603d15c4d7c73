"""What PostgreSQL lets the archive's processes do that serve readers and editors: all but to take history away.

The tables belong to one role, which migrates them; the processes come as another, which owns nothing. So they can
neither drop the triggers of `archive.lasting` nor switch them off, and where rows are only ever added they may neither
change nor delete any (https://www.postgresql.org/docs/18/ddl-priv.html).
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder

from archive.lasting import changeable_columns
from archive.models import Revision

_ALL = "SELECT, INSERT, UPDATE, DELETE"


class Unfit(Exception):
    """A role that could do more than it is to be granted; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What PostgreSQL knows of a role: whether it is there, rules over all, or is or may become the tables' owner."""

    exists: bool = False
    is_superuser: bool = False
    owns: bool = False


def grants(connection, role) -> list[str]:
    """The SQL by which the owner of the tables lets a role do the archive's daily work and no more."""
    quote, name = connection.ops.quote_name, connection.ops.quote_name(role)
    schema = quote(_schema(connection))
    history, audit = (quote(m._meta.db_table) for m in (Revision, apps.get_model("door", "AuditEntry")))
    migrations = quote(MigrationRecorder.Migration._meta.db_table)
    emptied = ", ".join(map(quote, changeable_columns(connection)))
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"REVOKE ALL ON SCHEMA {schema} FROM {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"GRANT {_ALL} ON ALL TABLES IN SCHEMA {schema} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        # Tables that a later migration makes.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {_ALL} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        f"REVOKE UPDATE, DELETE ON {history}, {audit} FROM {name}",
        # Accounts and drafts go, and what was merged comes back; the triggers look at each of these.
        f"GRANT UPDATE ({emptied}) ON {history} TO {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {name}",
    ]


def check_fit(connection, role) -> None:
    """Unfit where the role is missing, or could give itself every right, or whoever asks cannot grant any."""
    if not _is_owners(connection):
        raise Unfit(
            "Run this as the owner of the tables, the role that runs `migrate`: PostgreSQL lets no other grant."
        )
    found = _standing(connection, role)
    if not found.exists:
        raise Unfit(
            f"There is no role “{role}”. Make it with `createuser --pwprompt {role}`, as PostgreSQL's own user."
        )
    if found.is_superuser:
        raise Unfit(f"“{role}” is a superuser, whom nothing is refused. Make another role for the web processes.")
    if found.owns:
        raise Unfit(
            f"“{role}” owns the archive's tables, or is a member of a role that does, and could drop what keeps "
            "history. Run this as the owner, and name another role."
        )


def _is_owners(connection) -> bool:
    """Whether whoever asks has the rights of the owner of every table: PostgreSQL only warns of a grant of nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_and(pg_has_role(relowner, 'USAGE')), false) FROM pg_class "
            "WHERE relnamespace = %s::regnamespace AND relkind = 'r'",
            [_schema(connection)],
        )
        return cursor.fetchone()[0]


def _standing(connection, role) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper, EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = %s::regnamespace "
            "AND c.relkind = 'r' AND pg_has_role(r.oid, c.relowner, 'MEMBER')) FROM pg_roles r WHERE r.rolname = %s",
            [_schema(connection), role],
        )
        found = cursor.fetchone()
    return Standing(True, *found) if found else Standing()


def _schema(connection) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]
