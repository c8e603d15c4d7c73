"""Addresses by the names of their routes, each looked for once in a language: Django's own search is slow."""

from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_SLUG = "slug-of-the-record"


def route_address(route, *parts) -> str:
    """The address of a route with a few fixed parts, in the active language."""
    return _fixed(route, parts, get_language(), get_script_prefix())


def record_address(route, slug, *after, before=()) -> str:
    """The address of a route about a record, in the active language; other parts stand before and after the slug."""
    start, end = _around(route, before, after, get_language(), get_script_prefix())
    return f"{start}{quote(slug)}{end}"


@cache
def _fixed(route, parts, _language, _prefix):
    return reverse(route, args=parts)


@lru_cache(maxsize=1024)
def _around(route, before, after, _language, _prefix):
    start, _slug, end = reverse(route, args=[*before, _SLUG, *after]).partition(_SLUG)
    return start, end
