"""That a correction was written on this site, by somebody who took the time: without a cookie for readers.

A form carries a signed word that says for which record, when and as which correction it was made. What another site
sends on a reader's behalf is refused by what every browser says of where a request comes from (Origin and
Sec-Fetch-Site, Fetch Standard); no right of the reader's could be misused, for sending a correction needs none.
"""

import secrets

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from archive.asker import address_of

SALT = "archive.correction"
# Seconds: nobody reads and fills the form faster, and nobody leaves it open for longer.
SOONEST, LATEST = 3, 24 * 60 * 60


class Refused(Exception):
    """A form that is not taken: the sentence for the reader, the status of the answer."""

    def __init__(self, sentence, status):
        self.sentence, self.status = sentence, status
        super().__init__(sentence)


def a_token() -> str:
    """A word that nobody can guess, 32 URL-safe letters of 192 random bits."""
    return secrets.token_urlsafe(24)


def sealed(record) -> str:
    """What the form about a record carries."""
    return signing.dumps([record.address, record.pk, a_token()], salt=SALT)


def opened(seal, record) -> str:
    """The token of a form about this record; Refused where it is not ours, too old or too quick."""
    try:
        address, pk, token = signing.loads(seal, salt=SALT, max_age=LATEST)
    except signing.SignatureExpired:
        raise Refused(_("The form was open for more than a day: read it through and send it again."), 400) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused(_("The form came without its seal: read it through and send it again."), 403) from None
    if (address, pk) != (record.address, record.pk):
        raise Refused(_("The form was made for another record: read it through and send it again."), 403)
    if _is_fresh(seal):
        raise Refused(_("That was quick: wait a few seconds, read it through and send it again."), 400)
    return token


def _is_fresh(seal):
    try:
        signing.loads(seal, salt=SALT, max_age=SOONEST)
    except signing.SignatureExpired:
        return False
    return True


def sender_of(request) -> str:
    """A keyed checksum of the address that a request came from."""
    return salted_hmac(SALT, address_of(request), algorithm="sha256").hexdigest()
