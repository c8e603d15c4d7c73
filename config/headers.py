"""Security headers that Django does not set by itself."""

from django.conf import settings
from django.utils.deprecation import MiddlewareMixin


class HeadersMiddleware(MiddlewareMixin):
    """What the page may use of the device, and that no other site draws on what is here (Fetch Standard, CORP)."""

    def process_response(self, request, response):
        """Add them where the answer has none of its own."""
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", settings.SECURE_CROSS_ORIGIN_RESOURCE_POLICY)
        return response
