"""What migrations of large tables are made of, so that neither readers nor editors wait for them.

    class Migration(migrations.Migration):
        # An index that is made beside the work on its table cannot be part of a transaction.
        atomic = False
        operations = [AddIndexBeside("visit", models.Index(fields=["purpose"], name="visit_by_purpose"))]

What takes a lock for a moment, as adding a column does, `migrate` asks for again and again (see that command).
`tests/growing/test_migrations.py` names what would hold a table for long.
"""

from django.db.migrations import AddIndex
from django.db.utils import NotSupportedError


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
        raise NotSupportedError("An index is made beside the work on its table only where the migration is not atomic.")
