"""`export_sheet TYPE FILE`: writes a sheet with all records of a type, drafts and editors' notes included."""

from django.core.management.base import BaseCommand, CommandError

from archive import audit
from archive.spreadsheets import UnknownFormat, UnknownSheet, write
from archive.spreadsheets.exporting import CellTooLong


class Command(BaseCommand):
    """Export a spreadsheet; the format is that of the file's name."""

    help = (
        "Writes a sheet (csv, tsv, xlsx, ods, json) with all rows of a type, or with the TYPE “archive” a workbook "
        "(xlsx, ods, json) with one sheet for each type; either can be imported again."
    )

    def add_arguments(self, parser):
        """TYPE and FILE."""
        parser.add_argument(
            "type",
            metavar="TYPE",
            help="visits, people, trade … citations, postings, participations, names, places; or archive",
        )
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--public", action="store_true", help="only what every reader may see")
        parser.add_argument("--evidence", action="store_true", help="with the sources of each fact and their stances")

    def handle(self, *args, **options):
        """Write the file and say how many rows it has."""
        try:
            count = write(options["type"], options["file"], public=options["public"], evidence=options["evidence"])
        except (UnknownFormat, UnknownSheet, CellTooLong) as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            raise CommandError(f"“{options['file']}” cannot be written: {error.strerror}.", returncode=2) from None
        if not options["public"]:
            audit.note("export", f"{options['type']} to {options['file']}")
        self.stdout.write(f"{count} rows in {options['file']}")
