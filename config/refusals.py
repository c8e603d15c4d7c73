"""Requests that no page can answer, refused before one is asked."""

from django.core.exceptions import BadRequest


class NulMiddleware:
    """A NUL in the path or query string is answered with 400: no name holds one, and PostgreSQL's text cannot."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL character.")
        return self.get_response(request)
