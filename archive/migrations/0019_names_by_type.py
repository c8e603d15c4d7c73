"""The indexes of names by person, organization and place that hold nothing but these take the place of the full ones."""

import django.db.models.deletion
from django.db import migrations, models

ARC = ("person", "organization", "place")


def drop_full_indexes(apps, schema_editor):
    """Drop the indexes of single keys, in whose place others have come."""
    model = apps.get_model("archive", "NameForm")
    for name in ARC:
        columns = [model._meta.get_field(name).column]
        for index in schema_editor._constraint_names(model, columns, index=True, unique=False, primary_key=False):
            if index != f"name_of_{name}":
                schema_editor.execute(schema_editor._delete_index_sql(model, index))


def key(name):
    """A key without an index of its own."""
    return models.ForeignKey(
        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to=f"archive.{name}",
        verbose_name=name,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("archive", "0018_discrepancies_seen")]

    operations = [
        migrations.RunPython(drop_full_indexes, migrations.RunPython.noop, elidable=True),
        # Nothing but those indexes differs: SQLite need not copy the table.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField("nameform", name, key(name)) for name in ARC]
        ),
    ]
