"""Migrations hold up nobody: indexes are made beside the work on a table, and a table is held for a moment only."""

import threading
import time

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import MD5
from django.db.utils import NotSupportedError

from archive.management.commands.migrate import patiently
from archive.migrations._operations import AddChecksBeside, AddIndexBeside, AddUniqueBeside
from archive.models import SavedMapping
from archive.models.rules import Held, MadeOf

# What came before was made while no archive was large.
LAST_BEFORE = "0012"
ROWS = 200_000
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


def apply(operation, backwards=False, stored=()):
    """Do an operation on the tables as they are; `stored` are constraints that the program's models do not name."""
    before = ProjectState.from_apps(SavedMapping._meta.apps)
    for constraint in stored:
        before.add_constraint("archive", "savedmapping", constraint)
    after = before.clone()
    operation.state_forwards("archive", after)
    with connection.schema_editor(atomic=False) as editor:
        if backwards:
            operation.database_backwards("archive", editor, after, before)
        else:
            operation.database_forwards("archive", editor, before, after)


def indexes():
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, SavedMapping._meta.db_table))


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


class Working:
    """Somebody who reads and writes a table on and on, and the longest that either took."""

    def __init__(self):
        self.ended, self.longest, self.times = threading.Event(), 0, 0
        self.thread = threading.Thread(target=self.work)

    def work(self):
        with other_connection() as other:
            while not self.ended.is_set():
                started = time.monotonic()
                other.execute("UPDATE archive_savedmapping SET user_id = NULL WHERE name = 'n1'")
                other.execute("SELECT count(*) FROM archive_savedmapping WHERE name = 'n2'").fetchone()
                self.longest = max(self.longest, time.monotonic() - started)
                self.times += 1

    def __enter__(self):
        self.thread.start()
        while not self.times:
            time.sleep(0.01)
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()


def other_connection():
    """A connection that is none of Django's."""
    place = connection.settings_dict
    return psycopg.connect(
        dbname=place["NAME"], host=place["HOST"] or place["OPTIONS"].get("host"), user=place["USER"], autocommit=True
    )


@pytest.fixture
def many_rows(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_savedmapping (type, name, mapping, headings, updated_at) "
            f"SELECT 'visits', 'n' || n, '{{}}', '[]', now() FROM generate_series(1, {ROWS}) n"
        )


class Watching:
    """The locks that this process's connection takes on the table meanwhile."""

    def __init__(self):
        self.ended, self.locks = threading.Event(), set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.of = cursor.fetchone()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        held = "SELECT mode FROM pg_locks WHERE relation = 'archive_savedmapping'::regclass AND granted AND pid = %s"
        with other_connection() as other:
            while not self.ended.is_set():
                self.locks |= {mode for (mode,) in other.execute(held, self.of)}

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()


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
    apply(migrations.RemoveConstraint("savedmapping", rule.name), stored=[rule])
    assert rule.name not in indexes()


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
