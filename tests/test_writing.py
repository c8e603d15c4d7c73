"""One way in: checked, weighed, indexed and remembered, or not written at all."""

import pytest
from django.contrib.auth import get_user_model

from archive import snapshot
from archive.models import NotInChange, Revision, Visit
from archive.writing import NotDeletable, Stale, change
from tests.factories import cite, make_person, make_source, make_visit, name_form, take_part

pytestmark = pytest.mark.django_db


def test_saving_outside_a_change_is_refused_with_the_name_of_the_record():
    visit = make_visit(title_en="Journey to Rome")
    for refused in (visit.save, visit.delete, lambda: Visit.objects.update(title_en="x")):
        with pytest.raises(NotInChange, match="was not saved|were|visits"):
            refused()
    with pytest.raises(NotInChange, match="Journey to Rome"):
        visit.save()


def test_every_saved_version_is_a_revision_with_author_and_reason():
    user = get_user_model().objects.create_user("leyla")
    visit = make_visit(title_en="First")
    visit.title_en = "Second"
    with change(by=user, why="A better title"):
        visit.save()
    last, first = visit.revisions.all()
    assert (first.number, last.number, visit.revision) == (1, 2, 2)
    assert (last.author_name, last.reason) == ("leyla", "A better title")
    assert (first.snapshot["title_en"], last.snapshot["title_en"]) == ("First", "Second")


def test_history_outlives_the_account_of_its_author():
    user = get_user_model().objects.create_user("leyla")
    visit = make_visit()
    with change(by=user):
        visit.save()
    user.delete()
    last = visit.revisions.first()
    assert (last.author, last.author_name) == (None, "leyla")


def test_what_hangs_on_a_record_is_part_of_its_version():
    visit = make_visit(title_en="First")
    take_part(make_person(name_en="Ana Ruiz"), visit, "visitor")
    cite(visit, "date", "1992")
    last = visit.revisions.first().snapshot
    assert last["participations"] == [{"person": "ana-ruiz", "role": "visitor"}]
    assert last["citations"][0]["stated"] == "1992"


def test_a_change_of_many_records_is_one_revision_each():
    visits = [make_visit() for _ in range(3)]
    with change(by=None, why="All at once"):
        for visit in visits:
            visit.note = "seen"
            visit.save()
            visit.save()
    assert Revision.objects.filter(reason="All at once").count() == 3


def test_a_stale_save_is_refused_and_changes_nothing():
    visit = make_visit(title_en="First")
    mine, theirs = Visit.objects.get(pk=visit.pk), Visit.objects.get(pk=visit.pk)
    theirs.title_en = "Theirs"
    with change(by=None):
        theirs.save()
    mine.title_en = "Mine"
    with pytest.raises(Stale) as caught, change(by=None):
        mine.save()
    assert caught.value.records == [mine]
    assert Visit.objects.get().title_en == "Theirs"
    assert visit.revisions.count() == 2


def test_an_error_inside_a_change_leaves_nothing_behind():
    visit = make_visit(title_en="First")
    with pytest.raises(ZeroDivisionError), change(by=None):
        visit.title_en = "Half"
        visit.save()
        _ = 1 / 0
    assert Visit.objects.get().title_en == "First"
    assert visit.revisions.count() == 1


def test_a_published_record_cannot_be_deleted_and_a_draft_leaves_its_history():
    published, draft = make_visit(), make_visit(status="draft", title_en="Draft journey")
    with pytest.raises(NotDeletable, match="withdraw"), change(by=None):
        published.delete()
    with change(by=None, why="Entered twice"):
        draft.delete()
    last = Revision.objects.get(reason="Entered twice")
    assert last.deleted
    assert last.snapshot["title_en"] == "Draft journey"
    assert Visit.objects.get() == published


def test_revisions_are_chained_by_their_checksums():
    visit = make_visit(title_en="First")
    visit.title_en = "Second"
    with change(by=None):
        visit.save()
    last, first = visit.revisions.all()
    assert first.sha256 == snapshot.checksum(first.snapshot)
    assert last.sha256 == snapshot.checksum(last.snapshot, first.sha256)


def test_a_changed_slug_leaves_the_old_one_behind():
    visit = make_visit(slug="old")
    visit = Visit.objects.get(pk=visit.pk)
    visit.slug = "new"
    with change(by=None):
        visit.save()
    assert [former.slug for former in visit.former_slugs.all()] == ["old"]


def test_a_slug_is_made_from_the_title_and_kept_apart_from_others():
    assert [make_visit(title_en="Şəkiyə səfər").slug for _ in range(2)] == ["sekiye-sefer", "sekiye-sefer-2"]


def test_bulk_writes_are_remembered_too(django_assert_max_num_queries):
    with change(by=None, why="Bulk"):
        Visit.objects.bulk_create([Visit(slug=f"v{n}", title_en=f"Visit {n}", date="1992") for n in range(50)])
    assert Revision.objects.filter(reason="Bulk", number=1).count() == 50
    assert str(Visit.objects.first().date_earliest) == "1992-01-01"
    assert Visit.objects.matching("visit 7").count() == 1
    visits = list(Visit.objects.all())
    for visit in visits:
        visit.date = "1993"
    with django_assert_max_num_queries(60), change(by=None, why="Bulk again"):
        Visit.objects.bulk_update(visits, ["date"])
    assert Revision.objects.filter(reason="Bulk again", number=2).count() == 50
    assert str(Visit.objects.first().date_earliest) == "1993-01-01"


def test_a_snapshot_takes_the_same_number_of_queries_for_one_and_for_many(django_assert_num_queries):
    source = make_source()
    for _ in range(4):
        visit = make_visit()
        person = make_person()
        name_form(person, "Another name")
        take_part(person, visit)
        cite(visit, "date", "1992", source=source)
    pks = list(Visit.objects.values_list("pk", flat=True))
    with django_assert_num_queries(5):
        assert len(snapshot.take(Visit, pks[:1])) == 1
    with django_assert_num_queries(5):
        assert len(snapshot.take(Visit, pks)) == 4
