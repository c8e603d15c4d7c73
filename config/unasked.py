"""Pages for requests that could not even be read: nobody knows yet what was asked for, nor in which language."""

import functools
from io import BytesIO

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import override

from config.middleware.headers import HeadersMiddleware


@functools.cache
def page_without_request(status) -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body of the page of a failure (500), or of what cannot be understood (all others)."""
    with override(settings.LANGUAGE_CODE):
        failed = status == 500
        title = _("Something went wrong here") if failed else _("This cannot be understood")
        template = loader.get_template("500.html" if failed else "400.html")
        response = HttpResponse(template.render({"title": title, "status": status}), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = settings.LANGUAGE_CODE
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), "wsgi.url_scheme": "http"})
    for kind in (XFrameOptionsMiddleware, SecurityMiddleware, HeadersMiddleware, CSPMiddleware):
        response = kind(lambda _request: None).process_response(request, response)
    return list(response.headers.items()), response.content
