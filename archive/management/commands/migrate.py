"""`migrate`: Django's own, which on PostgreSQL holds nobody up who only reads."""

import time
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, ProgrammingError, connections
from django.db.migrations.executor import MigrationExecutor

from archive.writing.surveying import survey

# Whoever asks for a table alone lets nobody past while waiting for it: so long, so often, so many seconds apart.
PATIENCE, TRIES, APART = "1s", 100, 2
LOCK_NOT_AVAILABLE, NOT_ALLOWED = "55P03", "42501"


class Command(migrate.Command):
    """Brings the tables up to date. What has been done of it stays done when the rest is tried again."""

    def handle(self, *args, **options):
        """Django's own, patiently."""
        connection = connections[options["database"]]
        with in_words():
            patiently(connection, lambda: super(Command, self).handle(*args, **options))
        if not any(options[name] for name in ("app_label", "plan", "check_unapplied", "fake")):
            check_done(connection)
            # SQLite makes a table that is altered anew, and forgets what it knew of its indexes.
            survey()


def check_done(connection) -> None:
    """CommandError where anything is left to do.

    Python takes a folder of migrations that it cannot read, as where too many files are open, for an empty one, and
    Django then leaves out what is in it without a word.
    """
    executor = MigrationExecutor(connection)
    left = [str(migration) for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    named = set(ContentType.objects.using(connection.alias).values_list("app_label", "model"))
    of_models = {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()}
    if left or of_models - named:
        missing = ", ".join([*left, *(f"{app}.{model}" for app, model in sorted(of_models - named))])
        raise CommandError(f"The tables are not up to date yet, this is missing: {missing}. Start it again.")


@contextmanager
def in_words():
    """CommandError where PostgreSQL refuses it to whoever does not own the tables."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NOT_ALLOWED:
            raise
        raise CommandError(
            f"The tables are another role's ({str(error).strip()}). Run `migrate` with its name in DATABASE_URL, then "
            "`grant_web_role` for this one, and start this again."
        ) from None


def patiently(connection, work) -> None:
    """Do what needs tables alone, waiting for each only a moment, again and again until it comes through."""
    if connection.vendor != "postgresql":
        work()
        return
    for _try in range(TRIES):
        # Where the connection was lost, the next one has to be told anew.
        _set(connection, PATIENCE)
        try:
            work()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            time.sleep(APART)
        else:
            _set(connection, "0")
            return
    raise CommandError(
        "The tables were in use all the time, by somebody who holds them long: see pg_stat_activity for whose "
        "transaction is old, and start this again."
    )


def _set(connection, patience):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [patience])
