"""One reader cannot starve the others: what searches and downloads cost is counted for each address.

What is counted is the work that an address has made, in seconds of a processor, not how often it asked: somebody who
reads on is never stopped, and a program that takes everything away once is not either. Libraries that limit rates count
requests (django-ratelimit), for which a download of the whole archive is one like any other.

Of two windows of time the present one counts whole, and the one before as far as it still reaches into the last so
many seconds (a sliding window). Where there is no cache for all processes (CACHE_URL) each counts for itself. An answer
that is at hand (config.keeping) never comes here, and costs nothing.
"""

import logging
import time
import weakref
from collections import Counter
from contextlib import contextmanager
from threading import Condition

from django.conf import settings
from django.core.cache import caches

from archive.asker import address_of
from archive.public.refusals import busy, refused, too_much

# The least that a kind of address is counted as, in seconds: what the database does for it is not seen from here. By
# the last part of the name of its route; what is not named is counted only where a query narrows it.
LEAST = {
    "search": 0.05,
    "download": 0.1,
    "package": 0.5,
    "oai": 0.1,
    "picture": 0.05,
    "terms": 0.05,
    "data": 0.01,
    "version": 0.05,
    "difference": 0.05,
    "file": 0.02,
}
NARROWED = 0.02
# These take a thread for as long as their reader takes to read them.
LONG = frozenset({"download", "package", "file"})
# Whoever finds no place for a long download may ask again after so many seconds; before that it is waited for.
AGAIN, PATIENCE = 3, 0.5
# A cache that failed is left alone for so many seconds, and nobody is counted.
_PAUSE = 10

ADMIN = "/admin/"

logger = logging.getLogger(__name__)


class Counted:
    """The work of addresses in one of Django's caches, in thousandths of a second."""

    def __init__(self, alias):
        self.alias, self.silent_until = alias, 0

    def wait(self, address, now) -> int:
        """After how many seconds an address may ask again; 0 where it may now."""
        most, window = settings.READER_WORK_SECONDS * 1000, settings.READER_WORK_WINDOW
        number, gone = divmod(now, window)
        keys = [self._key(address, number), self._key(address, number - 1)]
        found = self._ask(lambda cache: cache.get_many(keys)) or {}
        present, before = found.get(keys[0], 0), found.get(keys[1], 0)
        if present + before * (1 - gone / window) < most:
            return 0
        if present < most:
            # As soon as enough of the window before has left the last so many seconds.
            return max(1, round(window * (1 - (most - present) / before) - gone) + 1)
        return max(1, round(window - gone + window * (1 - most / present)) + 1)

    def add(self, address, seconds, now):
        """Count work of an address."""
        key, amount = self._key(address, now // settings.READER_WORK_WINDOW), max(1, round(seconds * 1000))

        def adding(cache):
            if not cache.add(key, amount, 2 * settings.READER_WORK_WINDOW):
                cache.incr(key, amount)

        self._ask(adding)

    def _key(self, address, number):
        # Of the addresses of IPv6 some have signs that memcached takes in no key.
        return f"work:{address.replace('/', '-')}:{int(number)}"

    def _ask(self, question):
        if time.monotonic() < self.silent_until:
            return None
        try:
            return question(caches[self.alias])
        except Exception as error:  # noqa: BLE001 - each cache fails in its own way, and readers come first
            self.silent_until = time.monotonic() + _PAUSE
            logger.warning("The cache does not answer, so nobody's work is counted: %s", error)
            return None


class Places:
    """So many long downloads of this process at once, and of one address one fewer, so that there is one for others."""

    def __init__(self, most):
        self.most, self.of_one = most, max(1, most - 1)
        self.taken, self.changed, self.is_awaited = Counter(), Condition(), False

    def take(self, address) -> bool:
        """Take a place, which one at a time waits for a moment; whether there was one."""
        with self.changed:
            if not self._is_free(address) and not self.is_awaited:
                # No more than one waits: whoever waits holds up a thread too.
                self.is_awaited = True
                self.changed.wait_for(lambda: self._is_free(address), PATIENCE)
                self.is_awaited = False
            if not self._is_free(address):
                return False
            self.taken[address] += 1
        return True

    def leave(self, address):
        """Give a place back."""
        with self.changed:
            self.taken[address] -= 1
            # What is not above nought is forgotten.
            self.taken = +self.taken
            self.changed.notify_all()

    def _is_free(self, address):
        return self.taken.total() < self.most and self.taken[address] < self.of_one


class Work:
    """The work that is done for one request, as far as it is done in its own thread, and the place that it has."""

    def __init__(self, asker, least, has_place):
        self.asker, self.least, self.has_place, self.seconds = asker, least, has_place, 0.0

    @contextmanager
    def going_on(self):
        """Count what is done meanwhile."""
        before = time.thread_time()
        try:
            yield
        finally:
            self.seconds += time.thread_time() - before

    def end(self):
        """Count it for its asker, as no less than its kind of address is counted as, and give the place back."""
        if self.has_place:
            places.leave(self.asker)
        counted.add(self.asker, max(self.seconds, self.least), time.time())


counted = Counted(settings.READER_WORK_CACHE)
places = Places(settings.DOWNLOADS_AT_ONCE)


class WorkMiddleware:
    """Counts what an address makes the archive do, and tells it when that was enough (429) or is too much now (503)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.work = None
        before = time.thread_time()
        response = self.get_response(request)
        if request.work is not None:
            request.work.seconds += time.thread_time() - before
            _count_to_the_end(request.work, response)
        return response

    def process_view(self, request, view, arguments, named):
        """Refuse what is too much; Django has found out by now which address it is."""
        kind = kind_of(request)
        if kind is None or not settings.READER_WORK_SECONDS:
            return None
        asker = address_of(request)
        if seconds := counted.wait(asker, time.time()):
            return refused(request, too_much(seconds))
        is_long = kind in LONG and request.method != "HEAD"
        if is_long and not places.take(asker):
            return refused(request, busy(AGAIN))
        request.work = Work(asker, LEAST.get(kind, NARROWED), is_long)
        return None


def kind_of(request) -> str | None:
    """The last part of the name of a reader's route (`visits-download` is a download); None for what is not counted."""
    if request.path_info.startswith(ADMIN):
        return None
    kind = (request.resolver_match.url_name or "").rpartition("-")[2]
    return kind if kind in LEAST or request.META.get("QUERY_STRING") else None


def _count_to_the_end(work, response):
    """Count the work when the answer has been sent, also where its reader went away; what is streamed is work too."""
    if response.streaming and getattr(response, "file_to_stream", None) is None:
        response.streaming_content = _measured(response.streaming_content, work)
    # Once: when the server closes the answer, or when nobody has it any more.
    response._resource_closers.append(weakref.finalize(response, work.end))


def _measured(pieces, work):
    pieces = iter(pieces)
    try:
        while True:
            with work.going_on():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
