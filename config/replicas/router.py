"""Tells Django's models which database to use."""

from django.db import connections

from config.replicas.choice import PRIMARY, chosen, stay_with_primary

# Who is signed in, with what rights, and what the worker is to do: a moment ago is not good enough for any of it.
ALWAYS_PRIMARY = {"admin", "auth", "django_tasks_db", "door", "otp_static", "otp_totp", "sessions"}


class ReplicaRouter:
    """Reads go to what the request has chosen; a write, and all that follows it in the request, to the primary."""

    def db_for_read(self, model, **hints):
        """The replica of the request, where there is one and nothing speaks for the primary."""
        if model._meta.app_label in ALWAYS_PRIMARY or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return chosen()

    def db_for_write(self, model, **hints):
        """The primary, which the request then stays with; rows that are locked to be written are read there too."""
        stay_with_primary()
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        """All databases hold the same rows."""
        return True

    def allow_migrate(self, db, app_label, **hints):
        """A replica gets its tables from the primary."""
        return db == PRIMARY
