"""Whether everything is as it was stored: `python manage.py verify`, or of a bag `verify /backups/today`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive import preserving
from archive.faults import FilesAway
from archive.management.terminal import counting


class Command(BaseCommand):
    """Name each damaged thing with what to do about it; exit 1 where there is one."""

    help = (
        "Walks through the archive (records against their history, the history's chain of checksums, files, links, "
        "what is computed), or through a bag, and names everything that is damaged. It changes nothing but with --mend."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="a bag; without it, the archive itself")
        parser.add_argument("--json", action="store_true", help="tell it as one JSON object")
        parser.add_argument("--mend", action="store_true", help="compute anew what is computed of records, then verify")

    def handle(self, *, folder, mend, **options):
        with counting("Verified") as tell:
            if mend and folder is None:
                preserving.mend(tell)
            told = preserving.verify_bag(folder, tell) if folder else _verify_here(tell)
        if options["json"]:
            self.stdout.write(json.dumps(_told(folder, told), ensure_ascii=False))
        else:
            for found in told.found:
                self.stdout.write(str(found))
            self.stdout.write(_sentence(folder, len(told.found)))
        if told.found:
            sys.exit(1)


def _verify_here(tell):
    try:
        return preserving.verify(tell)
    except FilesAway as away:
        sentence = f"The files of sources cannot be reached, so it is not known whether they are whole: {away}."
        raise CommandError(sentence) from None


def _told(folder, told):
    return {
        "verified": str(folder or "archive"),
        "sound": not told.found,
        "damaged": [asdict(found) for found in told.found],
    }


def _sentence(folder, damaged):
    what = f"The bag {folder}" if folder else "The archive"
    return f"{what}: {damaged} damaged." if damaged else f"{what} is whole: everything is as it was stored."
