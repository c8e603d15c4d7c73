"""SQLite is asked whether it keeps what it confirms, and an archive that would not is not served."""

import pytest
from django.core.management import CommandError
from django.db import connection, connections

from archive.management.durability import check_durability
from config.settings import DATABASES

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": 0}


@pytest.fixture
def opened(tmp_path):
    """A connection to a new SQLite, with the options of the settings but for those given."""
    made = []

    def connect(parameters="", **options):
        given = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        }
        settings = connections.settings["default"] | SQLITE
        settings |= {"NAME": f"file:{tmp_path}/archive.sqlite3{parameters}", "OPTIONS": given | {"uri": True} | options}
        alias = f"opened-{len(made)}"
        connections.settings[alias] = settings
        made.append(alias)
        return connections[alias]

    yield connect
    for alias in made:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker):
    """These databases are the test's own."""
    with django_db_blocker.unblock():
        yield


def test_a_disk_that_keeps_its_word_is_served(opened):
    check_durability(opened())


def test_a_disk_without_shared_memory_cannot_have_the_log_and_is_not_served(opened):
    # SQLite's own file system without locks, as some network disks are: https://sqlite.org/vfs.html, 2.1
    with pytest.raises(CommandError, match="SQLite cannot keep this archive safely here: .*'delete'.*a local disk"):
        check_durability(opened("?vfs=unix-none"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}, "'synchronous': 1"),
        ({"init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL"}, "'journal_mode': 'delete'"),
        ({"transaction_mode": "DEFERRED"}, "its locks do not hold"),
    ],
)
def test_each_promise_of_sqlite_is_read_back(opened, options, told):
    with pytest.raises(CommandError, match=told):
        check_durability(opened(**options))


def test_the_run_itself_keeps_its_word():
    options = DATABASES["default"]["OPTIONS"]
    assert connection.vendor != "sqlite" or options["transaction_mode"] == "IMMEDIATE"
    check_durability(connection.copy())
