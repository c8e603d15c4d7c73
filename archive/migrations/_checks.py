"""What migrations of columns with a CHECK of their own need beyond Django's operations."""

from django.db.migrations import AlterField


class AlterCheckedField(AlterField):
    """Alters a column whose length or choices are a CHECK, and the CHECK with it: on PostgreSQL, Django leaves it."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Alter the column, then put the CHECK that it has now in the place of the one that it had."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor != "postgresql":
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        kept = {constraint.name for constraint in model._meta.constraints}
        for name in schema_editor._constraint_names(model, [field.column], check=True, exclude=kept):
            schema_editor.execute(schema_editor._delete_check_sql(model, name))
        check = field.db_check(schema_editor.connection)
        if check:
            name = schema_editor._create_index_name(model._meta.db_table, [field.column], suffix="_check")
            schema_editor.execute(schema_editor._create_check_sql(model, name, check))
