"""A save while something large is being written waits, then says so in words, keeps what was typed, and can be sent."""

import sqlite3
import threading
from contextlib import closing, contextmanager

import html5lib
import psycopg
import pytest
from django.db import connection
from django.test import Client

from archive.models import Revision, Visit
from archive.writing import change
from tests.admin.conftest import address, typed
from tests.factories import make_visit

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, SAVES = 8, 12


@contextmanager
def a_large_import(visit):
    """Somebody else has the database in hand, as an import has while it writes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(connection.connection.info.dsn) as other:
        other.execute("SELECT FROM archive_visit WHERE id = %s FOR UPDATE", [visit.pk])
        yield


@pytest.fixture
def impatient():
    """The database waits for a moment where it waits for twenty seconds."""
    ask = connection.cursor().execute
    ask("PRAGMA busy_timeout = 200" if connection.vendor == "sqlite" else "SET lock_timeout = '200ms'")
    yield
    ask("PRAGMA busy_timeout = 20000" if connection.vendor == "sqlite" else "SET lock_timeout = 0")


def given_back(answer):
    """The form by which an answer gives back what was typed."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(answer.content.decode())
    return {e.get("name"): e.get("value") for e in root.iter("input") if e.get("type") == "hidden"}


def test_a_save_that_an_import_holds_up_is_not_stored_says_so_and_is_sent_again_from_the_page(admin_user, impatient):
    editor = Client(raise_request_exception=False)
    editor.force_login(admin_user)
    visit = make_visit(slug="one", note="")
    at = address(Visit, "change", visit.pk)
    sent = typed(editor.get(at), note="As typed.")
    with a_large_import(visit):
        answer = editor.post(at, sent)
        assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)
        told = answer.content.decode()
        assert "Not saved yet: the archive is writing" in told
        assert "Nothing of what you sent was stored" in told
        assert editor.get("/visits/one/").status_code == 200
    assert (Visit.objects.get().note, Revision.objects.filter(visit=visit).count()) == ("", 1)
    assert given_back(answer)["note"] == "As typed."
    assert editor.post(at, given_back(answer)).status_code == 302
    assert Visit.objects.get().note == "As typed."


def test_eight_who_write_at_once_all_have_their_saves_and_none_is_told_that_the_database_is_locked():
    visits, failed = [make_visit(note="") for _number in range(WRITERS)], []

    def write(pk):
        try:
            for number in range(SAVES):
                with change(by=None, why="test"):
                    visit = Visit.objects.get(pk=pk)
                    visit.note += f"{number};"
                    visit.save()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test is about
            failed.append(repr(error))
        finally:
            connection.close()

    # The pool of a process of four threads has eight connections: this one goes back to it.
    connection.close()
    threads = [threading.Thread(target=write, args=[visit.pk]) for visit in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    everything = "".join(f"{number};" for number in range(SAVES))
    assert set(Visit.objects.values_list("note", flat=True)) == {everything}
    assert Revision.objects.count() == WRITERS * (SAVES + 1)
