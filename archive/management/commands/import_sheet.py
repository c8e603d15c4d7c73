"""`import_sheet TYPE FILE`: imports a spreadsheet, all of it or nothing."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from archive.management.terminal import shown_progress
from archive.models import RowChoice, Source
from archive.review.rights import NotAllowed, role_of
from archive.spreadsheets import (
    Kind,
    Mapping,
    UnknownSheet,
    UnreadableFile,
    apply_together,
    prepare,
    prepare_all,
    read,
    read_all,
    resource_for,
    suggest,
    suggested,
)
from archive.spreadsheets.alike import look_for_alike
from archive.spreadsheets.resources import ARCHIVE
from archive.writing import Stale

MOST_PROBLEMS = 50
ROWS_FAILED = 1
UNREADABLE = 2
NOTHING = {"new": 0, "changed": 0, "unchanged": 0, "skipped": 0, "failed": 0}


class Command(BaseCommand):
    """Import a spreadsheet: exit 0 when applied, 1 when rows failed (nothing is stored), 2 for an unreadable file."""

    help = (
        "Imports a sheet (csv, tsv, xlsx, xls, ods, json), or with the TYPE “archive” a workbook with one sheet for "
        "each type. The last line printed is one JSON object with the counts."
    )

    def add_arguments(self, parser):
        """TYPE and FILE, and what the file does not say itself."""
        parser.add_argument(
            "type",
            metavar="TYPE",
            help="visits, people, trade … citations, postings, participations, names, places; or archive",
        )
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--source", metavar="SLUG", help="the source that the file comes from")
        self._add_mapping(parser)
        parser.add_argument("--as-testimony", action="store_true",
                            help="values that differ from accepted ones are only cited from the source")  # fmt: skip
        parser.add_argument("--cite", action="store_true",
                            help="cite the source for every value that is taken over from the file")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--leave-out-failed", action="store_true",
                            help="import the other rows when some cannot be taken")  # fmt: skip
        parser.add_argument("--user", metavar="NAME", help="the user in whose name and with whose rights it is done; "
                            "an account without a role in the archive only signs it")  # fmt: skip
        parser.add_argument("--why", default="", metavar="TEXT", help="the reason that stands with every version")
        parser.add_argument(
            "--encoding", help="the encoding of a CSV file that is not in Unicode, such as windows-1254"
        )
        parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help="what 03/04/1950 means in this file")
        parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
        parser.add_argument("--heading-row", type=int, metavar="N", help="the row in which the headings stand")

    @staticmethod
    def _add_mapping(parser):
        parser.add_argument("--map", action="append", default=[], metavar='"Their heading=our_column"', dest="headings",
                            help="an empty column sets the heading aside; may be given several times")  # fmt: skip
        parser.add_argument("--set", action="append", default=[], metavar="our_column=VALUE", dest="constants",
                            help="the value of a column that the file does not have")  # fmt: skip
        parser.add_argument("--mapping", metavar="FILE.json", help="a mapping as JSON, for files of one kind")
        parser.add_argument("--save-mapping", metavar="FILE.json",
                            help="keep the mapping for the next file of this kind")  # fmt: skip
        parser.add_argument("--create-missing", action="store_true",
                            help="people, organizations and places that are not known become drafts")  # fmt: skip

    def handle(self, *args, **options):
        """Read, plan, and apply unless a row failed or it is a dry run."""
        user, source = _user(options["user"]), _source(options["source"])
        _refuse_without_source(options, source)
        try:
            chosen = _mapping(options)
            with shown_progress("Comparing") as progress:
                plans = _plans(options, chosen, source, progress, with_rights(user))
        except (UnreadableFile, UnknownSheet) as error:
            self._finish({"batch": None, **NOTHING}, [str(error)], UNREADABLE)
        self._tell_left_out(plans)
        if options["save_mapping"]:
            _save(chosen, options["save_mapping"])
        counts = _counts(plans, options["type"])
        if not plans.ok and not (options["leave_out_failed"] or chosen.leave_out_failed):
            self._finish({"batch": None, **counts}, _sentences(plans), ROWS_FAILED)
        batch = None if options["dry_run"] else self._apply(plans, user, options)
        if batch is not None:
            look_for_alike(batch)
            counts |= {name: count for name, count in batch.counts.items() if name == Kind.PROPOSED}
        self._finish({"batch": batch and batch.pk, **counts}, _sentences(plans), 0)

    def _apply(self, plans, user, options):
        choice = RowChoice.TESTIMONY if options["as_testimony"] else RowChoice.ACCEPT
        how = {"choice": choice, "why": _why(plans, options["why"]), "checked": with_rights(user) is not None}
        try:
            with shown_progress("Writing") as progress:
                return apply_together(plans.without_failed(), by=user, progress=progress, **how)
        except (NotAllowed, Stale) as error:
            sentence = str(error)
        except DatabaseError as error:
            sentence = f"The database refused the import, nothing was stored: {error}"
        counts = {**NOTHING, "failed": len(plans.main.of_kind("new", "changed", "proposed"))}
        return self._finish({"batch": None, **counts}, [*_sentences(plans), sentence], ROWS_FAILED)

    def _tell_left_out(self, plans):
        """What the editor chose to leave out is said all the same."""
        for (column, value), count in plans.left_out.most_common(MOST_PROBLEMS):
            self.stdout.write(f"{column}: “{value}” was left out as the mapping says, in {count} rows.")

    def _finish(self, result, sentences, status):
        for sentence in sentences[:MOST_PROBLEMS]:
            self.stdout.write(sentence)
        if len(sentences) > MOST_PROBLEMS:
            self.stdout.write(f"and {len(sentences) - MOST_PROBLEMS} more")
        self.stdout.write(json.dumps(result))
        if status:
            raise SystemExit(status)


def _refuse_without_source(options, source):
    for option in ("as_testimony", "cite"):
        if options[option] and source is None:
            name = "--" + option.replace("_", "-")
            raise CommandError(f"{name} needs a source: name it with --source.", returncode=UNREADABLE)


def _plans(options, chosen, source, progress, by):
    given = {"source": source, "date_order": options["date_order"], "progress": progress, "by": by}
    encoding = options["encoding"] or chosen.encoding
    if options["type"] == ARCHIVE:
        return prepare_all(read_all(options["file"], encoding=encoding), **given)
    sheet = read(
        options["file"],
        encoding=encoding,
        sheet=options["sheet"] or chosen.sheet,
        heading_row=options["heading_row"] or chosen.heading_row,
    )
    try:
        return prepare(options["type"], sheet, mapping=chosen, **given)
    except UnreadableFile as error:
        raise UnreadableFile(f"{error}{_proposed(options, sheet)}") from None


def _proposed(options, sheet):
    """What the headings that are not known could mean; kept as a mapping to begin with, where that is asked for."""
    resource = resource_for(options["type"])
    near = [s for s in suggest(resource, sheet) if s.columns]
    said = "".join(f"\n  “{s.heading}” could be {' or '.join(s.columns)}: {'; '.join(s.samples[:3])}" for s in near)
    if not (options["save_mapping"] and not options["mapping"]):
        return said
    _save(suggested(resource, sheet), options["save_mapping"])
    return (
        f"{said}\nA mapping to begin with is in “{options['save_mapping']}”: complete it, then give it with --mapping."
    )


def _counts(plans, type):
    """The counts of the sheet that was asked for, and of the others under their names."""
    if type == ARCHIVE or len(plans.plans) == 1:
        return plans.counts
    return {**plans.main.counts, "besides": {one.type: one.counts for one in plans.plans[:-1]}}


def _sentences(plans):
    """Each unknown name once, with its rows; then the other problems, row by row."""
    names = [
        f"{name} It stands in {len(name.rows)} rows, first in row {name.rows[0]}. Choose one in the mapping "
        f"(“names”), or take it in as a draft with --create-missing."
        for name in sorted(plans.unknown, key=lambda name: -len(name.rows))
    ]
    said = {str(name) for name in plans.unknown}
    warnings = [
        f"{count} rows, first row {rows[0]}, {column}: “{value}”. {sentence}"
        for one in plans.plans
        for (column, value, sentence), (count, rows) in one.warnings.items()
    ]
    return warnings + names + [str(problem) for problem in plans.problems if problem.sentence not in said]


def _mapping(options):
    found = _read_mapping(options["mapping"])
    found.add(_pairs(options["headings"], "--map", "Their heading=our_column"),
              _pairs(options["constants"], "--set", "our_column=VALUE", first=True))  # fmt: skip
    found.create = found.create or options["create_missing"]
    found.cite = found.cite or options["cite"]
    return found


def _read_mapping(path):
    if not path:
        return Mapping()
    try:
        return Mapping.of(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise UnreadableFile(f"“{path}” cannot be opened: {error.strerror}.") from None
    except ValueError as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"“{path}” is not JSON that can be read: {error}.") from None


def _save(chosen, path):
    try:
        Path(path).write_text(json.dumps(chosen.data(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"“{path}” cannot be written: {error.strerror}.", returncode=UNREADABLE) from None


def _pairs(texts, option, form, first=False):
    found = {}
    for text in texts:
        one, sign, other = text.partition("=") if first else text.rpartition("=")
        if not sign:
            raise CommandError(f'“{text}” is no mapping: write {option} "{form}".', returncode=UNREADABLE)
        found[one.strip()] = other.strip()
    return found


def _why(plans, reason):
    """The reason of every version: the archive's own words with the operator's, or only the former."""
    name = plans.main.sheet.file_name
    return _("Import of %(file)s") % {"file": name} + f": {reason}" if reason else ""


def with_rights(user):
    """The user whose rights hold; None, the archive itself, where an account without a role only signs."""
    return user if role_of(user) else None


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
