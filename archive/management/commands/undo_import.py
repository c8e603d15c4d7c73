"""`undo_import BATCH`: undoes an import, and keeps what was edited since."""

import json

from django.core.management.base import BaseCommand, CommandError

from archive.management.commands.import_sheet import MOST_PROBLEMS, _user
from archive.management.terminal import shown_progress
from archive.models import ImportBatch
from archive.spreadsheets import NotUndoable, undo
from archive.writing import Stale

REFUSED = 1
UNKNOWN = 2


class Command(BaseCommand):
    """Undo an import: exit 0 when undone, 1 when it cannot be (nothing is changed), 2 where there is no such import."""

    help = "Undoes an import. The last line printed is one JSON object with the number of the undo and its counts."

    def add_arguments(self, parser):
        """The number of the import, which `import_sheet` printed, and who undoes it."""
        parser.add_argument("batch", metavar="BATCH", type=int)
        parser.add_argument("--user", metavar="NAME", help="the user in whose name it is done")

    def handle(self, *args, **options):
        """Undo it and name what stays."""
        batch = ImportBatch.objects.defer("content").filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(
                f"There is no import {options['batch']}: look up its number in the list of imports.", returncode=UNKNOWN
            )
        try:
            with shown_progress("Undoing") as progress:
                undone = undo(batch, by=_user(options["user"]), progress=progress)
        except (NotUndoable, Stale) as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        for kept in undone.kept[:MOST_PROBLEMS]:
            self.stdout.write(str(kept))
        if len(undone.kept) > MOST_PROBLEMS:
            self.stdout.write(f"and {len(undone.kept) - MOST_PROBLEMS} more")
        self.stdout.write(json.dumps({"batch": undone.batch.pk, "undoes": batch.pk, **undone.batch.counts}))
