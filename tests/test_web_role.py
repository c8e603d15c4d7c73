"""On PostgreSQL the web processes come as a role that does all daily work and cannot touch history."""

import io
import json
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from archive import audit
from archive.models import Person, Revision, Visit
from archive.review import identity
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.door.conftest import Person as Somebody
from tests.door.conftest import give_factor, make_account
from tests.factories import make_person, make_visit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
ROLE = "archive web"


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def grant(name=ROLE):
    told = io.StringIO()
    call_command("grant_web_role", name, stdout=told)
    return told.getvalue()


@pytest.fixture
def role():
    """A role that the command has granted what it grants; it goes with the test's transaction."""
    execute(f'CREATE ROLE "{ROLE}" LOGIN')
    assert "daily work" in grant()
    return ROLE


@contextmanager
def as_role():
    """All that is asked of the database inside comes from that role."""
    # What the owner has written is looked at before, as at the end of its transaction.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    execute(f'SET ROLE "{ROLE}"')
    try:
        yield
    finally:
        execute("RESET ROLE")


def test_the_role_signs_in_saves_imports_and_undoes(role, tmp_path):
    somebody = Somebody(make_account(role="administrator"))
    key, visit = give_factor(somebody.user), make_visit(status="draft", note="")
    sheet, told = tmp_path / "people.csv", io.StringIO()
    sheet.write_text("slug,name_en\nana,Ana\nboris,Boris\n")
    with as_role():
        assert somebody.come_in(key).status_code == 302
        assert somebody.is_in
        where = address(Visit, "change", visit.pk)
        answer = somebody.client.post(where, typed(somebody.client.get(where), note="Saved."))
        assert answer.status_code == 302, errors_of(answer)
        call_command("import_sheet", "people", str(sheet), stdout=told)
        batch = json.loads(told.getvalue().splitlines()[-1])["batch"]
        assert Person.objects.count() == 2
        call_command("undo_import", str(batch), stdout=io.StringIO())
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert Client().get("/visits/").status_code == 200
    assert not Person.objects.exists()
    visit.refresh_from_db()
    assert visit.note == "Saved."


def test_the_role_deletes_drafts_and_accounts_merges_and_undoes_that(role):
    one, two, draft = make_person(), make_person(), make_visit(status="draft")
    leaves = User.objects.create_user("leyla", is_staff=True)
    with change(by=leaves):
        one.save()
    with as_role():
        with change(by=None):
            draft.delete()
        leaves.delete()
        identity.undo(identity.merge(one, two, by=None), by=None)
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Person.objects.count() == 2
    assert Revision.objects.filter(author_name="leyla").exists()


def test_the_role_starts_an_archive_that_is_up_to_date(role):
    with as_role():
        call_command("migrate", verbosity=0)


def test_what_only_the_owner_can_migrate_is_said_in_words(role):
    execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    with as_role(), pytest.raises(CommandError, match="The tables are another role's"), transaction.atomic():
        call_command("migrate", verbosity=0)


REFUSED = (
    "UPDATE archive_revision SET reason = 'forged'",
    "UPDATE archive_revision SET snapshot = '{}'",
    "DELETE FROM archive_revision",
    "TRUNCATE archive_revision",
    "TRUNCATE archive_visit CASCADE",
    "DROP TABLE archive_revision",
    "ALTER TABLE archive_revision DISABLE TRIGGER ALL",
    "ALTER TABLE archive_revision RENAME TO gone",
    "ALTER TABLE archive_visit DISABLE TRIGGER ALL",
    "DROP TRIGGER revision_is_not_changed ON archive_revision",
    "CREATE OR REPLACE FUNCTION archive_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION archive_refuse() CASCADE",
    "SET session_replication_role = replica",
    "UPDATE door_auditentry SET who = 'eve'",
    "DELETE FROM door_auditentry",
    "TRUNCATE door_auditentry",
    "DROP TABLE door_auditentry",
    "DELETE FROM django_migrations",
    "CREATE RULE gone AS ON DELETE TO archive_revision DO INSTEAD NOTHING",
    "GRANT UPDATE ON archive_revision TO PUBLIC",
)


@pytest.mark.parametrize("sql", REFUSED)
def test_the_role_is_refused_what_would_take_history_away(role, sql):
    make_visit()
    audit.note("publish", "a visit", who="ada")
    before = Revision.objects.values().get()
    with as_role():
        if sql.startswith("GRANT"):
            # PostgreSQL only warns of a grant of nothing.
            execute(sql)
        else:
            with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
                execute(sql)
    assert Revision.objects.values().get() == before
    assert not execute("SELECT 1 FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' "
                       "AND table_name = 'archive_revision'")  # fmt: skip


def test_what_a_version_may_be_emptied_of_is_still_held_by_the_triggers(role):
    make_visit()
    other = User.objects.create_user("other")
    with as_role(), pytest.raises(Exception, match="only ever added to"), transaction.atomic():
        execute(f"UPDATE archive_revision SET author_id = {other.pk}")


def test_the_owner_could_do_what_the_role_cannot():
    make_visit()
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    # That is why there is a role.
    with transaction.atomic():
        execute("DROP TRIGGER revision_is_not_deleted ON archive_revision")
        execute("DELETE FROM archive_revision")
        assert not Revision.objects.exists()
        transaction.set_rollback(True)


def test_tables_of_later_migrations_are_the_roles_to_write_and_not_to_alter(role):
    execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY, said text)")
    with as_role():
        execute("INSERT INTO later (said) VALUES ('a')")
        assert execute("SELECT said FROM later") == [("a",)]
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            execute("DROP TABLE later")


def test_a_second_grant_takes_back_what_was_given_besides(role):
    execute(f'GRANT ALL ON archive_revision, door_auditentry TO "{ROLE}"')
    grant()
    make_visit()
    with as_role(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute("DELETE FROM archive_revision")


def test_a_role_that_could_give_itself_every_right_is_refused():
    with pytest.raises(CommandError, match="There is no role “nobody”"):
        grant("nobody")
    ((owner,),) = execute("SELECT current_user")
    with pytest.raises(CommandError, match="superuser"):
        grant(owner)
    for statement in (
        "CREATE ROLE owner_of_all", "CREATE ROLE member IN ROLE owner_of_all",
        "CREATE TABLE theirs (id int)", "ALTER TABLE theirs OWNER TO owner_of_all",
    ):  # fmt: skip
        execute(statement)
    for name in ("owner_of_all", "member"):
        with pytest.raises(CommandError, match="owns the archive's tables"):
            grant(name)


def test_whoever_does_not_own_the_tables_cannot_grant(role):
    execute("CREATE ROLE another")
    with as_role(), pytest.raises(CommandError, match="as the owner of the tables"):
        grant("another")
