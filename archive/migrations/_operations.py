"""What migrations of large tables are made of, so that neither readers nor editors wait for them.

    class Migration(migrations.Migration):
        # An index that is made beside the work on its table cannot be part of a transaction.
        atomic = False
        operations = [AddIndexBeside("visit", models.Index(fields=["purpose"], name="visit_by_purpose"))]

What takes a lock for a moment, as adding a column does, `migrate` asks for again and again (see that command).
`tests/growing/test_migrations.py` names what would hold a table for long.
"""

from django.db import transaction
from django.db.migrations import AddConstraint, AddIndex
from django.db.migrations.operations.base import Operation
from django.db.utils import NotSupportedError

from archive.migrations._malformed import refuse_repeated, refuse_rows


class AddIndexBeside(AddIndex):
    """Adds an index while its table is read and written, on PostgreSQL; SQLite knows no such thing, and is quick."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make it, in the place of what an attempt that was broken off has left of it."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(self.index.name)}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            _check_alone(schema_editor)
            name = schema_editor.quote_name(self.index.name)
            # It waits for transactions that were there before it, which may be long, and holds up nobody meanwhile.
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('lock_timeout')")
                (patience,) = cursor.fetchone()
                cursor.execute("SET lock_timeout = 0")
                try:
                    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                    schema_editor.add_index(model, self.index, concurrently=True)
                finally:
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [patience])

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Remove it in the same way."""
        model = from_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            _check_alone(schema_editor)
            schema_editor.remove_index(model, self.index, concurrently=True)


def _check_alone(schema_editor):
    if schema_editor.connection.in_atomic_block:
        raise NotSupportedError("What is made beside the work on its table needs a migration that is not atomic.")


class AddUniqueBeside(AddConstraint):
    """Lets a table's rows be unique by an index that is made beside the work on it, on PostgreSQL."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make it, in the place of what an attempt that was broken off has left of it."""
        model = to_state.apps.get_model(app_label, self.model_name)
        refuse_repeated(schema_editor, model, self.constraint)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(self.constraint.name)}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        _check_alone(schema_editor)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.constraint.name)}")
        made = str(self.constraint.create_sql(model, schema_editor))
        schema_editor.execute(made.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1), params=None)


class AddChecksBeside(Operation):
    """Adds CHECKs to models while their tables are read and written, on PostgreSQL; on SQLite each is copied once.

    PostgreSQL holds new rows to them at once, then looks through the rows that are there without holding anybody up
    (https://www.postgresql.org/docs/18/sql-altertable.html, ADD table_constraint NOT VALID).
    """

    atomic = False

    def __init__(self, checks):
        # By the name of the model: all at once, because Django makes its models anew after each operation.
        self.checks = checks

    def state_forwards(self, app_label, state):
        """Note them all, then have the models made anew once: for each check by itself that takes minutes."""
        for model_name, constraints in self.checks.items():
            options = state.models[app_label, model_name].options
            options["constraints"] = [*options.get("constraints", ()), *constraints]
        state.reload_models({(app_label, model_name) for model_name in self.checks})

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make them, in the place of what an attempt that was broken off has left of them."""
        quote, on_postgresql = schema_editor.quote_name, schema_editor.connection.vendor == "postgresql"
        if on_postgresql:
            _check_alone(schema_editor)
        for model_name, constraints in self.checks.items():
            model = to_state.apps.get_model(app_label, model_name)
            # A database names the rule and no row.
            refuse_rows(schema_editor, model, constraints)
            if not on_postgresql:
                _remake(schema_editor, model)
                continue
            table, names = quote(model._meta.db_table), [quote(constraint.name) for constraint in constraints]
            gone = [f"DROP CONSTRAINT IF EXISTS {name}" for name in names]
            added = [f"ADD {constraint.constraint_sql(model, schema_editor)} NOT VALID" for constraint in constraints]
            schema_editor.execute(f"ALTER TABLE {table} {', '.join([*gone, *added])}", params=None)
            for name in names:
                schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}", params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Remove them."""
        for model_name, constraints in self.checks.items():
            model = to_state.apps.get_model(app_label, model_name)
            if schema_editor.connection.vendor != "postgresql":
                _remake(schema_editor, model)
                continue
            for constraint in constraints:
                schema_editor.remove_constraint(model, constraint)

    def describe(self):
        """What `migrate` tells of it."""
        return f"Add checks to {', '.join(self.checks)}"


def _remake(schema_editor, model):
    """Copy a table of SQLite into one with the constraints that the model has now: wholly or not at all."""
    with transaction.atomic(schema_editor.connection.alias):
        schema_editor._remake_table(model)
