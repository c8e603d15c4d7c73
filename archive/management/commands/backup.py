"""A bag of the whole archive: `python manage.py backup /backups/today`."""

import sys
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from archive.management.terminal import counting
from archive.preserving import NotPossible, back_up


class Command(BaseCommand):
    """Make a bag of the archive as it is at one moment; exit 1 where anything is missing, or nothing could be made."""

    help = (
        "Writes everything in the archive into one folder, as a bag (BagIt) that can be read without this software: "
        "records as CSV and JSON, all tables with their history, files of sources, checksums. The site goes on."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="the bag: a folder that is not there yet, or empty"
        )
        parser.add_argument("--keep", type=int, metavar="N", help="make it inside DIR, named by the time; keep N")
        parser.add_argument("--without-passwords", action="store_true", help="leave passwords and second factors out")

    def handle(self, *, folder, keep, without_passwords, **options):
        if keep is not None and keep < 1:
            raise CommandError("--keep takes how many bags are to stay: 1 or more.")
        try:
            with counting("Backup") as tell:
                told = back_up(folder, passwords=not without_passwords, keep=keep, tell=tell)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        except Exception as error:
            raise CommandError(f"There is no backup: {type(error).__name__}: {error}") from error
        self.stdout.write(f"The archive is backed up in {told.place}.")
        for found in told.found:
            self.stderr.write(str(found))
        if told.found:
            self.stderr.write(f"{len(told.found)} files of sources are not in it, see above: the archive lacks them.")
            sys.exit(1)
