"""The program that makes pages: a new version of it, or other settings, make other pages of the same records."""

import functools
import hashlib

from django.conf import settings

_FOLDERS = ("archive", "config", "templates")
_LEFT_OUT = {".pyc", ".po"}
# What of the settings stands on pages or in the heads of answers, and is not written in the file of settings itself.
_SETTINGS = ("ALLOWED_HOSTS", "CONTACT_EMAIL", "PLAIN_HTTP", "PAGE_CACHE_SHARED_SECONDS")


@functools.cache
def fingerprint() -> str:
    """A checksum of all files of the program and of the libraries' versions; the same on every host that runs it."""
    found = hashlib.sha256()
    for path in _files():
        found.update(f"{path.relative_to(settings.BASE_DIR)}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    for name in _SETTINGS:
        found.update(f"{name}={getattr(settings, name)!r}\0".encode())
    return found.hexdigest()[:16]


def _files():
    for folder in _FOLDERS:
        paths = (settings.BASE_DIR / folder).rglob("*")
        yield from sorted(path for path in paths if path.suffix not in _LEFT_OUT and path.is_file())
    yield settings.BASE_DIR / "requirements.txt"
