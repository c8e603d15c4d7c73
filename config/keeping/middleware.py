"""Every answer says who may keep it and how it is asked about again; whole pages for readers are kept here too."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from config.keeping import answers
from config.keeping.asked import IN_META, asked, may_be_public, may_be_signed_in
from config.keeping.store import Kept, store

# What the archive tells readers about an address; all else is the fault of a request or of a moment.
_TOLD = frozenset({200, 301, 302, 303, 404})


class KeepingMiddleware:
    """Stands before all others: what is kept has their work in it, and a kept answer asks none of them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if IN_META in request.META:
            # The server's side has looked already (config.keeping.server).
            found = request.META[IN_META]
        else:
            found = asked(request.META)
            at_hand = found and answers.ready(request.META, found)
            if at_hand:
                return _response(at_hand)
        response = self.get_response(request)
        if request.path_info.startswith(settings.STATIC_URL):
            # Files of the program, which say themselves how long they are good.
            return response
        return _for_reader(request, response, found) if _is_for_readers(request) else _for_one(response)


def _is_for_readers(request):
    """Whether the answer was made for nobody in particular."""
    return may_be_public(request.META) and not _is_signed_in(request)


def _is_signed_in(request):
    try:
        # Not there where the answer was given before anybody looked: a redirection to HTTPS, a wrong host.
        return may_be_signed_in(request.META) and hasattr(request, "user") and request.user.is_authenticated
    except DatabaseError:
        # Who cannot be asked may be somebody.
        return True


def _for_one(response):
    """Nobody but the asker may have this, and nobody may keep it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _for_reader(request, response, found):
    own = response.headers.get("Cache-Control", "")
    if not own:
        response.headers["Cache-Control"] = answers.for_everybody() if response.status_code in _TOLD else "no-store"
    if found is None or response.status_code != 200 or "no-store" in own or "ETag" in response.headers:
        return response
    patch_vary_headers(response, [answers.VARY])
    for name, value in answers.validators(found):
        response.headers[name] = value
    if found.key and not own and _is_whole(request, response):
        store.put(found.key, Kept(list(response.headers.items()), response.content))
    if request.META.get("HTTP_IF_NONE_MATCH") is None and answers.is_unmodified(request.META, found):
        unchanged = _response(answers.Ready(304, answers.unchanged(request.is_secure(), found), b""))
        # What was opened for the answer, which nobody will read, is left with this one.
        unchanged._resource_closers += response._resource_closers
        return unchanged
    return response


def _is_whole(request, response):
    """Whether an answer is at hand as a whole and the same for everybody who asks for it."""
    is_same_for_all = response.headers.get("Vary") == answers.VARY and not response.cookies
    return request.method == "GET" and not response.streaming and is_same_for_all


def _response(found):
    response = HttpResponseNotModified() if found.status == 304 else HttpResponse(found.body)
    for name, value in found.headers:
        response.headers[name] = value
    return response
