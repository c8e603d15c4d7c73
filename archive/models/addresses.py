"""Addresses by the names of their routes, each looked for once in a language: Django's own search is slow."""

import re
from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import reverse

from archive.reader import reader

_SLUG = "slug-of-the-record"
# What stands in an address as it is; to quote it would take longer than to look.
_IS_PLAIN = re.compile(r"[a-z0-9-]*").fullmatch


def route_address(route, *parts) -> str:
    """The address of a route with a few fixed parts, in the active language."""
    return _fixed(route, parts, reader())


def record_address(route, slug, *after, before=()) -> str:
    """The address of a route about a record, in the active language; other parts stand before and after the slug."""
    start, end = _around(route, before, after, reader())
    return f"{start}{slug if _IS_PLAIN(slug) else quote(slug)}{end}"


@cache
def _fixed(route, parts, _reader):
    return reverse(route, args=parts)


@lru_cache(maxsize=1024)
def _around(route, before, after, _reader):
    start, _slug, end = reverse(route, args=[*before, _SLUG, *after]).partition(_SLUG)
    return start, end
