"""The archive that is attacked in this process: a test database of its own, with records of every type and standing."""

import argparse
import os
import time

import django

from tests import databases


def options(doc, count):
    """What every attack is told on its command line: how much, from which seed, on which database."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=databases.NAMES, default=databases.NAMES[0])
    return parser


def build(database):
    """Settings and tables, as the tests have them."""
    os.environ["TEST_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from tests.signing_in import log_in

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    # As in the tests: whoever is signed in has given the second factor.
    Client._login = log_in
    connection.creation.create_test_db(verbosity=0)


def clear():
    """Take the test database away again."""
    from django.db import connection

    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def furnish():
    """Published records of every type, and much that is hidden beside and between them; the published, by address."""
    from tests.public.planting import hide_in, publish

    shown = publish()
    hide_in(shown)
    return shown


def inside(clients):
    """These browsers, if the desk opens to each: an attack that stands before the door would find nothing wrong."""
    for client in clients:
        if (status := client.get("/admin/").status_code) != 200:
            raise RuntimeError(f"The desk answered {status} to an attacker who should be signed in.")
    return clients


class Clock:
    """Says now and then how far a long attack has come."""

    def __init__(self, whole, every=60):
        self.whole, self.every = whole, every
        self.begun = self.told = time.monotonic()

    def tell(self, done):
        """A line, unless the last one was written a moment ago."""
        if time.monotonic() - self.told >= self.every:
            self.told = time.monotonic()
            print(f"{done} of {self.whole} after {self.told - self.begun:.0f} s", flush=True)
