"""The secrets of authenticator apps as they are kept: sealed, so that a copy of the database makes no codes.

AES-GCM (NIST SP 800-38D) with a key made of SECRET_KEY (HKDF, RFC 5869), and bound to the account: a secret that is
copied to another account cannot be opened there. What was sealed with one of SECRET_KEY_FALLBACKS is opened too, and
sealed anew with the present key. Fernet's tokens are longer than django-otp's column, which takes 80 letters.
"""

import base64
import functools
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

# No hexadecimal letter: what begins otherwise stands in clear, as in bags from before anything was sealed.
_MARK = "s1:"
_PURPOSE = b"archive.door.second-factor"
_NONCE = 12


class Unreadable(Exception):
    """A secret that no key of this archive opens."""


def known_keys() -> list[str]:
    """The archive's present key and those before it, as the operator names them."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


@functools.lru_cache(maxsize=16)
def _cipher(key):
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode()))


def sealed(secret: str, account: int) -> str:
    """A hexadecimal secret of this account as it is kept."""
    nonce = os.urandom(_NONCE)
    closed = _cipher(settings.SECRET_KEY).encrypt(nonce, bytes.fromhex(secret), _bound(account))
    return _MARK + base64.b64encode(nonce + closed).decode()


def opened(kept: str, account: int) -> str:
    """The hexadecimal secret again; Unreadable with other keys than it was sealed with, or for another account."""
    if not kept.startswith(_MARK):
        return kept
    found = next((secret for key in known_keys() if (secret := _opened_with(key, kept, account))), None)
    if found is None:
        raise Unreadable
    return found


def is_sealed(kept: str, account: int) -> bool:
    """Whether it is kept as `sealed` would keep it now: not in clear, nor with a key before the present one."""
    return kept.startswith(_MARK) and _opened_with(settings.SECRET_KEY, kept, account) is not None


def seal_all(devices) -> int:
    """Seal, of these devices, whatever is not sealed with the present key; how many. What cannot be opened stays."""
    with transaction.atomic(using=devices.db):
        return sum(_seal(devices, device) for device in devices.select_for_update().order_by("pk"))


def _seal(devices, device) -> int:
    if is_sealed(device.key, device.user_id):
        return 0
    try:
        kept = sealed(opened(device.key, device.user_id), device.user_id)
    except Unreadable:
        return 0
    return devices.filter(pk=device.pk).update(key=kept)


def _opened_with(key, kept, account):
    try:
        whole = base64.b64decode(kept.removeprefix(_MARK), validate=True)
        return _cipher(key).decrypt(whole[:_NONCE], whole[_NONCE:], _bound(account)).hex()
    except (InvalidTag, ValueError):
        return None


def _bound(account) -> bytes:
    return str(account).encode()
