"""Migrations hold up nobody: indexes are made beside the work on a table, and a table is held for a moment only."""

import threading
import time

import psycopg
import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import MD5
from django.db.utils import NotSupportedError

from archive.management.commands.migrate import patiently
from archive.migrations._operations import AddChecksBeside, AddIndexBeside, AddUniqueBeside
from tests.growing.beside import Watching, Working, apply, indexes, other_connection

# What came before was made while no archive was large.
LAST_BEFORE = "0012"
BESIDE = AddIndexBeside | AddChecksBeside | AddUniqueBeside
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, and no such locks")


def holding(migration):
    """Sentences about the operations of a migration that hold a table while they go through all of its rows."""
    new = {o.name_lower for o in migration.operations if isinstance(o, migrations.CreateModel)}
    for operation in migration.operations:
        why = _why(operation)
        if why and getattr(operation, "model_name_lower", getattr(operation, "name_lower", "")) not in new:
            yield f"{migration.name}: {operation.describe()}: {why}"
        if isinstance(operation, BESIDE) and migration.atomic:
            yield f"{migration.name}: {operation.describe()}: set atomic = False"


def _why(operation):
    field = getattr(operation, "field", None)
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexBeside):
        return "use AddIndexBeside"
    if isinstance(operation, migrations.AddField) and (field.db_index or field.unique):
        return "add the column without an index, then the index with AddIndexBeside"
    if isinstance(operation, migrations.AddField) and field.has_default() and callable(field.default):
        return "give the column a plain default, then its values in pieces"
    if isinstance(operation, migrations.AlterField):
        return "where no column changes use SeparateDatabaseAndState, else add a column beside it"
    if isinstance(operation, AddUniqueBeside):
        return None
    if isinstance(operation, migrations.AddConstraint | migrations.AlterUniqueTogether):
        return "use AddChecksBeside or AddUniqueBeside"
    return None


def test_no_new_migration_holds_a_table_for_long():
    loader = MigrationLoader(None)
    new = [m for (app, name), m in loader.disk_migrations.items() if app == "archive" and name[:4] > LAST_BEFORE]
    assert not [sentence for migration in new for sentence in holding(migration)]


def migration_of(*operations, atomic=True):
    made = migrations.Migration("0099_test", "archive")
    made.operations, made.atomic = list(operations), atomic
    return made


INDEX = models.Index(fields=["updated_at"], name="saved_mapping_by_time")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("savedmapping", INDEX),
        AddIndexBeside("savedmapping", INDEX),
        AddChecksBeside({"savedmapping": []}),
        AddUniqueBeside("savedmapping", models.UniqueConstraint(fields=["updated_at"], name="one_a_time")),
        migrations.AddField("savedmapping", "kind", models.CharField(max_length=9, db_index=True)),
        migrations.AddField("savedmapping", "kind", models.JSONField(default=dict)),
        migrations.AddField("savedmapping", "batch", models.ForeignKey("archive.ImportBatch", models.CASCADE)),
        migrations.AlterField("savedmapping", "name", models.TextField()),
        migrations.AddConstraint("savedmapping", models.UniqueConstraint(fields=["updated_at"], name="one_a_time")),
    ],
)
def test_what_would_hold_a_table_is_named(operation):
    assert list(holding(migration_of(operation)))


def test_what_holds_no_table_that_is_in_use_is_let_through():
    name = models.CharField(max_length=9, default="")
    assert not list(holding(migration_of(AddIndexBeside("savedmapping", INDEX), atomic=False)))
    new = migrations.CreateModel("Novel", [("id", models.BigAutoField(primary_key=True)), ("name", name)])
    added = migrations.AddIndex("novel", models.Index(fields=["name"], name="novel_by_name"))
    assert not list(holding(migration_of(new, added, migrations.AddField("savedmapping", "kind", name))))


@pytest.mark.django_db(transaction=True)
def test_an_index_made_beside_the_work_is_there_and_goes_again_on_either_database():
    apply(AddIndexBeside("savedmapping", INDEX))
    assert INDEX.name in indexes()
    apply(AddIndexBeside("savedmapping", INDEX), backwards=True)
    assert INDEX.name not in indexes()


@on_postgresql
@pytest.mark.django_db
def test_an_index_is_not_made_beside_the_work_within_a_transaction():
    with pytest.raises(NotSupportedError, match="not atomic"):
        apply(AddIndexBeside("savedmapping", INDEX))


@on_postgresql
def test_a_table_is_read_and_written_while_an_index_is_made_beside(many_rows):
    slow = models.Index(MD5(MD5(MD5(MD5("name")))), name="saved_mapping_slow")
    with Watching() as watching, Working() as working:
        before = working.times
        apply(AddIndexBeside("savedmapping", slow))
        done_meanwhile = working.times - before
    assert done_meanwhile > 3
    # https://www.postgresql.org/docs/18/explicit-locking.html: neither is in the way of a row that is read or written.
    assert {"ShareUpdateExclusiveLock"} <= watching.locks <= {"ShareUpdateExclusiveLock", "AccessShareLock"}
    apply(AddIndexBeside("savedmapping", slow), backwards=True)
    with Watching() as watching:
        apply(migrations.AddIndex("savedmapping", slow))
    # Made alone, it holds up whoever writes until it is there.
    assert "ShareLock" in watching.locks
    apply(migrations.AddIndex("savedmapping", slow), backwards=True)


@on_postgresql
def test_an_attempt_that_was_broken_off_is_made_anew(many_rows):
    unique = f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX.name} ON archive_savedmapping (type)"
    with other_connection() as other, pytest.raises(psycopg.errors.UniqueViolation):
        other.execute(unique)
    assert INDEX.name in indexes()
    apply(AddIndexBeside("savedmapping", INDEX))
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [INDEX.name])
        assert cursor.fetchone() == (True,)
    apply(AddIndexBeside("savedmapping", INDEX), backwards=True)


@on_postgresql
def test_a_column_is_added_beside_a_long_reader_without_holding_up_the_others(many_rows):
    added = migrations.AddField("savedmapping", "kind", models.CharField(max_length=9, default=""))
    tries = []
    with other_connection() as long_reader:
        long_reader.execute("BEGIN")
        long_reader.execute("SELECT count(*) FROM archive_savedmapping")
        ending = threading.Timer(6, long_reader.execute, ["COMMIT"])
        ending.start()
        with Working() as working:
            patiently(connection, lambda: (tries.append(time.monotonic()), apply(added)))
        ending.join()
    apply(added, backwards=True)
    assert len(tries) > 1
    # A second is what it waits for the table each time; without that the others would have waited for six.
    assert working.longest < 4
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def columns_of(state):
    """The columns, options and constraints of each model of a state, in no order."""
    return {
        key: (
            {name: field.deconstruct()[1:] for name, field in model.fields.items()},
            {name: sorted(map(repr, value)) if isinstance(value, list | set) else value
             for name, value in model.options.items() if value},
        )
        for key, model in state.models.items()
        if key[0] == "archive"
    }  # fmt: skip


def test_an_archive_made_in_one_step_is_that_of_all_steps():
    steps, one = MigrationLoader(None, load=False), MigrationLoader(None)
    steps.replace_migrations = False
    steps.build_graph()
    [squashed] = [node for node in one.disk_migrations if node[0] == "archive" and one.disk_migrations[node].replaces]
    by_steps = columns_of(steps.project_state(one.disk_migrations[squashed].replaces[-1]))
    assert by_steps == columns_of(steps.project_state(squashed))
    assert len(by_steps) > 30
