"""A record goes back to an earlier version exactly, with all that hangs on it, and says first what would be lost."""

import pytest

from archive import snapshot
from archive.models import FormerSlug, Revision, Visit
from archive.review import Gone, later_edits, revert
from archive.writing import Stale, change
from tests.factories import (
    MAKERS,
    cite,
    edit,
    make_organization,
    make_person,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db


def taken(record):
    return snapshot.canonical(snapshot.take(type(record), [record.pk])[record.pk])


def furnish(record):
    """Hang on a record all that its type can carry."""
    cite(record, record.citable()[0], "something", stance="mentions", source=make_source())
    if hasattr(record, "names"):
        name_form(record, "Another form")
    if hasattr(record, "participations") and record._meta.model_name != "person":
        take_part(make_person(), record)
    if record._meta.model_name == "person":
        post(record, make_organization())
    if hasattr(record, "places"):
        with change(by=None):
            from tests.factories import make_place

            record.places.set([make_place(), make_place()])
            record.save()


@pytest.mark.parametrize("address", MAKERS)
def test_every_type_goes_back_exactly_with_all_that_hangs_on_it(address):
    record = MAKERS[address]()
    furnish(record)
    record = type(record).objects.get(pk=record.pk)
    number, before = record.revision, taken(record)
    edit(record, summary_en="Later words.", note="Later note.")
    with change(by=None):
        record.citations.all().delete()
    cite(record, record.citable()[0], "something else", stance="mentions")
    for name in ("names", "participations", "postings"):
        if hasattr(record, name):
            with change(by=None):
                getattr(record, name).all().delete()
    assert taken(record) != before
    revert(type(record).objects.get(pk=record.pk), number, by=None)
    assert taken(record) == before


def test_a_revert_is_a_version_and_can_itself_be_reverted():
    visit = make_visit(title_en="One")
    visit = edit(visit, title_en="Two")
    before = taken(visit)
    revert(visit, 1, by=None)
    assert Visit.objects.get(pk=visit.pk).title_en == "One"
    assert Revision.objects.filter(visit=visit).first().reason == "Back to revision 1"
    revert(visit, 2, by=None)
    assert taken(visit) == before


def test_what_would_be_undone_is_named_with_who_and_when(admin_user):
    visit = make_visit(title_en="One", note="a")
    edit(visit, title_en="Two")
    edit(visit, by=admin_user, note="b")
    cite(visit, "title", "Two")
    found = {(later.part.name, later.number, later.by) for later in later_edits(visit, 1)}
    assert found == {("title_en", 2, ""), ("note", 3, "admin"), ("citations", 4, "")}


def test_nothing_is_named_where_nothing_was_edited():
    visit = make_visit(title_en="One")
    assert later_edits(visit, visit.revision) == []


def test_a_version_that_is_not_there_is_named():
    with pytest.raises(LookupError, match="no revision 99"):
        later_edits(make_visit(), 99)


def test_standing_and_address_stay_as_they_were_decided():
    visit = make_visit(title_en="One", status="draft", slug="first")
    edit(visit, status="published", slug="second", title_en="Two")
    revert(Visit.objects.get(pk=visit.pk), 1, by=None)
    record = Visit.objects.get(pk=visit.pk)
    assert (record.title_en, record.status, record.slug) == ("One", "published", "second")
    assert FormerSlug.objects.get().slug == "first"


def test_somebody_who_saved_meanwhile_is_not_overwritten():
    visit = make_visit(title_en="One")
    read = edit(visit, title_en="Two")
    edit(visit, title_en="Three")
    with pytest.raises(Stale):
        revert(read, 1, by=None)
    assert Visit.objects.get(pk=visit.pk).title_en == "Three"


def test_a_version_that_names_what_is_gone_is_not_half_restored():
    visit, guest = make_visit(title_en="One", status="draft"), make_person(status="draft")
    part = take_part(guest, visit)
    number = Visit.objects.get(pk=visit.pk).revision
    edit(visit, title_en="Two")
    with change(by=None):
        part.delete()
        guest.delete()
    with pytest.raises(Gone):
        revert(Visit.objects.get(pk=visit.pk), number, by=None)
    assert Visit.objects.get(pk=visit.pk).title_en == "Two"
