"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for whoever has lost it.

django-otp checks the codes: it remembers the last one in the database, so a code works once whichever web process it
comes to. Secrets are kept sealed, recovery codes as keyed checksums, so a copy of the database opens no account.
"""

import base64
import contextlib
import re
import secrets
import time

import qrcode
from django.apps import apps as global_apps
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from qrcode.image.svg import SvgPathFillImage

from archive import sealing
from archive.door.models import App

RECOVERY_CODES = 10
# Time steps of 30 seconds that a phone's clock may be wrong by.
_TOLERANCE = 1
# Of a recovery code: 50 random bits, without letters and digits that look alike.
_ALPHABET, _LETTERS = "abcdefghijkmnpqrstuvwxyz23456789", 10


def has_factor(user) -> bool:
    """Whether somebody has set up a second factor."""
    return App.objects.filter(user=user, confirmed=True).exists()


def is_readable(user) -> bool:
    """Whether the archive's key opens the secret of somebody's app."""
    try:
        return all(app.bin_key for app in App.objects.filter(user=user, confirmed=True))
    except sealing.Unreadable:
        return False


def new_key() -> str:
    """The secret of a new authenticator: 160 random bits, hexadecimal."""
    return default_key()


def secret_in_words(key) -> str:
    """The same as it is typed into an app: Base32 in groups of four."""
    return " ".join(re.findall("....", base64.b32encode(bytes.fromhex(key)).decode()))


def picture(user, key):
    """The same as a QR code: an SVG that stands in the page itself."""
    address = TOTPDevice(user=user, key=key).config_url
    return mark_safe(qrcode.make(address, image_factory=SvgPathFillImage, box_size=12).to_string(encoding="unicode"))


def take(user, key, code) -> list[str]:
    """Make this key somebody's second factor if the code is one of its own; return new recovery codes, none if not."""
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()
    typed = _typed(code)
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6 and clock.verify(int(typed), _TOLERANCE)):
        return []
    with transaction.atomic():
        remove(user)
        App.objects.create(user=user, name="app", key=key, tolerance=_TOLERANCE, last_t=clock.t())
        return new_recovery_codes(user)


def new_recovery_codes(user) -> list[str]:
    """Ten new recovery codes, in place of the old ones; they are nowhere else."""
    codes = ["".join(secrets.choice(_ALPHABET) for _letter in range(_LETTERS)) for _code in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery")
        key = settings.SECRET_KEY
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(user, code, key)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user) -> int:
    """How many recovery codes have not been used."""
    return StaticToken.objects.filter(device__user=user).count()


def accept(user, code) -> str:
    """Which factor a code is one of, `totp` or `recovery`, and it is used up; empty where it is none."""
    typed = _typed(code)
    is_of_app = typed.isascii() and typed.isdigit() and len(typed) == 6
    model = App if is_of_app else StaticDevice
    tokens = [typed] if is_of_app else [_kept(user, typed, key) for key in sealing.known_keys()]
    with transaction.atomic():
        # Locked, so that of two who send the same code at once one is refused.
        for device in model.objects.select_for_update().filter(user=user, confirmed=True):
            if any(device.verify_token(token) for token in tokens):
                return "totp" if is_of_app else "recovery"
    return ""


def remove(user) -> bool:
    """Take somebody's second factor and recovery codes away; return whether there was one."""
    with transaction.atomic():
        gone, _of_each = App.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return bool(gone)


def seal_anew(sender, using, apps=None, **_signal):
    """After migrations, which each start runs: with another SECRET_KEY all secrets are sealed by that.

    Nothing is done in a database that a version before this is to read.
    """
    with contextlib.suppress(LookupError):
        sealing.seal_all((apps or global_apps).get_model("door", "App").objects.using(using))


def _typed(code) -> str:
    """A code without the spaces and hyphens that people write in it, in small letters."""
    return re.sub(r"[\s-]", "", code).lower()


def _kept(user, code, key) -> str:
    # As long as the column is: 64 bits.
    return salted_hmac("archive.door.recovery", f"{user.pk} {code}", key, algorithm="sha256").hexdigest()[:16]
