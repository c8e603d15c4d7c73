"""Refusals and failures in the site's own dress; none of these pages makes a query or repeats what was asked for."""

from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from archive.door import again
from archive.public.context import page


@requires_csrf_token
def bad_request(request, exception=None):
    """400: the address or what was sent cannot be understood."""
    return _answer(request, 400, _("This cannot be understood"))


@requires_csrf_token
def permission_denied(request, exception=None):
    """403: somebody signed in may not do this."""
    return _answer(request, 403, _("This is not open to you"))


@requires_csrf_token
def page_not_found(request, exception=None):
    """404: there is nothing here, or nothing that readers may see; no answer tells the two apart."""
    return _answer(request, 404, _("There is no such page"))


def csrf_failure(request, reason=""):
    """403 for a form that was sent without the token of its page; an editor's comes back with what was typed."""
    if request.path_info.startswith("/admin/") and again.is_worth_keeping(request):
        return again.send_again(request)
    return _answer(request, 403, _("The form was not accepted"), "403_csrf.html")


@requires_csrf_token
def server_error(request):
    """500: something failed; the page needs nothing that may have failed with it, neither database nor session."""
    title = _("Something went wrong here")
    try:
        body = loader.get_template("500.html").render({"title": title, "status": 500})
    except Exception:  # noqa: BLE001 - whatever broke the page's dress, the reader is still told
        body = format_html("<!doctype html><title>{title}</title><h1>{title}</h1>", title=title)
    return HttpResponse(body, status=500)


def _answer(request, status, title, template=""):
    own = {"title": title, "status": status, "alternates": [], "canonical": "", "x_default": ""}
    try:
        context = page(request, **own)
    except DisallowedHost:
        # The page of a request for another host cannot say where it stands.
        context = own
    return render(request, template or f"{status}.html", context, status=status)
