"""`undo_changes --by NAME --since TIME`: undoes what one person wrote, and keeps what was edited since."""

import json
from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from archive.management.commands.import_sheet import MOST_PROBLEMS, _user
from archive.management.terminal import shown_progress
from archive.models import RECORD_TYPES
from archive.undoing import KINDS, NotUndoable, OfPerson, foresee_changes, undo_changes
from archive.writing import NotDeletable, Stale

REFUSED = 1
UNKNOWN = 2


class Command(BaseCommand):
    """Undo a person's changes: exit 0 when undone, 1 when they cannot be (nothing is changed), 2 for a wrong option."""

    help = "Undoes what one person wrote. The last line printed is one JSON object with the number of the undo."

    def add_arguments(self, parser):
        """Whose changes, from when to when, of which type and kind, and who undoes them."""
        parser.add_argument("--by", metavar="NAME", required=True, help="whose changes")
        parser.add_argument("--since", metavar="TIME", required=True, help="from when on, such as 2020-05-31T14:00")
        parser.add_argument("--until", metavar="TIME", help="until when; now, where it is left out")
        parser.add_argument("--type", choices=[model.address for model in RECORD_TYPES], default="")
        parser.add_argument("--kind", choices=list(KINDS), default="")
        parser.add_argument("--user", metavar="NAME", help="the user in whose name it is undone")
        parser.add_argument("--why", metavar="REASON", default="", help="the reason, kept in the history")
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do")

    def handle(self, *args, **options):
        """Undo them and name what stays."""
        until = _time(options["until"]) if options["until"] else timezone.now()
        selection = OfPerson(options["by"], _time(options["since"]), until, options["type"], options["kind"])
        if options["dry_run"]:
            found = foresee_changes(selection)
            self._tell(found.kept, {"deleted": found.deleted, "restored": found.restored,
                                    "recreated": found.recreated, "kept": len(found.kept)})  # fmt: skip
            return
        try:
            with shown_progress("Undoing") as progress:
                done = undo_changes(selection, by=_user(options["user"]), why=options["why"], progress=progress)
        except (NotUndoable, NotDeletable, Stale) as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        self._tell(done.kept, {"batch": done.batch.pk, **done.batch.counts})

    def _tell(self, kept, numbers):
        for one in kept[:MOST_PROBLEMS]:
            self.stdout.write(str(one))
        if len(kept) > MOST_PROBLEMS:
            self.stdout.write(f"and {len(kept) - MOST_PROBLEMS} more")
        self.stdout.write(json.dumps(numbers))


def _time(text):
    """The time that was written: a day begins with its first moment; in the archive's time zone if none is named."""
    try:
        day = parse_date(text)
        found = datetime.combine(day, time.min) if day else parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(
            f"“{text}” is no time: write it as 2020-05-31T14:00, or a day as 2020-05-31.", returncode=UNKNOWN
        )
    return found if timezone.is_aware(found) else timezone.make_aware(found)
