"""Makes a bag of the archive as it is at one moment, while everybody works on."""

from datetime import UTC
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Preserving
from archive.preserving import describing, files, outcomes
from archive.preserving.moment import one_moment
from archive.preserving.removing import remove_older
from archive.preserving.writing_bag import bag_at
from archive.preserving.writing_data import chosen_columns, write_data

# When a bag in a folder of bags was made is its name.
NAMED = "%Y-%m-%dT%H-%M-%SZ"


class NotPossible(Exception):
    """What was asked for cannot be done, with the sentence that says why and what to do."""


def back_up(place: Path, passwords=True, keep=None, tell=None) -> outcomes.Telling:
    """Make a bag at `place`; with `keep` a bag named by the time in the folder `place`, of which so many stay.

    Gives what came out: where it is, and which files of sources are missing from the archive, and so from the bag.
    Raises NotPossible; whatever else goes wrong is raised as it is, and nothing is left that looks like a bag.
    """
    place = place.absolute()
    with outcomes.kept(Preserving.BACKUP, place) as telling:
        if keep is not None:
            place = place / timezone.now().astimezone(UTC).strftime(NAMED)
            telling.place = str(place)
        if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
            raise NotPossible(
                _("%(place)s is there already, and nothing is written over: name a new folder, or use --keep.")
                % {"place": place}
            )
        with bag_at(place) as bag:
            telling.seal = _fill(bag, passwords, telling, tell)
    if keep is not None:
        _remove_older(place, keep)
    return telling


def _remove_older(place, keep):
    try:
        remove_older(place.parent, keep)
    except OSError as error:
        sentence = _("The archive is backed up in %(place)s, but older backups beside it could not be removed: %(why)s")
        raise NotPossible(sentence % {"place": place, "why": error}) from error


def _fill(bag, passwords, telling, tell):
    chosen = chosen_columns(passwords)
    with one_moment():
        moment, migration = timezone.now(), last_migration()
        counts = write_data(bag, chosen, tell=tell)
        # Of which files is known at the same moment; they themselves never change.
        for named in files.named():
            problem = files.copy(named, bag)
            if problem:
                telling.found.append(problem)
    bag.tag("README.txt", describing.readme(passwords))
    bag.tag("schema.json", describing.schema(chosen, counts))
    if telling.found:
        bag.tag("missing.txt", "".join(f"{found}\n" for found in telling.found))
    return bag.close(
        {
            "External-Description": "Backup of an archive of relations between countries",
            "Bagging-Date": moment.date().isoformat(),
            "Archive-Moment": moment.astimezone(UTC).isoformat(),
            "Archive-Migration": migration,
            "Archive-Passwords": "included" if passwords else "left out",
        }
    )


def last_migration() -> str:
    """The last migration of the archive's own tables that this database has seen."""
    seen = MigrationRecorder.Migration.objects.filter(app="archive").values_list("name", flat=True)
    # The one that squashes others is called after the first of them.
    return max((name.rpartition("squashed_")[2] for name in seen), default="")
