"""Which database a request reads from.

Readers read from a replica, by turns. Whoever is signed in works on the primary: the desk, and whatever changes
something. With each answer from there they are given the position in the primary's log (WAL) up to which they may have
seen or written; a page of the readers' door they read from a replica only once that has replayed so much, as the
replica says itself, on the very connection that the page is then made with. Where a replica fails a request, its answer
is thrown away and the primary is asked.
"""

import re
import zlib
from itertools import count

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.utils import InterfaceError
from django.http import HttpResponse

from config.replicas import watch
from config.replicas.choice import PRIMARY, Choice, has_failed, made, pieces_of

# The desk, whose decisions are made on what is so now; the health of the primary; and where a reader who has just sent
# a correction, and has no cookie, is led to.
_OF_PRIMARY = re.compile(r"/(admin|([a-z-]+/)?corrections)/|/(health|ready)z$")
# Where Django's side finds what was chosen before it began.
IN_META = "archive.read_from"
_SAFE = ("GET", "HEAD", "OPTIONS")
# In a cookie, `0/16B3748` is written `0-16B3748`. It is not signed: false, it makes nobody but its sender read late.
_POSITION = re.compile(r"[0-9A-F]{1,8}-[0-9A-F]{1,8}")
# For so long a position is kept; a replica that has not replayed it by then has long been left out.
_KEPT = 60 * 60
SEEN = settings.SEEN_COOKIE_NAME
_turns = count()


class ReadFrom:
    """A WSGI application (PEP 3333) around one that looks into the database before Django does.

    A copy of a page is kept under what the database said before the page was made: that must be one and the same
    database. So for readers it is chosen here; who is known by a cookie gets no copy.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        cookies = environ.get("HTTP_COOKIE", "")
        if f"{settings.SESSION_COOKIE_NAME}=" in cookies or f"{SEEN}=" in cookies:
            return self.application(environ, start_response)
        is_readers = environ["REQUEST_METHOD"] in _SAFE and not _OF_PRIMARY.match(environ.get("PATH_INFO", ""))
        environ[IN_META] = alias = (is_readers and next_in_turn()) or PRIMARY
        with made(Choice(alias)):
            return self.application(environ, start_response)


def next_in_turn() -> str | None:
    """The replica that the next reader reads from, or None."""
    fit = watch.fit()
    return fit[next(_turns) % len(fit)] if fit else None


class ReplicaMiddleware:
    """Chooses what each request reads from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        alias = self.replica_for(request)
        if alias is not None:
            response = self.read_from(alias, request)
            if response is not None:
                return response
        with made(Choice(PRIMARY)):
            response = self.get_response(request)
        if is_signed_in(request, response) and is_of_primary(request):
            mark_position(response)
        return response

    def process_exception(self, request, exception):
        """In place of a page of errors, and a line in the log about it: nothing, for the request is made again."""
        choice = getattr(request, "replica_choice", None)
        return HttpResponse(status=503) if choice and choice.failed else None

    def replica_for(self, request) -> str | None:
        """The replica that may answer, or None for the primary."""
        if IN_META in request.META:
            alias = request.META[IN_META]
            return None if alias == PRIMARY or has_failed() else alias
        if is_of_primary(request):
            return None
        session, position = request.COOKIES.get(settings.SESSION_COOKIE_NAME), request.COOKIES.get(SEEN)
        if not (session or position):
            return next_in_turn()
        fit = watch.fit()
        if not fit or not position:
            return None
        # The same one each time, so that what others changed does not come and go either.
        alias = fit[zlib.crc32((session or position).encode()) % len(fit)]
        return alias if has_replayed(alias, position) else None

    def read_from(self, alias, request):
        """The answer read from a replica; None where that has failed."""
        request.replica_choice = choice = Choice(alias)
        with made(choice):
            response = self.get_response(request)
        if response.streaming and not choice.failed:
            begin(response, choice)
        request.replica_choice = None
        if not choice.failed:
            return response
        response.close()
        return None


def is_of_primary(request) -> bool:
    """Whether the request is the primary's, whoever sends it."""
    return request.method not in _SAFE or bool(_OF_PRIMARY.match(request.path_info))


def is_signed_in(request, response) -> bool:
    """Whether there is a session, or has been until this answer, or is from this answer on."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies


def has_replayed(alias, position) -> bool:
    """Whether a replica has all that whoever brings this position has seen."""
    if not _POSITION.fullmatch(position):
        return False
    try:
        with connections[alias].cursor() as cursor:
            # Asked anew for each request: a replica that was killed may come back with less than it had.
            cursor.execute(
                "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn", [position.replace("-", "/")]
            )
            return bool(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError):
        return False


def mark_position(response) -> None:
    """Give whoever is signed in the position of the primary, after all that the request has written."""
    try:
        with connections[PRIMARY].cursor() as cursor:
            # Not the position up to which the log is on disk: with synchronous_commit off that lags behind.
            cursor.execute("SELECT pg_current_wal_insert_lsn()")
            position = cursor.fetchone()[0].replace("/", "-")
    except (DatabaseError, InterfaceError):
        # Without one they read from the primary.
        response.delete_cookie(SEEN, samesite="Lax")
        return
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(SEEN, position, max_age=_KEPT, secure=secure, httponly=True, samesite="Lax")


def begin(response, choice) -> None:
    """Make an answer that is sent while it is made as far as its first bytes: until then the primary can be asked."""
    pieces = pieces_of(response.streaming_content, choice)
    try:
        first = next(filter(None, pieces), b"")
    except (DatabaseError, InterfaceError):
        if not choice.failed:
            raise
        return
    response.streaming_content = joined(first, pieces)


def joined(first, rest):
    """One after the other, lazily; a generator, so that it is closed with the answer."""
    yield first
    yield from rest
