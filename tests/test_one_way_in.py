"""No write of a record goes round the one way in: refused with a sentence, or remembered, one version for each."""

import pytest

from archive.models import RECORD_TYPES, NotInChange, Revision
from archive.writing import change
from tests.factories import MAKERS

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)


@EVERY_TYPE
def test_outside_a_change_no_way_writes_a_record(model):
    record = MAKERS[model.address](status="draft")
    stored = model.objects.filter(pk=record.pk).values().get()
    for attempt in (
        record.save,
        record.delete,
        lambda: record.save(update_fields=["note"]),
        lambda: model.objects.create(slug="new"),
        lambda: model.objects.update_or_create(pk=record.pk, defaults={"note": "x"}),
        lambda: model.objects.get_or_create(slug="new"),
        lambda: model.objects.update(note="x"),
        lambda: model.objects.bulk_update([record], ["note"]),
        lambda: model.objects.bulk_create([model(slug="new")]),
        lambda: model.objects.filter(pk=record.pk).delete(),
    ):
        record.note = "x"
        with pytest.raises(NotInChange, match="records are written inside"):
            attempt()
    assert model.objects.values().get() == stored
    assert Revision.objects.count() == 1


@EVERY_TYPE
def test_inside_a_change_each_way_writes_one_version_for_each_record(model):
    records = [MAKERS[model.address]() for _ in range(3)]

    def each_saved():
        for record in records:
            record.note = "each"
            record.save()

    def in_bulk():
        for record in records:
            record.note = "bulk"
        model.objects.bulk_update(records, ["note"])

    for number, write in enumerate((each_saved, in_bulk, lambda: model.objects.update(note="query")), 2):
        with change(by=None, why=str(number)):
            write()
        versions = Revision.objects.filter(reason=str(number))
        assert sorted(versions.values_list("number", flat=True)) == [number] * 3
        assert {version.snapshot["note"] for version in versions} == set(model.objects.values_list("note", flat=True))
        records = list(model.objects.all())
