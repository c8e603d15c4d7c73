"""Guessing is slowed, and the owner of an account is not locked out by somebody else's guesses.

After OWASP, “Slow Down Online Guessing Attacks with Device Cookies”: a browser in which the owner has signed in before
carries a signed cookie and has an allowance of its own; all other browsers together share that of the account, and
everybody at one address that of the address. An attempt is counted before it is looked at, so that many at once are no
more than one after the other; one that succeeds is forgotten. All of it is in the database, for all web processes.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.asker import address_of
from archive.door.models import Attempt

# So many failed attempts in so many seconds.
MOST = {
    "browser": ((10, 15 * 60), (50, 24 * 60 * 60)),
    "account": ((10, 15 * 60), (50, 24 * 60 * 60)),
    "sender": ((30, 15 * 60), (200, 24 * 60 * 60)),
}
_SALT = "archive.door.browser"
_KEPT = 180 * 24 * 60 * 60
# Of how many accounts one browser is known.
_ACCOUNTS = 8


class TooMany(Exception):
    """An attempt that is not looked at; `seconds` until the next one is."""

    def __init__(self, seconds):
        self.seconds = seconds
        super().__init__(f"The next attempt is looked at in {seconds} seconds.")


def attempt(request, step, name) -> Attempt:
    """Count an attempt at this step (`password`, `code`) on the account of this name; TooMany if it is one too many."""
    return _counted(request, step, name, browser_of(request, name))


def attempt_again(request, step, name) -> Attempt:
    """The same of somebody who is signed in and is asked again; an open session has an allowance of its own.

    So guesses in a browser that was left open do not close the sign-in to its owner, nor guesses there the session.
    """
    return _counted(request, f"{step} again", name, _digest("session", request.session.session_key))


def _counted(request, step, name, browser):
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - timedelta(days=1)).delete()
    account, sender = _digest(step, name), _digest("sender", address_of(request))
    made = Attempt.objects.create(at=now, account=account, sender=sender, browser=browser)
    seconds = max(_wait(made, limit) for limit in _limits(made))
    if seconds:
        made.delete()
        raise TooMany(seconds)
    return made


def _limits(made):
    """Which attempts are counted together with this one, and how many of them there may be."""
    if made.browser:
        return [(Attempt.objects.filter(account=made.account, browser=made.browser), MOST["browser"])]
    return [
        (Attempt.objects.filter(account=made.account, browser=""), MOST["account"]),
        (Attempt.objects.filter(sender=made.sender), MOST["sender"]),
    ]


def _wait(made, limit):
    """Seconds until so few of the others are young enough to count that this one may be looked at; 0 for now."""
    rows, allowances = limit
    longest = 0
    for most, seconds in allowances:
        since = made.at - timedelta(seconds=seconds)
        times = rows.filter(at__gt=since).exclude(pk=made.pk).order_by("-at").values_list("at", flat=True)
        oldest = times[most - 1 : most].first()
        if oldest is not None:
            longest = max(longest, int((oldest - since).total_seconds()) + 1)
    return longest


def browser_of(request, name) -> str:
    """The checksum of a browser that is known for an account; empty for all others."""
    nonce, accounts = _read(request)
    return _digest("browser", nonce) if nonce and _digest("known", name) in accounts else ""


def know(request, response, name):
    """Remember with a cookie that the owner of this account has signed in here."""
    nonce, accounts = _read(request)
    own = _digest("known", name)
    known = [own, *(account for account in accounts if account != own)][:_ACCOUNTS]
    value = signing.dumps([nonce or secrets.token_urlsafe(18), known], salt=_SALT)
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        value,
        max_age=_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request):
    try:
        nonce, accounts = signing.loads(
            request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""), salt=_SALT, max_age=_KEPT
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return nonce, accounts


def _digest(kind, text) -> str:
    return salted_hmac(f"archive.door.{kind}", text, algorithm="sha256").hexdigest()
