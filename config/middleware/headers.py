"""Security headers that Django does not set by itself."""

from django.utils.deprecation import MiddlewareMixin

# Nothing here uses a camera, a place or a payment, nor may anything that is brought in.
_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "sync-xhr", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    # No other site draws on what is here (Fetch Standard, 3.7).
    "Cross-Origin-Resource-Policy": "same-origin",
}


class HeadersMiddleware(MiddlewareMixin):
    """Adds them where an answer has none of its own."""

    def process_response(self, request, response):
        """The answer with these headers."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
