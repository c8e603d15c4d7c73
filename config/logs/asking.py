"""Which request is being answered: its number, by which its lines are found, and a line when it has been."""

import logging
import os
import re
import time
from contextvars import ContextVar

from django.conf import settings

from archive.asker import address_of
from config.logs.masking import without_secrets

IN_META = "archive.asking"
# A proxy's own number: nginx makes 32 hexadecimal letters, others a UUID.
_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
_asking = ContextVar("asking", default=None)
logger = logging.getLogger("archive.requests")


class Asking:
    """A request as the log tells it, put into words only when a line is written; its `META` is WSGI's environment."""

    __slots__ = ("META", "number", "user", "status", "began")

    def __init__(self, environ):
        told = environ.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
        self.number = told if _NUMBER.fullmatch(told) else os.urandom(16).hex()
        self.META, self.user, self.status, self.began = environ, None, 0, time.monotonic()

    @property
    def path(self) -> str:
        """What was asked for, without secrets."""
        query = self.META.get("QUERY_STRING", "")
        # WSGI gives the path's bytes as Latin-1 (PEP 3333).
        path = self.META.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        return without_secrets(f"{path}?{query}" if query else path)[:2000]

    def told(self) -> dict:
        """What each line of the log says of it."""
        method, address = self.META.get("REQUEST_METHOD", "")[:20], address_of(self)
        who = {} if self.user is None else {"user": self.user}
        return {"request_id": self.number, "method": method, "path": self.path, "address": address, **who}


def asking() -> Asking | None:
    """The request that this thread answers, if any."""
    return _asking.get()


class Logged:
    """A WSGI application (PEP 3333) around all others: numbers each request, answers with the number, logs the end."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        environ[IN_META] = one = Asking(environ)
        _asking.set(one)

        def start(status, headers, *rest):
            one.status = int(status[:3])
            return start_response(status, [*headers, ("X-Request-ID", one.number)], *rest)

        try:
            body = self.application(environ, start)
        except BaseException:
            finish(one, 500)
            raise
        if isinstance(body, environ.get("wsgi.file_wrapper", ())):
            # A file, which the server sends by itself.
            body.close = Body(body, one, getattr(body, "close", None)).close
            return body
        return Body(body, one, getattr(body, "close", None))


class Body:
    """The body of an answer; when the server closes it, the answer has been sent or broken off."""

    __slots__ = ("pieces", "one", "own")

    def __init__(self, pieces, one, own):
        self.pieces, self.one, self.own = pieces, one, own

    def __iter__(self):
        return iter(self.pieces)

    def close(self):
        """Close the answer's own body, and write the line."""
        try:
            if self.own:
                self.own()
        finally:
            finish(self.one, self.one.status)


def finish(one, status):
    """Write the line about a request that has been answered."""
    if logger.isEnabledFor(logging.INFO):
        milliseconds = round(1000 * (time.monotonic() - one.began), 1)
        logger.info("answered", extra={"status": status, "milliseconds": milliseconds})
    _asking.set(None)


class WhoMiddleware:
    """Notes whom the door has let through, where something has asked; it asks nothing itself.

    Whoever has a session and is not through the door, for want of the second factor or of time, is nobody here too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        finally:
            one, user = request.META.get(IN_META), getattr(request, "let_in", None)
            if one is not None and user is not None:
                one.user = user.pk
