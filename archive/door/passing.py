"""How somebody passes the door: first the password, then the second factor; only then there is anybody signed in."""

import time

from django.conf import settings
from django.contrib.auth import get_backends, login
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare

from archive import audit, sealing
from archive.door import factors, sessions

# Of somebody who has given the password and nothing else yet.
_PENDING = "door_pending"
_PENDING_SECONDS = 10 * 60
# What a page asks of whoever changes accounts: to have shown who they are so lately; a form that was opened may be sent
# for a while longer.
CONFIRMED_SECONDS, SENT_SECONDS = 10 * 60, 30 * 60


def begin(request, user, then) -> None:
    """Remember that the password was right, and where its owner was going; nobody is signed in by that."""
    request.session.flush()
    request.session[_PENDING] = {
        "user": user.pk,
        "at": time.time(),
        # Ends with the password.
        "hash": user.get_session_auth_hash(),
        "key": sealing.sealed(factors.new_key(), user.pk),
        "then": then,
    }


def pending(request):
    """Whoever has given the password and not yet the second factor, or None."""
    state = request.session.get(_PENDING)
    if not state or not 0 <= time.time() - state["at"] < _PENDING_SECONDS:
        return None
    user = get_backends()[0].get_user(state["user"])
    if user is None or not constant_time_compare(state["hash"], user.get_session_auth_hash()):
        return None
    return user


def pending_key(request) -> str:
    """The secret that the one who is about to set up an app is shown."""
    state = request.session[_PENDING]
    return sealing.opened(state["key"], state["user"])


def pending_then(request) -> str:
    """Where they were going."""
    return request.session[_PENDING]["then"]


def let_in(request, user, factor) -> None:
    """Sign somebody in; the session gets a new name, and nothing that was in it before stays."""
    # Of everybody, so that nothing has to be run for it.
    sessions.SessionStore.clear_expired()
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    sessions.begin(request.session, factor)
    request.let_in = user
    audit.note("sign-in", {"totp": "with app", "recovery": "with recovery code"}.get(factor, "password alone"),
               who=user.get_username())  # fmt: skip


def whoever(request, user):
    """The user of a session, as far as the door has let them through; nobody where it has not."""
    if not user.is_authenticated:
        return user
    lacks_factor = settings.REQUIRE_SECOND_FACTOR and not request.session.get(sessions.FACTOR)
    if lacks_factor or sessions.is_over(request.session):
        request.session.flush()
        return AnonymousUser()
    sessions.use(request.session)
    request.let_in = user
    return user


def is_confirmed(request) -> bool:
    """Whether somebody has shown lately who they are: when they signed in, or since."""
    allowed = SENT_SECONDS if request.method == "POST" else CONFIRMED_SECONDS
    return time.time() - request.session.get(sessions.CONFIRMED, 0) < allowed


def confirm(request) -> None:
    """Remember that they have just shown it again."""
    request.session[sessions.CONFIRMED] = time.time()
