"""Django's PostgreSQL, which notes that a replica has failed a request before anybody can overlook it."""

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property
from psycopg import errors

from config.replicas import watch
from config.replicas.choice import has_failed, note_failure

# Gone, ended, in conflict with what it replays, without a connection to spare …
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError)
# … or so late that it lacks what a migration has made; and what can be done on the primary alone.
_UNABLE = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction, errors.ReadOnlySqlTransaction)


class NotingErrors(DatabaseErrorWrapper):
    """Django's own, through which every error of the database goes, of connecting, asking and fetching."""

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is not None and issubclass(exc_type, _AWAY + _UNABLE):
            note_failure()
            if issubclass(exc_type, _AWAY):
                watch.leave_out(self.wrapper.alias)
        super().__exit__(exc_type, exc_value, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a replica."""

    def get_new_connection(self, conn_params):
        """None for a request that it has failed: to connect to a server that is frozen takes until that is given up."""
        if has_failed():
            raise psycopg.OperationalError(f"{self.alias} has failed this request.")
        return super().get_new_connection(conn_params)

    def _configure_connection(self, connection):
        # Before anything is asked over it, and for those too that the pool keeps and nobody has used yet: the pool asks
        # over each of them whether it is alive, and would wait for a replica that has frozen for as long as that lasts.
        watch.remember(self.alias, connection)
        return super()._configure_connection(connection)

    @cached_property
    def wrap_database_errors(self):
        """What turns errors of psycopg into Django's, here noting them."""
        return NotingErrors(self)
