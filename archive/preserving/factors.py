"""Whether the archive's key opens the secrets of authenticator apps, which are kept sealed."""

from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive import sealing
from archive.preserving.outcomes import Found


def problems(tell=None):
    """Each account whose secret was sealed with a key that is not here, or was altered."""
    for app in TOTPDevice.objects.select_related("user").order_by("pk").iterator():
        try:
            sealing.opened(app.key, app.user_id)
        except sealing.Unreadable:
            yield Found("accounts", app.user.get_username(), _("no key opens its second factor."), _remedy())
        if tell:
            tell(1)


def _remedy():
    return _("Put the SECRET_KEY that it was sealed with into SECRET_KEY_FALLBACKS, or take the second factor away.")
