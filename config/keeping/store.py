"""Where whole answers are kept: in the memory of each process, within bounds, and where an operator says, shared."""

import logging
import time
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

# What an entry takes beside its own letters: keys, tuples, the places in tables. Measured.
_AROUND = 600
_AROUND_HEADER = 110
# A larger answer is made each time.
MOST_BYTES = 1024 * 1024
# The shared cache forgets what was made so many seconds ago: by then other revisions are asked for.
_SHARED_SECONDS = 24 * 60 * 60
# A shared cache that failed is left alone for so many seconds.
_PAUSE = 10

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """A whole answer with status 200."""

    headers: list[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        letters = sum(len(name) + len(value) + _AROUND_HEADER for name, value in self.headers)
        return len(self.body) + letters + _AROUND


class Shelf:
    """Answers within a bound of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most):
        self.most, self.bytes = most, 0
        self.entries = OrderedDict()

    def get(self, key):
        """The answer, which now was asked for last; None where it is not here."""
        found = self.entries.get(key)
        if found is not None:
            self.entries.move_to_end(key)
        return found

    def put(self, key, kept):
        """Keep an answer, and let others go until there is room; one that is larger than all the room is not kept."""
        self.pop(key)
        if kept.size > self.most:
            return
        self.entries[key] = kept
        self.bytes += kept.size
        while self.bytes > self.most:
            self.pop(next(iter(self.entries)))

    def pop(self, key):
        """Let an answer go; it, or None."""
        found = self.entries.pop(key, None)
        if found is not None:
            self.bytes -= found.size
        return found


class Memory:
    """Answers in the memory of this process.

    What was asked for once stands on a smaller shelf than what was asked for again: whoever goes through all addresses,
    or thinks up new ones, does not drive out what is read every day.
    """

    def __init__(self, most):
        self.once, self.again = Shelf(most // 4), Shelf(most - most // 4)
        self.lock = Lock()

    def get(self, key):
        """The answer, or None."""
        with self.lock:
            found = self.again.get(key)
            if found is None and (found := self.once.pop(key)) is not None:
                self.again.put(key, found)
        return found

    def put(self, key, kept):
        """Keep an answer."""
        with self.lock:
            self.once.put(key, kept)

    def clear(self):
        """Forget everything."""
        self.__init__(self.once.most + self.again.most)


class Shared:
    """Answers in one of Django's caches that all processes share; while it does not answer, none are there."""

    def __init__(self, alias):
        self.alias, self.silent_until = alias, 0

    def get(self, key):
        """The answer, or None."""
        found = self._ask(lambda cache: cache.get(f"page:{key}"))
        return Kept(*found) if found else None

    def put(self, key, kept):
        """Keep an answer."""
        self._ask(lambda cache: cache.set(f"page:{key}", tuple(kept), _SHARED_SECONDS))

    def _ask(self, question):
        if time.monotonic() < self.silent_until:
            return None
        try:
            return question(caches[self.alias])
        except Exception as error:  # noqa: BLE001 - each cache fails in its own way, and a reader is to notice none
            self.silent_until = time.monotonic() + _PAUSE
            logger.warning("The shared cache does not answer, so pages are made without it: %s", error)
            return None


class Store:
    """The kept answers by key: first those in memory, then those that another process made."""

    def __init__(self, most, alias=""):
        self.memory, self.shared = Memory(most), Shared(alias) if alias else None

    def get(self, key):
        """The answer, or None."""
        found = self.memory.get(key)
        if found is None and self.shared is not None:
            found = self.shared.get(key)
            if found is not None:
                self.memory.put(key, found)
        return found

    def put(self, key, kept):
        """Keep an answer, unless it is too large."""
        if len(kept.body) <= MOST_BYTES:
            self.memory.put(key, kept)
            if self.shared is not None:
                self.shared.put(key, kept)


store = Store(settings.PAGE_CACHE_BYTES, settings.PAGE_CACHE_ALIAS)
