"""Work on a table beside others who read and write it: an operation of a migration, and what they feel of it."""

import threading
import time

import psycopg
from django.db import connection
from django.db.migrations.state import ProjectState

from archive.models import SavedMapping


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
