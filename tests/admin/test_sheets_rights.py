"""Whose imports are whose, and which types somebody may import: asked of the rules themselves."""

import pytest
from django.contrib.auth.models import Group, Permission

from archive.admin.sheets.rights import (
    importable,
    lacking,
    may_act,
    may_import,
    may_undo,
    seen_by,
    type_words,
    types_written,
)
from archive.models import ImportBatch, ImportRow
from archive.spreadsheets.resources import SHEETS
from archive.undoing import CHANGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(django_user_model):
    """Makes a user of a role; with `only`, one who may import sheets of these types besides."""

    def make(role=None, only=()):
        user = django_user_model.objects.create_user(f"{role} {django_user_model.objects.count()}", is_staff=True)
        if role:
            user.groups.add(Group.objects.get(name=role))
        user.user_permissions.set(Permission.objects.filter(codename__in=[f"import_{name}" for name in only]))
        return django_user_model.objects.get(pk=user.pk)

    return make


def batch_of(user, type="visits", **values):
    return ImportBatch.objects.create(user=user, type=type, **values)


def test_each_type_is_a_right_of_its_own_and_a_whole_archive_needs_all(somebody):
    editor, one, nobody = somebody("editor"), somebody("viewer", only=["visit"]), somebody(only=["visit"])
    asked = ("visits", "people", "archive", "nonsense", CHANGES)
    assert [may_import(editor, type) for type in asked] == [True, True, True, False, False]
    assert [may_import(one, type) for type in asked] == [True, False, False, False, False]
    assert not any(may_import(nobody, type) for type in asked)
    assert importable(editor) == [*SHEETS, "archive"]
    assert importable(one) == ["visits"]
    assert importable(nobody) == []
    assert lacking(one, ["visits", "people"]) == ["People"]
    assert [type_words(type) for type in asked] == [
        "Visits",
        "People",
        "Whole archive",
        "nonsense",
        "Changes of a person",
    ]


def test_contributors_undo_their_own_imports_and_editors_all(somebody):
    contributor, editor = somebody("contributor"), somebody("editor")
    own, others = batch_of(contributor), batch_of(editor)
    assert [may_undo(contributor, each) for each in (own, others)] == [True, False]
    assert [may_undo(editor, each) for each in (own, others)] == [True, True]
    assert not may_undo(editor, batch_of(editor, "nonsense"))
    for user in (somebody(only=["visit"]), somebody("viewer", only=["visit"])):
        assert not may_undo(user, batch_of(user))
        assert not may_undo(user, batch_of(user, CHANGES))


def test_the_undo_of_changes_is_taken_further_by_those_who_may_undo_and_an_import_by_those_who_import(somebody):
    contributor, editor, viewer = somebody("contributor"), somebody("editor"), somebody("viewer")
    own, others = batch_of(contributor, CHANGES), batch_of(editor, CHANGES)
    assert [may_undo(contributor, each) for each in (own, others)] == [True, False]
    assert [may_act(contributor, each) for each in (own, others)] == [True, False]
    assert [may_act(editor, each) for each in (own, others)] == [True, True]
    assert may_act(contributor, batch_of(contributor))
    assert not may_act(viewer, batch_of(viewer))
    assert not may_act(viewer, batch_of(viewer, CHANGES))


def test_one_knows_of_ones_own_imports_and_of_what_became_of_them(somebody):
    contributor, editor = somebody("contributor"), somebody("editor")
    own, others = batch_of(contributor), batch_of(editor)
    undo_of_own, undo_of_others = batch_of(editor, undoes=own), batch_of(editor, undoes=others)
    odd = batch_of(contributor, "nonsense")
    every = ImportBatch.objects.all()
    assert set(seen_by(contributor, every)) == {own, undo_of_own}
    assert set(seen_by(editor, every)) == {own, others, undo_of_own, undo_of_others, odd}
    assert set(seen_by(somebody("viewer"), every)) == set()


def test_the_types_that_an_import_would_write_are_those_of_its_own_rows_that_write(somebody):
    mine, other = batch_of(somebody("editor")), batch_of(somebody("editor"))
    rows = [(mine, "visits", "new"), (mine, "people", "changed"), (mine, "events", "proposed"),
            (mine, "sources", "unchanged"), (other, "places", "new")]  # fmt: skip
    for number, (batch, type, kind) in enumerate(rows, start=1):
        ImportRow.objects.create(batch=batch, type=type, kind=kind, number=number, position=number)
    assert types_written(mine) == ["events", "people", "visits"]
