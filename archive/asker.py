"""Where a request comes from, as far as that can be believed: one answer for all that counts or limits askers."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

# Whoever has one address of IPv6 has this many: a household, or one machine in a hall of servers.
_NETWORK = 64


def address_of(request) -> str:
    """The address that a request came from; of IPv6 the network of one household, `2001:db8::/64`.

    Behind the proxies that TRUSTED_PROXIES counts it is what the outermost of them has added to X-Forwarded-For:
    whatever stands before that was written by the asker. With fewer entries than proxies the header proves nothing.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = told[-settings.TRUSTED_PROXIES] if len(told) >= settings.TRUSTED_PROXIES else address
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    # Where a socket takes both kinds, IPv4 comes in the dress of IPv6.
    number = getattr(number, "ipv4_mapped", None) or number
    return str(number if number.version == 4 else ipaddress.ip_network((number, _NETWORK), strict=False))


def is_from_here(request) -> bool:
    """Whether the browser says that a page of this site sent the form; one that says nothing is believed."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(origin).netloc == request.get_host()
