"""Requests that no page can answer, refused before one is asked: by their form, their length and their weight."""

import tempfile

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpResponseNotAllowed

from archive.public.refusals import refused, too_large, without_length

NUL = "\x00"
# HTTP's own (RFC 9110, 9.3; PATCH is RFC 5789's). Of these each page says which it takes; no page takes another.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
_TAKEN = ("GET", "HEAD", "POST")
# Of a body that comes without its length so much is read at a time, and kept in memory at most.
_PIECE, _IN_MEMORY = 64 * 1024, 1024 * 1024


class HeadBounds:
    """Refuses a request by its head: a method that HTTP does not have, too long an address, too many parameters.

    A NUL in the path or query string is answered with 400: no name holds one, and PostgreSQL's text cannot.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(_TAKEN)
        query = request.META.get("QUERY_STRING", "")
        if NUL in request.path_info or "%00" in query or NUL in query:
            raise BadRequest("The address holds a NUL character.")
        if len(request.path_info) + len(query) > settings.ADDRESS_MOST_LETTERS:
            raise BadRequest("The address is too long.")
        if query.count("&") >= settings.ADDRESS_MOST_PARAMETERS:
            raise BadRequest("The address has too many parameters.")
        if sum(len(value) for name, value in request.META.items() if name[:5] == "HTTP_") > settings.HEAD_MOST_LETTERS:
            raise BadRequest("The head of the request is too long.")
        return self.get_response(request)


class SentNul:
    """A NUL in a form, a file's name or a cookie is answered with 400: PostgreSQL's text cannot hold one.

    A cookie needs no NUL to bring one: Django reads `"\\000"` in it as one, and looks the session up by that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(NUL in value for value in request.COOKIES.values()):
            raise BadRequest("A cookie holds a NUL character.")
        return self.get_response(request)

    def process_view(self, request, view, arguments, named):
        """Refuse the form once it is read, which the check for forgeries before this has done."""
        if request.method == "POST" and _has_nul(request):
            raise BadRequest("The form holds a NUL character.")


class BodyBounds:
    """Refuses more than is taken in with 413, before any of it is read: little of readers, files of who is signed in.

    Of who is signed in a body is taken that comes in pieces without its length (chunked): it is read as far as the
    bound, and has its length from then on, for Django would take it for empty. A reader has to say the length (411),
    or could hold up a thread by a piece now and then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "HTTP_TRANSFER_ENCODING" in request.META:
            if not request.user.is_authenticated:
                return refused(request, without_length())
            length = self.with_its_length(request)
        else:
            length = _length_of(request)
        if length > settings.READERS_BODY_MOST_BYTES and length > most_of(request):
            return refused(request, too_large())
        return self.get_response(request)

    def with_its_length(self, request) -> int:
        """How long a body is that does not say so, or one more than is taken in."""
        most, length = settings.BODY_MOST_BYTES, 0
        # Closed by the system when the request is gone.
        body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        while length <= most and (piece := request.META["wsgi.input"].read(min(_PIECE, most + 1 - length))):
            body.write(piece)
            length += len(piece)
        body.seek(0)
        request.META["CONTENT_LENGTH"] = str(length)
        request._stream = LimitedStream(body, length)
        return length


def most_of(request) -> int:
    """So many bytes whoever asks may send; whether somebody is signed in is asked only about much."""
    return settings.BODY_MOST_BYTES if request.user.is_authenticated else settings.READERS_BODY_MOST_BYTES


def _length_of(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _has_nul(request):
    sent = (text for name, values in request.POST.lists() for text in (name, *values))
    names = (file.name or "" for _name, files in request.FILES.lists() for file in files)
    return any(NUL in text for text in (*sent, *names))
