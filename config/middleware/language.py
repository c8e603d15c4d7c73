"""Which language an answer is written in."""

from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

ADMIN = "/admin/"


class LanguageMiddleware(LocaleMiddleware):
    """A public page has its address's language alone, so that it can be cached and cited; the admin the browser's."""

    def process_request(self, request):
        super().process_request(request)
        if request.path_info.startswith(ADMIN):
            translation.activate(translation.get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        if request.path_info.startswith(ADMIN):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
