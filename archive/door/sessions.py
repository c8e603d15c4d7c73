"""Sessions in the database, each with whose it is: so all of somebody's can be ended at once.

How long they last (OWASP ASVS 5, 7.3; NIST SP 800-63B-4, AAL2): SESSION_IDLE_MINUTES without a request, and
SESSION_MOST_HOURS in all. Someone who reads a long document between two requests does not have to sign in again.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

# What a session says of itself: when it began, when it was last used, when its owner last showed who they are, how.
BEGUN, USED, CONFIRMED, FACTOR = "door_begun", "door_used", "door_confirmed", "door_factor"


class SessionStore(DatabaseStore):
    """Django's store of sessions, in the table that knows whose they are."""

    @classmethod
    def get_model_class(cls):
        """The table."""
        from archive.door.models import Session

        return Session

    def create_model_instance(self, data):
        """A row for a session with this in it."""
        row = super().create_model_instance(data)
        row.account = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return row


def begin(session, factor):
    """A session as it is after signing in with this factor: `totp`, `recovery`, or nothing but the password."""
    now = time.time()
    session[BEGUN] = session[USED] = session[CONFIRMED] = now
    session[FACTOR] = factor


def is_over(session) -> bool:
    """Whether a session has lasted as long as one may, or was never begun here."""
    return time.time() - session.get(BEGUN, 0) > settings.SESSION_MOST_HOURS * 60 * 60


def use(session):
    """Put the end for lack of use off; stored now and then only, for each time is a write."""
    now = time.time()
    if now - session.get(USED, 0) > min(300, settings.SESSION_COOKIE_AGE / 4):
        session[USED] = now


def end_all(user, but=None) -> int:
    """End every session of somebody, but for the one with the key `but`; return how many."""
    from archive.door.models import Session

    return Session.objects.filter(account=user.pk).exclude(session_key=but or "").delete()[0]
