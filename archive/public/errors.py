"""Refusals and failures in the site's own dress; none of these pages makes a query or repeats what was asked for."""

import sys

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template import loader
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import requires_csrf_token

from archive.door import again
from archive.faults import Fault, fault_of
from archive.public.context import page
from archive.public.refusals import files_away, refused, spoken_to, storage_away, storage_busy, storage_full, too_large

_REFUSALS = {
    Fault.AWAY: storage_away,
    Fault.FILES_AWAY: files_away,
    Fault.BUSY: storage_busy,
    Fault.FULL: storage_full,
}
_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@requires_csrf_token
def bad_request(request, exception=None):
    """400: the address or what was sent cannot be understood; 413: it cannot for there is too much of it."""
    if isinstance(exception, _TOO_LARGE):
        return refused(request, too_large())
    return _answer(request, 400, "This cannot be understood")


@requires_csrf_token
def permission_denied(request, exception=None):
    """403: somebody signed in may not do this."""
    return _answer(request, 403, "This is not open to you")


@requires_csrf_token
def page_not_found(request, exception=None):
    """404: there is nothing here, or nothing that readers may see; no answer tells the two apart."""
    return _answer(request, 404, "There is no such page")


def csrf_failure(request, reason=""):
    """403 for a form that was sent without the token of its page; an editor's comes back with what was typed."""
    if request.path_info.startswith("/admin/") and again.is_worth_keeping(request):
        return again.send_again(request)
    return _answer(request, 403, "The form was not accepted", "403_csrf.html")


@requires_csrf_token
def server_error(request):
    """500: something failed, and the page needs nothing that may have failed with it; 503, 507: the storage did.

    Django asks for this page while the exception is being handled, whichever layer it came from.
    """
    error = sys.exc_info()[1]
    fault = fault_of(error)
    if fault is not None:
        return refused(request, _REFUSALS[fault](request))
    if isinstance(error, UnreadablePostError):
        # Whoever sent it has gone, or sent less than was announced.
        return bad_request(request)
    with override(spoken_to(request)):
        return _failure()


def _failure():
    title = _("Something went wrong here")
    try:
        body = loader.get_template("500.html").render({"title": title, "status": 500})
    except Exception:  # noqa: BLE001 - whatever broke the page's dress, the reader is still told
        body = format_html("<!doctype html><title>{title}</title><h1>{title}</h1>", title=title)
    return HttpResponse(body, status=500)


def _answer(request, status, title, template=""):
    """A page with this title, which is translated into the language of whoever asks."""
    language = spoken_to(request)
    with override(language):
        own = {"title": _(title), "status": status, "alternates": [], "canonical": "", "x_default": ""}
        try:
            context = page(request, **own)
        except DisallowedHost:
            # The page of a request for another host cannot say where it stands.
            context = own
        response = render(request, template or f"{status}.html", context, status=status)
    response.headers["Content-Language"] = language
    return response
