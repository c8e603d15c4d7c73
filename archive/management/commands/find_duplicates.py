"""`find_duplicates`: compares every record that is new or changed with those whose names are like its own."""

from django.core.management.base import BaseCommand

from archive.models import COMPARED
from archive.models.identity import NameKey
from archive.review import identity


class Command(BaseCommand):
    """Says, for each type, how many records were compared and how many pairs are likely one."""

    help = "Look for people, organizations, places and sources that are in the archive twice."

    def handle(self, *args, **options):
        """Compare type by type; run again, it looks only at what has changed."""
        for name in COMPARED:
            model = NameKey._meta.get_field(name).remote_field.model
            waiting = len(identity.uncompared(model))
            identity.compare(model)
            pairs = identity.likely(model).count()
            self.stdout.write(f"{model.address}: {waiting} compared, {pairs} pairs are likely one")
