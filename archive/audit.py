"""The audit log: one line for each thing that somebody may have to answer for, and an entry in the database.

Logging after OWASP ASVS 5, chapter 16: who, from where, what, about what, with what outcome. What people wrote is
escaped, so that nothing in it begins a second line or looks like another field; secrets are never given to it.
"""

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from archive.asker import address_of

logger = logging.getLogger("archive.audit")
# Of a request as of a command: what is being answered, and None on the server itself.
_request = ContextVar("audited request", default=None)
_LONGEST = 1000


@contextmanager
def answering(request):
    """Within it, what is noted is noted of whoever sent this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def note(what, about="", *, who=None, refused=False, kept=True):
    """Write that somebody did this, or was refused it: a line of the log, and an entry unless `kept` is false.

    `what` is one of the program's own words (`sign-in`, `publish`); `about` says to what, and `who` the account's name
    where it is not that of the request. What is done inside a transaction is noted when that is stored.
    """
    request = _request.get()
    entry = {
        "who": plain(asker(request) if who is None else who)[:150],
        "sender": plain(address_of(request))[:100] if request else "",
        "what": what,
        "outcome": "refused" if refused else "done",
        "about": plain(about)[:_LONGEST],
    }
    if kept:
        apps.get_model("door", "AuditEntry").objects.create(at=timezone.now(), **entry)
    transaction.on_commit(lambda: _write(entry))


def asker(request) -> str:
    """The name of whoever is signed in, without asking who that is where nobody has asked yet."""
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""


def plain(text) -> str:
    """A text on one line: control, invisible and line-breaking characters as they are written in Python."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in str(text))


def _write(entry):
    level = logging.WARNING if entry["outcome"] == "refused" else logging.INFO
    told = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in entry.items())
    # `sender` and `what` under names of their own, for a log record keeps some to itself.
    logger.log(level, "%s", told, extra={f"audit_{name}": value for name, value in entry.items()})
