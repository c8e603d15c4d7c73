"""The quick start: somebody tries the archive on their own machine, where a password alone lets them in.

It is one where `start` made the administrator itself, in a new archive on SQLite, and listens on a loopback address. It
ends as soon as anything says that others reach the site: another address, a proxy, hosts or HTTPS that were configured.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from archive.models import RECORD_TYPES

_MARK = "quick_start"
# Whoever sets one of these is past trying.
_SERVED = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REQUIRE_SECOND_FACTOR", "TRUSTED_PROXIES")


def is_new_archive() -> bool:
    """Whether this is an archive on SQLite that nobody has put anything into, not even an account."""
    models = (get_user_model(), *RECORD_TYPES)
    return connection.vendor == "sqlite" and not any(model._base_manager.exists() for model in models)


def remember() -> None:
    """Keep in the data folder that this archive began as a quick start."""
    (settings.DATA_DIR / _MARK).touch(mode=0o600)


@contextmanager
def ended() -> Iterator[None]:
    """Whatever fills the archive inside ends the quick start, for its accounts are not those of one; or it fails."""
    mark = settings.DATA_DIR / _MARK
    began_as_one = mark.exists()
    mark.unlink(missing_ok=True)
    try:
        yield
    except BaseException:
        if began_as_one:
            remember()
        raise


def applies(is_loopback) -> bool:
    """Whether it is one now."""
    began_as_one = connection.vendor == "sqlite" and (settings.DATA_DIR / _MARK).exists()
    is_served = any(os.environ.get(name) for name in _SERVED) or os.environ.get("PLAIN_HTTP", "1") != "1"
    return began_as_one and is_loopback and not is_served
