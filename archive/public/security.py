"""Where whoever finds a weakness of this site can tell of it (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

# The RFC asks for less than a year.
_GOOD_FOR = timedelta(days=180)


@require_safe
def security_txt(request):
    """`/.well-known/security.txt`: whom to tell, in which languages, and until when that is good.

    Made anew each time, so that its end is never past; it is kept for a day at most, under a tag of its own.
    """
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + _GOOD_FOR
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    response = HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    response["ETag"] = f'"{expires:%Y%m%d}"'
    return response
