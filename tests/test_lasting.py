"""History is only ever added to, and what readers have seen is not deleted: not through the ORM, nor by SQL."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from archive import audit, lasting, snapshot
from archive.models import RECORD_TYPES, Revision, arc_name
from archive.models.revision import AppendOnly
from archive.review import identity
from archive.writing import NotDeletable, change
from tests.factories import MAKERS, edit, make_person, make_visit

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
COLUMNS = [column.column for column in Revision._meta.concrete_fields]
# What may become of a version: its accounts may go, and its record too.
EMPTIED = {"author_id", "reviewer_id", *(f"{arc_name(model)}_id" for model in RECORD_TYPES)}


def refused(sql, *values):
    """The sentence with which the database refuses a statement; a failure where it does not."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(caught.value)


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def other_value(column):
    """A value of its type that a column does not have."""
    kind = Revision._meta.get_field(column.removesuffix("_id") if column in EMPTIED else column).get_internal_type()
    text = "CharField", "TextField"
    return {"JSONField": '{"forged": true}', "DateTimeField": "1999-01-01T00:00:00+00:00", "BooleanField": True}.get(
        kind, "forged" if kind in text else 987654
    )


def test_a_version_is_neither_changed_nor_deleted_through_the_orm():
    version = make_visit().revisions.get()
    version.reason = "forged"
    for attempt in (
        version.save,
        version.delete,
        lambda: version.save(update_fields=["reason"]),
        lambda: version.save(force_update=True),
        lambda: Revision.objects.update(reason="forged"),
        lambda: Revision.objects.filter(pk=version.pk).delete(),
        lambda: Revision.objects.bulk_update([version], ["reason"]),
        lambda: Revision.objects.update_or_create(pk=version.pk, defaults={"reason": "forged"}),
        lambda: version.visit.revisions.update(reason="forged"),
        lambda: version.visit.revisions.all().delete(),
    ):
        with pytest.raises(AppendOnly, match="only ever added to"):
            attempt()
    for attempt in (lambda: Revision._base_manager.update(reason="forged"), Revision._base_manager.all().delete):
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            attempt()
    version.refresh_from_db()
    assert version.reason == "test"


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_version_is_changed_by_sql(column):
    version = make_visit().revisions.get()
    table = Revision._meta.db_table
    found = refused(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', other_value(column), version.pk)
    assert "only ever added to" in found
    assert Revision.objects.filter(pk=version.pk).values().get() == Revision.objects.values().get()


def test_a_version_is_not_deleted_by_sql_nor_all_of_them_at_once():
    visit = make_visit()
    assert "only ever added to" in refused("DELETE FROM archive_revision WHERE visit_id = %s", visit.pk)
    if connection.vendor == "postgresql":
        # Foreign keys that are still to be looked at would be in the way before the rule is.
        connection.check_constraints()
        assert "only ever added to" in refused("TRUNCATE archive_revision")
        assert "only ever added to" in refused("TRUNCATE archive_visit CASCADE")
    assert visit.revisions.count() == 1


def test_a_version_is_not_put_in_the_place_of_another():
    version = make_visit().revisions.get()
    names = [c for c in COLUMNS if c != "id"]
    taken = ", ".join("'forged'" if name == "reason" else f'"{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in ("id", *names))
    row = f"SELECT id, {taken} FROM archive_revision"
    if connection.vendor == "postgresql":
        put = f"INSERT INTO archive_revision ({columns}) OVERRIDING SYSTEM VALUE {row} ON CONFLICT (id) DO UPDATE SET "
        put += "reason = excluded.reason"
        assert "only ever added to" in refused(put)
    else:
        assert "only ever added to" in refused(f"INSERT OR REPLACE INTO archive_revision ({columns}) {row}")
        assert "only ever added to" in refused("UPDATE OR REPLACE archive_revision SET reason = 'forged'")
    version.refresh_from_db()
    assert version.reason == "test"


@EVERY_TYPE
def test_a_deleted_draft_takes_nothing_of_its_history_with_it(model):
    record = MAKERS[model.address](status="draft")
    columns = ("record_type", "slug", "number", "snapshot", "sha256", "author_name")
    before = Revision.objects.order_by("pk").values_list(*columns)[0]
    with change(by=None):
        record.delete()
    assert Revision.objects.order_by("pk").values_list(*columns)[0] == before
    assert not Revision.objects.filter(**{f"{arc_name(model)}__isnull": False}).exists()


def test_accounts_go_and_their_names_stay_in_history():
    author, reviewer = (get_user_model().objects.create_user(name) for name in ("leyla", "carlos"))
    with change(by=author, reviewer=reviewer, why="seen"):
        make_visit()
    author.delete()
    reviewer.delete()
    version = Revision.objects.get()
    assert (version.author, version.reviewer, version.author_name) == (None, None, "leyla")
    other = get_user_model().objects.create_user("somebody")
    # Nor is a version anybody else's afterwards.
    assert "only ever added to" in refused("UPDATE archive_revision SET author_id = %s", other.pk)


def test_a_version_is_given_back_only_to_a_record_of_its_type():
    person, visit = make_person(), make_visit(status="draft")
    with change(by=None):
        visit.delete()
    gone = Revision.objects.filter(record_type="visits").first()
    found = refused("UPDATE archive_revision SET person_id = %s, number = 77 WHERE id = %s", person.pk, gone.pk)
    assert "only ever added to" in found
    assert "only ever added to" in refused(
        "UPDATE archive_revision SET person_id = %s WHERE id = %s", person.pk, gone.pk
    )


def test_what_was_merged_comes_back_to_its_versions():
    one, two = make_person(name_en="Ana Ruiz"), make_person(name_en="Ana Ruis")
    versions = list(two.revisions.values_list("pk", flat=True))
    merge = identity.merge(one, two, by=None)
    assert not Revision.objects.filter(person=two.pk).exists()
    identity.undo(merge, by=None)
    assert set(versions) <= set(Revision.objects.filter(person=two.pk).values_list("pk", flat=True))


def test_the_chain_of_checksums_tells_what_was_changed_past_the_rule():
    from tests.history import rewrite

    visit = make_visit(title_en="First")
    edit(visit, title_en="Second")
    rewrite(visit.revisions.filter(number=1), snapshot={"forged": True})
    first, second = visit.revisions.order_by("number")
    assert first.sha256 != snapshot.checksum(first.snapshot)
    assert second.sha256 == snapshot.checksum(second.snapshot, first.sha256)


@EVERY_TYPE
@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_what_readers_have_seen_is_deleted_in_no_way(model, status):
    record = MAKERS[model.address](status=status)
    for attempt in (record.delete, model.objects.filter(pk=record.pk).delete):
        with pytest.raises(NotDeletable, match="withdraw it instead"), change(by=None):
            attempt()
    sql = f"DELETE FROM {model._meta.db_table} WHERE id = %s"
    assert "withdraw it instead" in refused(sql, record.pk)
    with pytest.raises(IntegrityError, match="withdraw it instead"), transaction.atomic():
        model._base_manager.filter(pk=record.pk)._raw_delete("default")
    assert model.objects.filter(pk=record.pk).exists()


def test_triggers_that_are_gone_come_back_with_the_next_migration():
    visit = make_visit()
    [kept] = [r for r in lasting.refusals(connection) if r.name == "revision_is_not_deleted"]
    execute(kept.removal(connection))
    lasting.protect()
    lasting.protect()
    assert "only ever added to" in refused("DELETE FROM archive_revision WHERE visit_id = %s", visit.pk)


def test_an_entry_of_the_audit_log_is_changed_and_deleted_in_no_way():
    audit.note("publish", "a visit", who="ada")
    for sql in ("UPDATE door_auditentry SET who = 'eve'", "DELETE FROM door_auditentry"):
        assert "only ever added to" in refused(sql)


def test_a_version_is_marked_as_returned_and_that_is_not_taken_back():
    version = make_visit().revisions.get()
    assert execute("UPDATE archive_revision SET state = 'returned' WHERE id = %s", version.pk) == 1
    assert "only ever added to" in refused("UPDATE archive_revision SET state = 'accepted' WHERE id = %s", version.pk)
