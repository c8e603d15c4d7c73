"""New records are stored past `save` with what is computed of them: it is what saving each by itself would compute."""

import pytest

from archive import evidence, search, snapshot
from archive.models import RECORD_TYPES, Revision, Visit, arc_name
from archive.spreadsheets import apply, undo
from archive.writing import change
from tests import factories as make
from tests.spreadsheets.planned import planned
from tests.spreadsheets.test_undoing import SHEETS, scene  # noqa: F401

pytestmark = pytest.mark.django_db

COMPUTED = ("evidence", "uncited", "unsupported", "search_text", "revision")


def computed(model):
    """What is computed of every record of a type."""
    return list(model.objects.order_by("pk").values_list("slug", *COMPUTED))


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_words_evidence_and_first_version_are_those_of_a_saved_record(model, scene):  # noqa: F811
    apply(planned(model.address, SHEETS[model.address]), by=None)
    pks = list(model.objects.values_list("pk", flat=True))
    before = computed(model)
    with change(by=None) as current:
        evidence.weigh(model, pks)
        assert search.index(model, pks) == 0
        assert not current.saved
    assert computed(model) == before
    for pk, taken in snapshot.take(model, pks).items():
        last = Revision.objects.filter(**{arc_name(model): pk}).order_by("-number").first()
        assert last.snapshot == taken
        older = Revision.objects.filter(**{arc_name(model): pk}, number=last.number - 1).first()
        assert last.sha256 == snapshot.checksum(taken, older.sha256 if older else "")


def test_a_created_record_can_be_changed_and_counted_on_like_any_other(scene):  # noqa: F811
    apply(planned("visits", SHEETS["visits"]), by=None)
    visit = Visit.objects.get(slug="fresh")
    assert (visit.revision, visit.created_at is not None, visit.updated_at is not None) == (1, True, True)
    visit.title_en = "Changed"
    with change(by=None):
        visit.save()
    other = make.make_visit()
    assert other.pk > visit.pk
    assert [r.number for r in visit.revisions.order_by("number")] == [1, 2]


def test_keys_are_not_given_twice_after_an_import_and_its_undo(scene):  # noqa: F811
    batch = apply(planned("visits", SHEETS["visits"]), by=None)
    gone = Visit.objects.get(slug="fresh").pk
    undo(batch, by=None)
    assert make.make_visit().pk > gone
    apply(planned("visits", "slug,title_en\nnext,Next\n"), by=None)
    assert Visit.objects.count() == 3


def test_texts_reach_the_archive_in_their_stored_form_whoever_creates_the_record():
    with change(by=None) as current:
        current.create(
            Visit, [Visit(slug="v", title_en="  Cafe\u0301\u00a0 to\u200b Rome ", date="21–23 August 2012")], [{}]
        )
    visit = Visit.objects.get()
    assert (visit.title_en, visit.date, str(visit.date_latest)) == (
        "Café to Rome",
        "2012-08-21/2012-08-23",
        "2012-08-23",
    )


def test_what_the_database_refuses_is_refused_with_all_the_rest():
    from django.db import IntegrityError, transaction

    make.make_visit(slug="taken")
    for broken in (Visit(slug="taken", title_en="Twice"), Visit(slug="untitled")):
        rows = [Visit(slug="good", title_en="Good"), broken]
        with pytest.raises(IntegrityError), transaction.atomic(), change(by=None) as current:
            current.create(Visit, rows, [{}, {}])
    assert [visit.slug for visit in Visit.objects.all()] == ["taken"]
