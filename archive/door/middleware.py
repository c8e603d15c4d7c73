"""Nobody is anybody before the door has let them through, whatever address they ask for."""

from django.utils.functional import SimpleLazyObject

from archive import audit
from archive.door.passing import whoever


class DoorMiddleware:
    """After Django's AuthenticationMiddleware: who is not through the door is anonymous to all that comes after."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        # Nothing here is asynchronous, and what asked in that way would go round the door.
        del request.auser
        # Looked up when it is first asked for, as Django's is: readers' pages do not ask.
        request.user = SimpleLazyObject(lambda: whoever(request, signed_in))
        with audit.answering(request):
            response = self.get_response(request)
            if (
                response.status_code == 403
                and request.path_info.startswith("/admin/")
                and request.user.is_authenticated
            ):
                # Not kept: who asks a thousand times would fill the archive.
                audit.note("page", f"{request.method} {request.path_info}", refused=True, kept=False)
        return response
