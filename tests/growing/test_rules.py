"""New rules of the database: made beside the work on a table, and rows that they would refuse are named first."""

import time

import pytest
from django.core.management import CommandError
from django.db import connection, migrations, models
from django.db.models.functions import MD5

from archive.migrations._operations import AddChecksBeside, AddUniqueBeside
from archive.models import SavedMapping
from archive.models.rules import Held, MadeOf
from tests.growing.beside import Watching, Working, apply, indexes

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, and no such locks")
SLOWLY = Held(
    condition=~models.Q(models.lookups.Exact(MD5(MD5(MD5(MD5(MD5(MD5("name")))))), "")), name="saved_mapping_checked"
)


@on_postgresql
def test_a_table_is_read_and_written_while_checks_are_made_beside(many_rows):
    with Watching() as watching, Working() as working:
        before, started = working.times, time.monotonic()
        apply(AddChecksBeside({"savedmapping": [SLOWLY]}))
        done_meanwhile, took = working.times - before, time.monotonic() - started
    # Alone it has the table for a moment, to note the rule; it looks through the rows beside the others.
    assert "ShareUpdateExclusiveLock" in watching.locks
    assert done_meanwhile > 3
    assert working.longest < took / 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = %s", [SLOWLY.name])
        assert cursor.fetchone() == (True,)
    apply(AddChecksBeside({"savedmapping": [SLOWLY]}), backwards=True)
    with Working() as working:
        started = time.monotonic()
        apply(migrations.AddConstraint("savedmapping", SLOWLY))
        took = time.monotonic() - started
    # Made alone, it holds up whoever reads until all rows are looked through.
    assert working.longest > took / 2
    apply(AddChecksBeside({"savedmapping": [SLOWLY]}), backwards=True)


@pytest.mark.django_db(transaction=True)
def test_rows_that_a_new_rule_would_refuse_are_named_and_left_as_they_are():
    wrong, right = (SavedMapping.objects.create(type="visits", name=name, mapping={}) for name in ("Theirs", "ours"))
    rule = Held(condition=MadeOf("name", "abcdefghijklmnopqrstuvwxyz"), name="saved_mapping_is_small")
    with pytest.raises(CommandError) as refused:
        apply(AddChecksBeside({"savedmapping": [rule]}))
    told = str(refused.value)
    assert f"archive_savedmapping {wrong.pk}: name = 'Theirs' (saved_mapping_is_small)" in told
    assert f"archive_savedmapping {right.pk}" not in told
    assert "run `migrate` again" in told
    assert SavedMapping.objects.get(pk=wrong.pk).name == "Theirs"
    SavedMapping.objects.filter(pk=wrong.pk).update(name="theirs")
    apply(AddChecksBeside({"savedmapping": [rule]}))
    apply(AddChecksBeside({"savedmapping": [rule]}), backwards=True)


@pytest.mark.django_db(transaction=True)
def test_rows_that_say_the_same_are_named_before_they_are_to_be_unique():
    one, two = (SavedMapping.objects.create(type="visits", name=name, mapping={}) for name in ("a", "b"))
    rule = models.UniqueConstraint(fields=["type"], condition=~models.Q(type=""), name="saved_mapping_of_type")
    with pytest.raises(CommandError, match=f"archive_savedmapping {one.pk}, {two.pk}: type = 'visits'"):
        apply(AddUniqueBeside("savedmapping", rule))
    two.delete()
    apply(AddUniqueBeside("savedmapping", rule))
    assert rule.name in indexes()
    # A `migrate` that was killed before it noted this does it again.
    apply(AddUniqueBeside("savedmapping", rule))
    assert rule.name in indexes()
    apply(migrations.RemoveConstraint("savedmapping", rule.name), stored=[rule])
    assert rule.name not in indexes()
