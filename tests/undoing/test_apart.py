"""Merges are undone on their own pages; places come back from the imports that wrote them."""

import pytest

from archive.models import Merge, Person, Place
from archive.review import identity
from archive.spreadsheets import apply
from archive.undoing import foresee_changes, undo_changes
from tests.factories import cite, make_person, make_place, make_visit, name_form, take_part
from tests.identity.dumps import differences, dump
from tests.spreadsheets.planned import planned
from tests.undoing.hour import edit, hour_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla(somebody):
    return somebody("administrator", "leyla")


def test_a_merge_stays_and_is_named_while_the_rest_goes_back(leyla, somebody):
    one, two = make_person(name_en="One"), make_person(name_en="Two", summary_en="Of the other.")
    name_form(two, "Form")
    take_part(two, make_visit())
    with hour_of(leyla) as chosen:
        edit(one, note="hers")
        identity.merge(Person.objects.get(pk=one.pk), Person.objects.get(pk=two.pk), by=leyla)
    Merge.objects.update(author_name="leyla")
    hour = chosen()
    assert [merge["goes_name"] for merge in hour.merges()] == ["Two"]
    done = undo_changes(hour, by=somebody("administrator"), within=True)
    assert [(str(kept.reason), kept.row) for kept in done.kept] == [("merged", "Two → One")]
    stays = Person.objects.get()
    assert (stays.note, stays.summary_en, stays.names.count()) == ("", "Of the other.", 2)


def test_a_merge_undone_on_its_page_is_in_nobodys_way(leyla):
    one, two = make_person(name_en="One"), make_person(name_en="Two")
    before = dump()
    with hour_of(leyla) as chosen:
        edit(two, note="hers")
        merge = identity.merge(Person.objects.get(pk=one.pk), Person.objects.get(pk=two.pk), by=leyla)
    identity.undo(Merge.objects.get(pk=merge.pk), by=None)
    done = undo_changes(chosen(), by=None)
    different = [words for words in differences(before, dump()) if "ImportBatch" not in words]
    assert (done.restored, done.kept, different) == (1, [], [])


def test_the_undo_of_a_merge_is_named_and_not_undone_with_the_hour(leyla):
    one, two = make_person(name_en="One"), make_person(name_en="Two")
    merge = identity.merge(one, two, by=None)
    with hour_of(leyla) as chosen:
        identity.undo(Merge.objects.get(pk=merge.pk), by=leyla)
    done = undo_changes(chosen(), by=None)
    assert [str(kept.reason) for kept in done.kept] == ["unmerged"]
    assert Person.objects.count() == 2


def test_places_of_her_imports_go_back_too_and_come_again(leyla):
    make_place(slug="old", name_en="Old")
    with hour_of(leyla) as chosen:
        apply(planned("places", "slug,name_en\nold,Changed\nnew,New\n"), by=leyla)
        apply(planned("places", "slug,name_en\nold,Changed again\n"), by=leyla)
    hour = chosen()
    told, done = foresee_changes(hour), undo_changes(hour, by=None)
    assert (done.deleted, done.restored, done.kept) == (1, 1, [])
    assert (told.deleted, told.restored, told.kept) == (1, 1, [])
    assert list(Place.objects.values_list("slug", "name_en")) == [("old", "Old")]


def test_queries_do_not_grow_with_the_records(leyla, django_assert_max_num_queries):
    visits = [make_visit(status="draft") for _number in range(30)]
    with hour_of(leyla) as chosen:
        for visit in visits:
            edit(visit, note="hers")
            cite(visit, "summary", "hers")
    hour = chosen()
    with django_assert_max_num_queries(90):
        assert foresee_changes(hour).restored == 30
