"""`import_sheet TYPE FILE`: imports a spreadsheet, all of it or nothing."""

import json

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from archive.models import Source
from archive.spreadsheets import UnknownSheet, UnreadableFile, apply, plan, read
from archive.writing import Stale

MOST_PROBLEMS = 50
ROWS_FAILED = 1
UNREADABLE = 2
NOTHING = {"new": 0, "changed": 0, "unchanged": 0, "skipped": 0, "failed": 0}


class Command(BaseCommand):
    """Import a spreadsheet: exit 0 when applied, 1 when rows failed (nothing is stored), 2 for an unreadable file."""

    help = "Imports a sheet (csv, tsv, xlsx, xls, ods, json). The last line printed is one JSON object with the counts."

    def add_arguments(self, parser):
        """TYPE and FILE, and what the file does not say itself."""
        parser.add_argument(
            "type", metavar="TYPE", help="visits, people, trade … citations, postings, participations, names, places"
        )
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--source", metavar="SLUG", help="the source that the file comes from")
        parser.add_argument("--map", action="append", default=[], metavar='"Their heading=our_column"', dest="mapping",
                            help="an empty column sets the heading aside; may be given several times")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--user", metavar="NAME", help="the user in whose name it is done")
        parser.add_argument(
            "--encoding", help="the encoding of a CSV file that is not in Unicode, such as windows-1254"
        )
        parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help="what 03/04/1950 means in this file")
        parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")

    def handle(self, *args, **options):
        """Read, plan, and apply unless a row failed or it is a dry run."""
        user, source = _user(options["user"]), _source(options["source"])
        try:
            sheet = read(options["file"], encoding=options["encoding"], sheet=options["sheet"])
            planned = plan(
                options["type"],
                sheet,
                user=user,
                source=source,
                mapping=_mapping(options["mapping"]),
                date_order=options["date_order"],
            )
        except (UnreadableFile, UnknownSheet) as error:
            self._finish({"batch": None, **NOTHING}, [str(error)], UNREADABLE)
        if not planned.ok:
            self._finish({"batch": None, **planned.counts}, [str(p) for p in planned.problems], ROWS_FAILED)
        self._apply(planned, user, options["dry_run"])

    def _apply(self, planned, user, dry_run):
        batch = None
        try:
            batch = None if dry_run else apply(planned, by=user)
        except (Stale, DatabaseError) as error:
            sentence = (
                str(error)
                if isinstance(error, Stale)
                else f"The database refused the import, nothing was stored: {error}"
            )
            counts = {**NOTHING, "failed": len(planned.of_kind("new", "changed"))}
            self._finish({"batch": None, **counts}, [sentence], ROWS_FAILED)
        self._finish({"batch": batch and batch.pk, **planned.counts}, [], 0)

    def _finish(self, result, sentences, status):
        for sentence in sentences[:MOST_PROBLEMS]:
            self.stdout.write(sentence)
        if len(sentences) > MOST_PROBLEMS:
            self.stdout.write(f"and {len(sentences) - MOST_PROBLEMS} more")
        self.stdout.write(json.dumps(result))
        if status:
            raise SystemExit(status)


def _mapping(pairs):
    mapping = {}
    for pair in pairs:
        theirs, sign, ours = pair.rpartition("=")
        if not sign:
            raise CommandError(
                f'“{pair}” is no mapping: write --map "Their heading=our_column".', returncode=UNREADABLE
            )
        mapping[theirs.strip()] = ours.strip()
    return mapping


def _user(name):
    if not name:
        return None
    user = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: name}).first()
    if user is None:
        raise CommandError(
            f"There is no user “{name}”: create the user first, or leave --user out.", returncode=UNREADABLE
        )
    return user


def _source(slug):
    if not slug:
        return None
    source = Source.objects.filter(slug=slug).first()
    if source is None:
        raise CommandError(f"There is no source “{slug}”: add it first, or leave --source out.", returncode=UNREADABLE)
    return source
