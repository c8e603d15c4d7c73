"""The address that a request came from, behind as many proxies as the operator has named and no more."""

from django.conf import settings


def address_of(meta) -> str:
    """The address of whoever asks, from `request.META` or a WSGI environment; as it was told, at most 100 letters.

    Each trusted proxy adds the address that it was asked from to the end of X-Forwarded-For; what stands before those
    was written by the asker. With fewer entries than proxies the request came past them: then who connected counts.
    """
    address = meta.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        told = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = told[-settings.TRUSTED_PROXIES] if len(told) >= settings.TRUSTED_PROXIES else address
    return address[:100]
