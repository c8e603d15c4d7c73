"""The language in which somebody reads, and the path under which the archive lies for them.

Django keeps both for each thread or task, and is slow to tell: a page would ask hundreds of times.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple

from django.urls import get_script_prefix
from django.utils.translation import get_language


class Reader(NamedTuple):
    """A language (BCP 47) and the prefix of all paths."""

    language: str
    prefix: str


_fixed = ContextVar("reader", default=None)


def reader() -> Reader:
    """Who reads now."""
    return _fixed.get() or Reader(get_language() or "en", get_script_prefix())


def active() -> str:
    """The code of the language that the reader reads."""
    return (_fixed.get() or reader()).language


@contextmanager
def same_reader():
    """One reader throughout: nothing inside may change the language."""
    token = _fixed.set(reader())
    try:
        yield
    finally:
        _fixed.reset(token)


def for_one_reader(view):
    """A view in which nothing changes the language: all of it is for the reader who asks."""

    @wraps(view)
    def inner(*args, **kwargs):
        with same_reader():
            return view(*args, **kwargs)

    return inner
