"""What can be answered without making a page: that nothing has changed, or a kept page."""

import functools
import time
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotModified
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from config.keeping.store import store
from config.middleware.headers import HeadersMiddleware

# Of readers' answers only this depends on the request's head.
VARY = "Accept-Encoding"


class Ready(NamedTuple):
    """An answer that is at hand."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def ready(environ, asked) -> Ready | None:
    """The answer to what a reader asks for, where it is at hand."""
    told = environ.get("HTTP_IF_NONE_MATCH")
    # The tag proves that the page was given out, of this address and revision: it need not even be kept here.
    if told is not None and asked.tag in told:
        return Ready(304, unchanged(environ["wsgi.url_scheme"] == "https", asked), b"")
    found = store.get(asked.key) if asked.key else None
    if found is None:
        return None
    if told is None and is_unmodified(environ, asked):
        return Ready(304, unchanged(environ["wsgi.url_scheme"] == "https", asked), b"")
    return Ready(200, found.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else found.body)


def is_unmodified(environ, asked) -> bool:
    """Whether a reader has a copy of exactly the time of the last change (RFC 9110, 13.1.3).

    A later time proves nothing: a change shows only when its transaction has ended, after its time.
    """
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and since == asked.revision.last_modified and is_past(asked.revision)


def is_past(revision) -> bool:
    """Whether the time of the last change can be told: many changes in a second push it into the future.

    An answer says of no time to come that it was changed then (RFC 9110, 8.8.2.1).
    """
    return revision.changed <= time.time()


def validators(asked) -> list[tuple[str, str]]:
    """The headers by which a copy is asked about again. The tag is weak: packed and unpacked answers have the same."""
    found = [("ETag", f'W/"{asked.tag}"')]
    if is_past(asked.revision):
        found.append(("Last-Modified", asked.revision.last_modified))
    return found


def for_everybody() -> str:
    """What caches are told of answers for every reader: a browser asks each time, a shared cache after a while."""
    return f"public, max-age=0, s-maxage={settings.PAGE_CACHE_SHARED_SECONDS}, must-revalidate"


def unchanged(is_secure, asked) -> list[tuple[str, str]]:
    """The head of a 304."""
    return [*_policies(is_secure), ("Cache-Control", for_everybody()), ("Vary", VARY), *validators(asked)]


@functools.cache
def _policies(is_secure) -> list[tuple[str, str]]:
    """The security headers that every answer carries, from those who give them.

    But the Content-Security-Policy: some answers have one of their own, and a browser would put that of a 304 in the
    place of the one that came with its copy (RFC 9111, 3.2).
    """
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "https" if is_secure else "http", "wsgi.input": BytesIO()}
    request, response = WSGIRequest(environ), HttpResponseNotModified()
    for kind in (HeadersMiddleware, XFrameOptionsMiddleware, SecurityMiddleware):
        response = kind(lambda _request: None).process_response(request, response)
    return list(response.headers.items())
