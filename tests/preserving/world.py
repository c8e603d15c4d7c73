"""An archive in which everything is that a bag must carry: every type, drafts, history, users, imports, files."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from archive.models import BatchState, Correction, ImportBatch, Person, SavedMapping, Source, Visit
from archive.review.identity.merging import merge
from archive.review.identity.undoing import undo
from archive.writing import change
from tests import factories as make
from tests.spreadsheets import world


def fill():
    """Make it."""
    world.fill()
    user = get_user_model().objects.create_user("mara", "mara@example.org", "a password of hers")
    user.groups.add(Group.objects.get(name="editor"))
    visit = Visit.objects.get(title_en="First visit")
    make.edit(visit, by=user, why="The ministry's own text.", date="2012-08-21")
    make.edit(visit, by=user, slug="the-first-visit")
    make.cite(visit, "date", "1999")
    make.keep_file(Source.objects.first(), content=b"As it was written, once.", is_public=True)
    make.keep_file(make.make_source(), name="other.txt", content=b"Another text, of another hand.")
    _imports(user)
    _gone(user)
    _merged(user)
    Correction.objects.create(
        visit=visit, version=1, proposed="1993", source_words="A newspaper", language="en", token="t" * 40
    )


def _imports(user):
    content = b"slug,title_en\r\n" + b"a,b\r\n" * 1000
    batch = ImportBatch(type="visits", file_name="visits.csv", user=user, user_name="mara", state=BatchState.APPLIED)
    batch.content, batch.size, batch.sha256 = content, len(content), "0" * 64
    batch.mapping, batch.counts = {"columns": {"b": "title_en", "a": "slug"}, "date_order": "dmy"}, {"new": 2}
    batch.save()
    batch.rows.create(position=1, type="visits", number=7.02, kind="new", cells={"title_en": ["", "b"]})
    SavedMapping.objects.create(name="mine", type="visits", mapping={"create": True}, user=user)
    with change(by=user, why="imported", batch=batch):
        Visit(title_en="Of an import", status="draft").save()


def _gone(user):
    """A draft that was changed, given another address, and deleted."""
    draft = make.make_person(name_en="Not to stay", status="draft")
    make.edit(draft, by=user, slug="not-to-stay-long")
    with change(by=user, why="not needed"):
        Person.objects.get(pk=draft.pk).delete()


def _merged(user):
    """Two that were merged, and two that were merged and are two again."""
    boss = get_user_model().objects.create_superuser("boss", "", "x")
    for again in (False, True):
        stays, goes = make.make_person(name_en="Anna Lind"), make.make_person(name_en="Ana Lind")
        visit = make.make_visit()
        make.take_part(goes, visit)
        for person in (stays, goes):
            make.cite(person, "name", "Anna Lind")
        done = merge(fresh(stays), fresh(goes), by=boss, why="the same")
        if again:
            undo(done, by=boss)


def fresh(record):
    """The record as it is stored now."""
    return type(record).objects.get(pk=record.pk)
