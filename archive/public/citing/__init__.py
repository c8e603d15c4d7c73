"""How a page of the archive is cited: in words, in the formats of reference managers, and in its own head."""

from archive.public.citing import exchange, tags
from archive.public.citing.address import moment_of, permanent, stamp, version_address
from archive.public.citing.cited import Cited, cited
from archive.public.citing.styles import Citing, styles

__all__ = [
    "Cited",
    "Citing",
    "cited",
    "citing_context",
    "exchange",
    "moment_of",
    "permanent",
    "stamp",
    "styles",
    "version_address",
]


def citing_context(record, request) -> dict:
    """What the page of a record needs to say how it is cited: to people, and to reference managers."""
    page = cited(record, request)
    return {
        "cited": page,
        "citings": styles(page),
        "version_url": version_address(record),
        "permanent_url": permanent(record),
        "permanent_address": request.build_absolute_uri(permanent(record)),
        "tags": tags.highwire(record, page),
        "coins": tags.coins(record, page),
    }
