"""A person's hour is undone to the letter, with everything attached; the undo of the undo brings it back."""

import pytest

from archive.models import RECORD_TYPES, Revision
from archive.undoing import foresee, foresee_changes, undo_changes, undo_import
from archive.writing import change
from tests.factories import MAKERS, cite
from tests.review.canonical import differences
from tests.review.everything import Spares, everything
from tests.undoing.hour import dump, hour_of, work_through

pytestmark = pytest.mark.django_db

EVERY_TYPE = pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)


@pytest.fixture
def spares():
    return Spares()


def draft_with_testimony(address):
    """A draft of a type that something hangs on."""
    draft = MAKERS[address](status="draft", slug="a-draft")
    cite(draft, draft.citable()[0], "1801")
    return type(draft).objects.get(pk=draft.pk)


def numbers(found):
    """How much was, or would be, deleted, put back and made again, and what is kept, in words."""
    return found.deleted, found.restored, found.recreated, sorted(map(str, found.kept))


@EVERY_TYPE
def test_an_hour_undone_leaves_what_was_before_and_the_undo_undone_brings_it_back(model, somebody, spares):
    leyla, admin = somebody("editor", "leyla"), somebody("administrator", "admin")
    record = everything(model.address, leyla, spares)
    draft = draft_with_testimony(model.address)
    before = dump()
    with hour_of(leyla) as chosen:
        with change(by=leyla):
            drafts = [draft]
        with change(by=leyla):
            work_through(record, drafts, leyla, spares)
    after, hour = dump(), chosen()
    assert differences(before, after)

    told = foresee_changes(hour, by=admin, within=True)
    first = undo_changes(hour, by=admin, why="Wrong list", within=True)
    assert numbers(told) == numbers(first)
    assert (first.deleted, first.recreated, first.kept) == (1, 1, [])
    assert differences(before, dump()) == []

    told = foresee(first.batch, by=admin, within=True)
    second = undo_import(first.batch, by=admin, within=True)
    assert numbers(told) == numbers(second)
    assert differences(after, dump()) == []

    undo_import(second.batch, by=admin, within=True)
    assert differences(before, dump()) == []


@EVERY_TYPE
def test_what_was_deleted_comes_back_with_its_history(model, somebody):
    leyla = somebody("editor", "leyla")
    draft = draft_with_testimony(model.address)
    known = list(Revision.objects.filter(slug="a-draft").order_by("number").values_list("pk", flat=True))
    with hour_of(leyla) as chosen, change(by=leyla):
        draft.delete()
    undo_changes(chosen(), by=None)
    again = model.objects.get(slug="a-draft")
    history = list(again.revisions.order_by("number").values_list("pk", "number", "deleted"))
    assert [pk for pk, _number, _deleted in history[: len(known)]] == known
    assert [number for _pk, number, _deleted in history] == list(range(1, len(history) + 1))
    assert [deleted for _pk, _number, deleted in history[-2:]] == [True, False]
