import django.db.models.deletion
from django.db import migrations, models

import archive.models.fields
from archive.migrations._checks import AlterCheckedField


def put_back(apps, schema_editor):
    """No import was ever put into the state that goes; if one was by hand, it waits again."""
    apps.get_model("archive", "ImportBatch").objects.filter(state="failed").update(state="uploaded")


class Migration(migrations.Migration):
    """Proposals know the import that made them; an import that came to nothing waits again, and never “failed”."""

    dependencies = [("archive", "0004_sources")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="archive.importbatch",
                verbose_name="import",
            ),
        ),
        migrations.RunPython(put_back, migrations.RunPython.noop),
        AlterCheckedField(
            model_name="importbatch",
            name="state",
            field=archive.models.fields.ChoiceField(
                choices=[
                    ("uploaded", "uploaded"),
                    ("planning", "being compared"),
                    ("staged", "staged"),
                    ("applying", "being applied"),
                    ("applied", "applied"),
                    ("undoing", "being undone"),
                    ("undone", "undone"),
                ],
                default="staged",
                max_length=8,
                verbose_name="state",
            ),
        ),
    ]
