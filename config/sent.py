"""What a request sends beside its address: a NUL in it is refused, whatever page it is for."""

from django.core.exceptions import BadRequest

NUL = "\x00"


class SentNulMiddleware:
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


def _has_nul(request):
    sent = (text for name, values in request.POST.lists() for text in (name, *values))
    names = (file.name or "" for _name, files in request.FILES.lists() for file in files)
    return any(NUL in text for text in (*sent, *names))
