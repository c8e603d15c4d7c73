"""What a request asks for, as far as answers can be kept: told from its head alone, before Django looks at it."""

import functools
import hashlib
from typing import NamedTuple

from django.conf import settings

from config.keeping.revision import Published, published

# Where the rest of the program finds it in a request's `META`.
IN_META = "archive.asked"
ADMIN = "/admin/"
# A longer address is answered like any other, but not kept.
_LONGEST = 2000


class Asked(NamedTuple):
    """A reader's request, and the revision that was the published one when it came."""

    # Of no other address, revision, program or archive; nobody can guess one, so whoever sends it was given it here.
    tag: str
    revision: Published
    # Under what the answer is kept; empty where it is not to be.
    key: str


def asked(environ) -> Asked | None:
    """What a request asks for that has an answer for every reader; None for all others."""
    if not may_be_public(environ) or may_be_signed_in(environ) or settings.DEBUG:
        return None
    revision = published()
    if revision is None:
        return None
    # Only what was answered is kept, so a host that is none of the archive's finds nothing.
    host = environ.get("HTTP_HOST") or f"{environ.get('SERVER_NAME')}:{environ.get('SERVER_PORT')}"
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    # Nothing else of a request changes a public answer but whether it may be packed; tests hold that.
    where = f"{environ['wsgi.url_scheme']}://{host}\n{environ.get('SCRIPT_NAME', '')}\n{path}\n{query}"
    tag = _tag(revision.name, where)
    packed = "p" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "u"
    return Asked(tag, revision, f"{packed}{tag}" if len(where) <= _LONGEST else "")


def may_be_public(environ) -> bool:
    """Whether a request reads one of the archive's pages outside the editors' door."""
    path = environ.get("PATH_INFO", "")
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and not path.startswith((ADMIN, settings.STATIC_URL))


def may_be_signed_in(environ) -> bool:
    """Whether a request shows anything by which somebody could be known."""
    return f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ


def _tag(*parts):
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=_secret(), digest_size=16).hexdigest()


@functools.cache
def _secret():
    return hashlib.sha256(f"kept answers {settings.SECRET_KEY}".encode()).digest()
