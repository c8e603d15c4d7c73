"""The environment variables: each is read once, through here, and refused in a sentence where it cannot be meant.

ImproperlyConfigured ends a command in its sentence: which variable, what it says, and what to write. A value that may
hold a password is never repeated.
"""

import difflib
import os
import re
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_YES, _NO = ("1", "true", "yes", "on", "ok", "y"), ("0", "false", "no", "off", "n")
# Read elsewhere: by `start` and by boto3.
_ELSEWHERE = {f"DJANGO_SUPERUSER_{what}" for what in ("USERNAME", "PASSWORD", "EMAIL")}
_ELSEWHERE |= {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "DJANGO_SETTINGS_MODULE"}
# How alike a name must be to one of ours to be taken for it (difflib's ratio): TRUSTED_PROXY to TRUSTED_PROXIES.
_ALIKE = 0.85
_HOST = re.compile(
    r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
# The shortest and the plainest that Django's own check (security.W009) lets pass.
_KEY_LETTERS, _KEY_KINDS = 50, 5
_CACHES = ("redis", "rediss", "locmemcache", "dummycache")


class Environment(environ.Env):
    """django-environ, with sentences in place of tracebacks; an empty variable counts as one that is not there."""

    def __init__(self):
        super().__init__()
        self.asked = set(_ELSEWHERE)

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):
        """As django-environ does; the name is known from then on."""
        self.asked.add(var)
        if default is not self.NOTSET and not os.environ.get(var, "").strip():
            return default
        return super().get_value(var, cast, default, parse_default)

    def bool(self, var, default=False):
        """Yes or no; anything else is refused, for `ture` would quietly mean no."""
        value = self.str(var, default="").strip().lower()
        if value in ("", *_YES, *_NO):
            return default if not value else value in _YES
        raise refusal(var, value, "is neither yes nor no", "Write 1 or 0")

    def int(self, var, default=0, least=0, most=10**9):
        """A whole number between these."""
        value = self.str(var, default="").strip()
        if not value:
            return default
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise refusal(var, value, "is no whole number", f"Write one, for example {default}")
        if not least <= int(value) <= most:
            raise refusal(
                var, value, f"is not between {least} and {most}", f"Write such a number, for example {default}"
            )
        return int(value)

    def one_of(self, var, choices):
        """One of these words; the first without the variable."""
        value = self.str(var, default=choices[0]).strip()
        if value not in choices:
            raise refusal(var, value, "is not known", f"Write {' or '.join(choices)}")
        return value

    def list(self, var, cast=None, default=()):
        """What stands between commas, without spaces around it."""
        told = self.str(var, default="")
        return [part.strip() for part in told.split(",") if part.strip()] if told else [*default]

    def refuse_misspelt(self):
        """A variable whose name is nearly one of ours was meant to be it."""
        for name in sorted(os.environ):
            if name in self.asked or not (near := nearest(name, self.asked)):
                continue
            raise ImproperlyConfigured(f"{name} is no setting of the archive. Write {near}, or remove it.")


def refusal(name, value, why, instead) -> ImproperlyConfigured:
    """The sentence for a variable whose value is no secret."""
    return ImproperlyConfigured(f"{name} is “{str(value)[:60]}”, which {why}. {instead}.")


def nearest(name, known) -> str | None:
    """The known name that this one was likely meant to be."""
    found = difflib.get_close_matches(name.upper(), known, n=1, cutoff=_ALIKE)
    return found[0] if found else None


def secret_key(key, name="SECRET_KEY") -> str:
    """A key that nobody guesses."""
    if len(key) < _KEY_LETTERS or len(set(key)) < _KEY_KINDS:
        raise ImproperlyConfigured(
            f"{name} has {len(key)} letters, of {len(set(key))} kinds, which can be guessed. Write at least "
            f"{_KEY_LETTERS} random ones, or leave it out: then one is made and kept in the data folder."
        )
    return key


def hosts(names) -> list[str]:
    """Host names, without scheme, port or path."""
    for name in names:
        if "*" in name:
            raise refusal(
                "ALLOWED_HOSTS", name, "lets anybody choose the host that links are made with", "Name your hosts"
            )
        if not _HOST.fullmatch(name):
            raise refusal("ALLOWED_HOSTS", name, "is no host name", "Write names alone, such as archive.example.org")
    return names


def origins(found) -> list[str]:
    """Schemes with hosts."""
    for origin in found:
        parts = urlsplit(origin)
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or parts.path
            or parts.query
            or "@" in parts.netloc
        ):
            raise refusal("CSRF_TRUSTED_ORIGINS", origin, "is no origin", "Write such as https://archive.example.org")
    return found


def email(address) -> str:
    """Something that can be written to."""
    if not _ADDRESS.fullmatch(address):
        raise refusal("CONTACT_EMAIL", address, "is no address", "Write such as archive@example.org")
    return address


def database(name, url) -> str:
    """The address of a database, whose port is a number and which names one."""
    try:
        parts = urlsplit(url)
        _port, is_whole = parts.port, bool(parts.path.strip("/"))
    except ValueError:
        is_whole = False
    if url and not is_whole:
        raise ImproperlyConfigured(
            f"{name} names no database, or its port is no number. Write postgres://user:password@host:5432/name, with "
            "what is no letter, figure or hyphen in the password percent-encoded."
        )
    return url


def cache(url) -> str:
    """The address of a cache that the archive knows."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in _CACHES and (parts.port or parts.hostname or not parts.scheme.startswith("redis"))
    except ValueError:
        is_whole = False
    if url and not is_whole:
        raise ImproperlyConfigured("CACHE_URL names no cache. Write such as redis://127.0.0.1:6379/1, or leave it out.")
    return url
