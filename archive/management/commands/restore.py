"""An archive out of a bag: `python manage.py restore /backups/today`."""

from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from archive.management import quick_start
from archive.management.terminal import counting
from archive.preserving import Damaged, NotPossible, restore, try_restore


class Command(BaseCommand):
    """Fill an empty archive from a bag, all or nothing, and read it back."""

    help = (
        "Fills an empty archive, on SQLite or PostgreSQL, from a bag that `backup` made. The bag is verified first, "
        "and what was stored is read back and compared with it; where anything is wrong, nothing is restored."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="the bag")
        parser.add_argument(
            "--trial",
            action="store_true",
            help="restore into a scratch archive and throw it away: whether the bag is good for it",
        )

    def handle(self, *, folder, trial, **options):
        try:
            if trial:
                try_restore(folder)
            else:
                with quick_start.ended(), counting("Restore") as tell:
                    restore(folder, tell=tell)
        except Damaged as error:
            for found in error.found:
                self.stderr.write(str(found))
            raise CommandError(str(error)) from None
        except NotPossible as error:
            raise CommandError(str(error)) from None
        except Exception as error:
            raise CommandError(f"Nothing was restored: {type(error).__name__}: {error}") from error
        done = "can be restored, and gives the same" if trial else "is restored, and is what the bag has"
        self.stdout.write(f"The archive of {folder} {done}.")
