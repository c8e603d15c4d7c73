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
# What is noted, in the words of the log.
WORDS = (
    "sign-in", "code", "sign-out", "second factor", "account", "rights", "page",
    "publish", "withdraw", "accept", "import", "export", "undo", "backup",
)  # fmt: skip
# Of a request as of a command: what is being answered, and None on the server itself.
_request = ContextVar("audited request", default=None)
_quiet = ContextVar("nothing is noted", default=False)
_LONGEST = 1000


@contextmanager
def answering(request):
    """Within it, what is noted is noted of whoever sent this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def unnoted():
    """Within it nothing is noted: for what the program does to itself, the same in every archive."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def note(what, about="", *, by=None, who=None, refused=False, kept=True):
    """Write that somebody did this, or was refused it: a line of the log, and an entry unless `kept` is false.

    `what` is one of `WORDS`; `about` says to what. Who it is, is told by the
    request, unless a user (`by`) or a name (`who`) is given; without any of these it is the server itself. What is done
    inside a transaction is noted when that is stored.
    """
    if _quiet.get():
        return
    request = _request.get()
    entry = {
        "who": plain(_name(request, by) if who is None else who)[:150],
        "sender": plain(address_of(request))[:100] if request else "",
        "what": what,
        "outcome": "refused" if refused else "done",
        "about": plain(about)[:_LONGEST],
    }
    if kept:
        apps.get_model("door", "AuditEntry").objects.create(at=timezone.now(), **entry)
    transaction.on_commit(lambda: _write(entry))


def _name(request, by) -> str:
    if by is None and request is None:
        return "server"
    user = by or getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""


def plain(text) -> str:
    """A text on one line: control, invisible and line-breaking characters as they are written in Python."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in str(text))


def _write(entry):
    level = logging.WARNING if entry["outcome"] == "refused" else logging.INFO
    told = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in entry.items())
    # `sender` and `what` under names of their own, for a log record keeps some to itself.
    logger.log(level, "%s", told, extra={f"audit_{name}": value for name, value in entry.items()})
