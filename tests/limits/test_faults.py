"""What an exception says of the storage: real ones of both databases and of the system."""

import errno
import sqlite3
from functools import partial

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError, connection, transaction
from django.db.utils import ConnectionHandler, InterfaceError

from archive.faults import Fault, fault_of
from tests.limits.storage import files_no_longer_than

pytestmark = pytest.mark.django_db


def caught(work, kind=Exception):
    """The exception that some work ends in."""
    with pytest.raises(kind) as found:
        work()
    return found.value


def a_database(settings):
    """A connection to another database, as Django makes them."""
    return ConnectionHandler({"default": settings})["default"]


def test_a_file_of_sqlite_that_is_full_read_only_or_not_there_is_told_apart(tmp_path):
    path = tmp_path / "a.sqlite3"
    here = a_database({"ENGINE": "django.db.backends.sqlite3", "NAME": path})
    with here.cursor() as cursor:
        cursor.execute("CREATE TABLE filled (x)")
        cursor.execute("PRAGMA max_page_count = 3")
        full = caught(lambda: cursor.execute("INSERT INTO filled VALUES (zeroblob(100000))"), DatabaseError)
        cursor.execute("PRAGMA query_only = 1")
        closed = caught(lambda: cursor.execute("INSERT INTO filled VALUES (1)"), DatabaseError)
        wrong = caught(lambda: cursor.execute("SELECT nothing FROM filled"), DatabaseError)
    here.close()
    gone = a_database({"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "no" / "where"})
    assert fault_of(full) is Fault.FULL
    assert fault_of(closed) is Fault.FULL
    assert fault_of(wrong) is None
    assert fault_of(caught(gone.ensure_connection)) is Fault.AWAY


def test_a_file_of_sqlite_that_somebody_else_holds_for_too_long_is_busy(tmp_path):
    path = tmp_path / "a.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE held (x)")
    other.execute("BEGIN EXCLUSIVE")
    here = a_database({"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 0}})
    assert fault_of(caught(lambda: here.cursor().execute("INSERT INTO held VALUES (1)"))) is Fault.BUSY
    here.close()
    other.close()


def test_what_postgresql_says_of_its_storage_is_told_by_its_codes():
    if connection.vendor != "postgresql":
        # Its codes are told apart there; here only that the other database's mistakes are no fault of the storage.
        assert fault_of(caught(lambda: connection.cursor().execute("SELECT nothing"), OperationalError)) is None
        return

    def raised(code):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")

    def written_where_only_read():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("CREATE TABLE x ()")

    wanted = {"53100": Fault.FULL, "58030": Fault.FULL, "57P01": Fault.AWAY, "57P03": Fault.AWAY, "53300": Fault.AWAY}
    wanted |= {"08006": Fault.AWAY, "23505": None, "42601": None, "57014": None}
    assert {code: fault_of(caught(partial(raised, code), DatabaseError)) for code in wanted} == wanted
    assert fault_of(caught(written_where_only_read, InternalError)) is Fault.FULL


def test_a_postgresql_that_is_not_there_is_away(tmp_path):
    place = {"ENGINE": "django.db.backends.postgresql", "NAME": "archive", "HOST": str(tmp_path)}
    assert fault_of(caught(a_database(place).ensure_connection)) is Fault.AWAY
    lost = InterfaceError("the connection is closed")
    lost.__cause__ = psycopg.InterfaceError("the connection is closed")
    assert fault_of(lost) is Fault.AWAY


def test_a_file_that_cannot_grow_is_a_full_storage_and_one_that_is_missing_is_not(tmp_path):
    def write():
        (tmp_path / "long").write_bytes(bytes(20_000))

    with files_no_longer_than(10_000):
        assert fault_of(caught(write, OSError)) is Fault.FULL
    assert fault_of(OSError(errno.ENOSPC, "No space left on device")) is Fault.FULL
    assert fault_of(caught((tmp_path / "missing").read_bytes, OSError)) is None


def test_what_came_of_a_fault_is_that_fault_and_what_came_of_nothing_is_none():
    def fail_for_want_of_room():
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise RuntimeError("The file could not be made.") from error

    assert fault_of(caught(fail_for_want_of_room, RuntimeError)) is Fault.FULL
    assert fault_of(IntegrityError("a duplicate")) is None
    assert fault_of(None) is None
