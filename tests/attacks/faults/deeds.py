"""What is done to an archive while it is killed or its disk fails: each deed with the archive that it is done to.

A deed is a generator: it gets ready, yields once, and is done when it ends; whoever listens was then told so. What it
raises is a refusal. Done again after it was cut off, it ends in the same state, or is refused because it is done.
"""

from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.conf import settings

DEEDS = {}
ROWS = 60


@dataclass
class Deed:
    """Something that is done, and the archive that is made for it; `stepwise` is what is committed in pieces."""

    name: str
    begin: Any
    prepare: Any
    stepwise: bool = False
    # From a folder without an archive, or from the tables of an older one.
    since: str = "now"
    # Tables that are not compared.
    untold: tuple = ()
    # What its process writes itself is meant to last, also where the database is a server.
    writes: bool = False
    # Records are looked at for duplicates when they are stored: where that was cut off, by whoever looks next.
    compared: bool = False


def deed(name, prepare, **how):
    """Keep a generator function as a deed."""

    def kept(begin):
        DEEDS[name] = Deed(name, begin, prepare, **how)
        return begin

    return kept


def command(*words, **options):
    """Run one of the archive's commands; SystemExit or CommandError where it does not end with 0."""
    from django.core.management import call_command

    said = StringIO()
    call_command(*words, stdout=said, stderr=said, **options)


def sheet(rows=ROWS):
    """Visits, half of them there already, with words of their own."""
    lines = (f"v-{n},Visit {n} to somebody,1992-01-{1 + n % 28:02},place-{n % 5},published" for n in range(rows))
    return "\n".join(["slug,title_en,date,places,status", *lines]) + "\n"


def visits():
    """An archive in which an import finds places, and records to change."""
    from tests import factories as make
    from tests.spreadsheets.people import somebody

    somebody("administrator", "editor")
    somebody("editor", "author")
    places = [make.make_place(slug=f"place-{number}", name_en=f"Place {number}") for number in range(5)]
    for number in range(0, 10, 2):
        make.cite(make.make_visit(slug=f"v-{number}", title_en="Old", date="1991", places=places[:1]), "date", "1991")
    (settings.DATA_DIR / "visits.csv").write_text(sheet(), encoding="utf-8")


@deed("import", visits)
def importing():
    """A sheet imported by command."""
    yield
    command("import_sheet", "visits", str(settings.DATA_DIR / "visits.csv"))


def staged():
    """The same with a sheet that waits to be confirmed."""
    from archive.spreadsheets import jobs, staging

    visits()
    # Without their standing: what somebody publishes has evidence, which these rows have not.
    rows = "".join(f"{line.rpartition(',')[0]}\n" for line in sheet().splitlines())
    batch = staging.upload("visits", rows.encode(), "visits.csv", user=_editor())
    jobs.start(batch, "stage", by=_editor())


@deed("staged import", staged)
def applying():
    """A sheet that was looked through is confirmed in the admin; done at once."""
    from archive.spreadsheets import jobs

    batch = _batch()
    yield
    jobs.start(batch, "apply", by=_editor())
    if batch.state != "applied":
        raise RuntimeError(batch.message)


def imported():
    """The same with a sheet that was imported."""
    visits()
    command("import_sheet", "visits", str(settings.DATA_DIR / "visits.csv"))


@deed("undo", imported)
def undoing():
    """An import is undone in the admin."""
    from archive.spreadsheets import jobs

    batch = _batch(undoes=None)
    yield
    jobs.start(batch, "undo", by=_editor())
    if batch.state != "undone":
        raise RuntimeError(batch.message)


def two_people():
    """Two people who may be one, with all that hangs on them, and a proposal for a published visit."""
    from archive.review import propose, version
    from tests import factories as make

    visits()
    one, two = make.make_person(slug="one"), make.make_person(slug="two", summary_en="Of the other.")
    for number in range(0, 10, 2):
        visit = _visit(f"v-{number}")
        make.take_part(two if number % 4 else one, visit)
    for number in range(10):
        make.cite(two, "summary", f"Of the other, {number}")
    make.name_form(two, "Another name")
    visit = _visit("v-0")
    wanted = version(visit, visit.revision) | {"note": "As proposed.", "purpose_en": "As proposed."}
    propose(visit, wanted, by=_user("author"), why="So it was.")


