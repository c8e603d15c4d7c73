"""The testimony of each source in the order of its page, of which a page is read and no more."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

from archive.migrations._operations import AddIndexBeside
from archive.models.citation import Rank

ARC = ("person", "organization", "event", "visit", "agreement", "trade_figure", "about_source")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("archive", "0019_names_by_type")]

    operations = [
        AddIndexBeside(
            "citation",
            models.Index("source", "status", Rank(), Coalesce(*ARC), "id", name="citation_in_order_of_source"),
        ),
    ]
