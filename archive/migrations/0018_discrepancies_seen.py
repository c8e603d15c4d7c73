"""What readers see of discrepancies is kept with them, the standing of their record included, and read by state.

Names are looked up in indexes that hold only those of a person, an organization or a place.
"""

from django.db import migrations, models
from django.db.models import Q

from archive.migrations._operations import AddIndexBeside

ARC = ("person", "organization", "event", "visit", "agreement", "trade_figure", "about_source")


def hide_those_of_unpublished_records(apps, schema_editor):
    """Until now a query asked for the standing of each record."""
    discrepancies = apps.get_model("archive", "Discrepancy").objects.using(schema_editor.connection.alias)
    published = Q()
    for name in ARC:
        published |= Q(**{f"{name}__status": "published"})
    discrepancies.filter(is_public=True).exclude(pk__in=discrepancies.filter(published).values("pk")).update(
        is_public=False
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("archive", "0014_preservation")]

    operations = [
        migrations.RunPython(hide_those_of_unpublished_records, migrations.RunPython.noop, elidable=True),
        AddIndexBeside(
            "discrepancy",
            models.Index(fields=["state", "id"], condition=Q(is_public=True), name="discrepancy_seen_by_state"),
        ),
        *(
            AddIndexBeside(
                "nameform",
                models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"name_of_{name}"),
            )
            for name in ("person", "organization", "place")
        ),
    ]