@deed("merge", two_people)
def merging():
    """Two records become one."""
    from archive.models import Person
    from archive.review import identity

    one, two = Person.objects.get(slug="one"), Person.objects.get(slug="two")
    yield
    identity.merge(one, two, by=_editor())


def merged():
    """The same after they were merged."""
    from archive.models import Person
    from archive.review import identity

    two_people()
    identity.merge(Person.objects.get(slug="one"), Person.objects.get(slug="two"), by=_editor())


@deed("undo of a merge", merged)
def unmerging():
    """The merge is undone."""
    from archive.models import Merge
    from archive.review import identity

    merge = Merge.objects.get(state="done")
    yield
    identity.undo(merge, by=_editor())


def an_hour():
    """What one person did in an hour: changed what is there, and made new drafts."""
    from archive.models import Visit
    from archive.writing import change
    from tests import factories as make

    visits()
    with change(by=_user("author"), why="So it was."):
        for visit in Visit.objects.all():
            visit.note = "Theirs."
            visit.save()
            make.take_part(make.make_person(slug=f"new-{visit.pk}", status="draft"), visit)


@deed("undo of an hour", an_hour)
def undoing_hour():
    """All that one person did in a time is taken back, by command."""
    yield
    command("undo_changes", by="author", since="2000-01-01T00:00", until="2100-01-01T00:00")


@deed("accept", two_people)
def accepting():
    """A proposal is accepted."""
    from archive.models import Proposal
    from archive.review import accept

    proposal = Proposal.objects.get(state="waiting")
    yield
    accept(proposal, by=_editor(), why="It is so.", confirmed=True)


def draft():
    """A draft with its testimony, and a source that nobody sees yet."""
    from tests import factories as make

    visits()
    source = make.make_source(slug="unseen", title_en="Unseen", status="draft")
    make.cite(source, "title", "Unseen", stance="supports")
    visit = make.make_visit(slug="draft", title_en="Draft", date="1993", status="draft")
    make.cite(visit, "date", "1993", source=source)
    make.cite(visit, "title", "Draft", source=source, stance="supports")


@deed("publish", draft)
def publishing():
    """A draft is published, and its source with it."""
    from archive.models import Source
    from archive.review import publish

    visit, source = _visit("draft"), Source.objects.get(slug="unseen")
    yield
    publish(visit, by=_editor(), why="It is so.", along=[source])


@deed("find_duplicates", two_people, stepwise=True)
def finding():
    """What is likely twice is looked for; type by type."""
    yield
    command("find_duplicates")


def older():
    """The tables as they were at migration 0008, with people and visits."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "archive"]
    state = executor.migrate([("archive", "0008_corrections"), *others])
    visit, person = (state.apps.get_model("archive", name) for name in ("Visit", "Person"))
    visit.objects.bulk_create(
        visit(slug=f"v-{n}", title_en=f"Visit {n}", status="published", date="1992") for n in range(200)
    )
    person.objects.bulk_create(person(slug=f"p-{n}", name_en=f"Person {n}", status="published") for n in range(100))


@deed("migrate", older, stepwise=True, since="nothing")
def migrating():
    """The tables are brought up to date, and what is computed is completed."""
    yield
    command("migrate", verbosity=0, interactive=False)


def nothing():
    """No archive at all."""


@deed("start", nothing, stepwise=True, since="nothing")
def starting():
    """All that `start` does until it becomes the server, in an empty folder."""
    from unittest import mock

    from archive.management.commands import start
    from config import data_folder

    yield
    data_folder.prepare(settings.DATA_DIR)
    data_folder.secret_key(settings.DATA_DIR / "secret_key")
    with mock.patch.object(start, "become_server"), mock.patch.object(start, "keep_worker"):
        command("start", bind="127.0.0.1:0")


def _user(name):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def _editor():
    return _user("editor")


def _visit(slug):
    from archive.models import Visit

    return Visit.objects.get(slug=slug)


def _batch(**how):
    from archive.models import ImportBatch

    return ImportBatch.objects.defer("content").get(**how)
