"""`python -m tests.undoing.killed`: undoes an hour, takes that back, merges, undoes the merge, until it is killed.

It says in which state it finds the archive, then before each deed which one it begins, and after it that it is done.
The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import hashlib
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")
VISITS = 60


def prepare():
    """An archive with an hour of one person's work, and two people who may be one."""
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from archive.models import Visit
    from archive.writing import change
    from tests.factories import cite, make_person, make_visit, take_part

    call_command("migrate", verbosity=0)
    leyla = User.objects.create_user("leyla")
    old = [Visit(title_en=f"Old {number}", slug=f"old-{number}", note="as it was") for number in range(VISITS)]
    one, two = make_person(slug="one"), make_person(slug="two", summary_en="Of the other.")
    with change(by=None):
        Visit.objects.bulk_create(old)
    with change(by=None):
        for visit in Visit.objects.all():
            take_part(two if visit.pk % 2 else one, visit)
            cite(visit, "title", "Old")
    with change(by=leyla):
        for visit in Visit.objects.all():
            visit.note = "hers"
            visit.save()
            make_visit(slug=f"new-{visit.pk}", status="draft")


def undo_hour():
    """Take back the hour."""
    from archive.models import Revision
    from archive.undoing import OfPerson, undo_changes

    times = list(
        Revision.objects.filter(author_name="leyla").order_by("created_at").values_list("created_at", flat=True)
    )
    undo_changes(OfPerson("leyla", times[0], times[-1]), by=None)


def take_back():
    """Take back the last undo."""
    from archive.models import ImportBatch
    from archive.undoing import undo_import

    undo_import(ImportBatch.objects.get(undoes=None, state="applied"), by=None)


def merge():
    """Merge the two people."""
    from archive.models import Person
    from archive.review import identity

    identity.merge(Person.objects.get(slug="one"), Person.objects.get(slug="two"), by=None)


def unmerge():
    """Undo the merge."""
    from archive.models import Merge
    from archive.review import identity

    identity.undo(Merge.objects.get(state="done"), by=None)


CYCLE = (undo_hour, take_back, merge, unmerge)


def state() -> str:
    """A checksum of the whole archive."""
    from tests.undoing.hour import dump

    found = {
        name: sorted(json.dumps(row, sort_keys=True, default=str) for row in rows) for name, rows in dump().items()
    }
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def say(*words):
    print(*words, flush=True)


def next_deed(otherwise) -> int:
    """The deed that comes next as the archive stands; where nothing is undone or merged, this one."""
    from archive.models import ImportBatch, Merge

    if ImportBatch.objects.filter(undoes=None, state="applied").exists():
        return CYCLE.index(take_back)
    return CYCLE.index(unmerge) if Merge.objects.filter(state="done").exists() else otherwise


def work(otherwise, count, told):
    """So many deeds, from the one that comes next; `told` says the state after each."""
    say("found", state())
    first = next_deed(otherwise)
    for number in range(first, first + count):
        say("begin", number % len(CYCLE))
        CYCLE[number % len(CYCLE)]()
        say("done", number % len(CYCLE), *([state()] if told else []))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
        work(0, len(CYCLE), told=True)
    else:
        work(int(sys.argv[1]), int(sys.argv[2]), told=False)
