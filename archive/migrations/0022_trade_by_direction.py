"""The trade of a pair of countries, each way and both ways, found without reading that of all others."""

from django.db import migrations, models

from archive.migrations._operations import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("archive", "0021_one_form")]

    operations = [
        AddIndexBeside("tradefigure", models.Index(fields=["exporter", "importer"], name="trade_by_direction")),
        AddIndexBeside("tradefigure", models.Index(fields=["between"], name="trade_both_ways")),
    ]
