"""Addresses of pages by the names of their routes, looked for once in each language: that costs as much as a query."""

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def url(route, *parts) -> str:
    """The address of a route with these few fixed parts, in the active language."""
    return _found(route, parts, get_language(), get_script_prefix())


@cache
def _found(route, parts, _language, _prefix):
    return reverse(route, args=parts)
