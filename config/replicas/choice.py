"""What a request reads from: one database for the whole of it; whatever is no request reads from the primary."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError

PRIMARY = "default"
_END = object()


class Failed(OperationalError):
    """A replica has failed an answer, and what made the answer went on as if nothing had happened."""


class Choice:
    """The database that one request reads from, and whether a replica has failed it."""

    __slots__ = ("alias", "failed")

    def __init__(self, alias):
        self.alias, self.failed = alias, False


_choice = ContextVar("choice", default=None)


def chosen() -> str:
    """The database to read from now."""
    choice = _choice.get()
    return choice.alias if choice else PRIMARY


def stay_with_primary() -> None:
    """For the rest of the request: what it has written, it must find."""
    choice = _choice.get()
    if choice:
        choice.alias = PRIMARY


def note_failure() -> None:
    """The replica did not answer: whatever comes of the request is to be thrown away."""
    choice = _choice.get()
    if choice:
        choice.failed = True


def has_failed() -> bool:
    """Whether it has not answered this request already, and need not be waited for again."""
    choice = _choice.get()
    return choice is not None and choice.failed


@contextmanager
def made(choice):
    """Within it, what is read is read from this choice."""
    before = _choice.get()
    _choice.set(choice)
    try:
        yield choice
    finally:
        _choice.set(before)


def pieces_of(pieces, choice):
    """The pieces of an answer that is sent while it is made, which is after the request: each read from its choice.

    Failed where the choice has: an answer that lacks something is broken off rather than ended.
    """
    pieces = iter(pieces)
    while True:
        with made(choice):
            piece = next(pieces, _END)
        if choice.failed:
            raise Failed("A replica has failed an answer on its way.")
        if piece is _END:
            return
        yield piece
