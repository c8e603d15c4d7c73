"""What becomes of the corrections that readers send: taken in within bounds, decided, their senders forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.models import Correction, CorrectionContact, Sending, arc_name
from archive.text import clean
from archive.writing import note_published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooMany(Exception):
    """More was sent than is taken in; `seconds` is after how long it may be tried again."""

    def __init__(self, seconds):
        self.seconds = seconds
        super().__init__(seconds)


class DecidedMeanwhile(Exception):
    """Somebody else decided on a correction since it was looked at."""


def receive(record, sender, *, email="", **values) -> Correction:
    """Take in a correction of a published record from `sender` (a checksum of an address); TooMany where bounds are.

    The e-mail address, if one is given, is kept apart and for so long as the settings say.
    """
    with transaction.atomic():
        keep_within_bounds(sender)
        now = timezone.now()
        Sending.objects.create(sender=sender, at=now)
        correction = Correction(**{arc_name(type(record)): record}, version=record.revision, **values)
        correction.save()
        if email:
            forget_at = now + timedelta(days=settings.CORRECTION_CONTACTS_KEPT_DAYS["undecided"])
            CorrectionContact.objects.create(correction=correction, email=email, forget_at=forget_at)
    return correction


def keep_within_bounds(sender) -> None:
    """TooMany where this address, or all of them together, have sent as much as an hour or a day allows."""
    now = timezone.now()
    for rows, bounds in ((Sending.objects.filter(sender=sender), "address"), (Sending.objects.all(), "all")):
        for length, most in zip((HOUR, DAY), settings.CORRECTIONS_MOST[bounds], strict=True):
            times = rows.filter(at__gt=now - length).order_by("-at").values_list("at", flat=True)
            # The one that must grow old before there is room again.
            first = times[most - 1 : most].first() if most else now
            if first is not None:
                raise TooMany(max(1, int((first + length - now).total_seconds()) + 1))


def decide(correction, state, answers, *, by, seen) -> None:
    """Write the decision and the answer {language: text}; DecidedMeanwhile where somebody else decided since.

    `seen` is the time of the decision that was looked at, None where there was none.
    """
    now = timezone.now()
    with transaction.atomic():
        values = {f"answer_{code}": clean(text, lines=True) for code, text in answers.items()}
        values |= {"state": state, "decided_by": by, "decided_by_name": by.get_username(), "decided_at": now}
        if not Correction.objects.filter(pk=correction.pk, decided_at=seen).update(**values):
            raise DecidedMeanwhile
        forget_at = now + timedelta(days=settings.CORRECTION_CONTACTS_KEPT_DAYS["decided"])
        CorrectionContact.objects.filter(correction=correction.pk, forget_at__gt=forget_at).update(forget_at=forget_at)
        if correction.wants_answer:
            note_published()


def forget() -> None:
    """Delete the e-mail addresses whose time has come, and what told how much each address sent."""
    now = timezone.now()
    CorrectionContact.objects.filter(forget_at__lte=now).delete()
    Sending.objects.filter(at__lte=now - DAY).delete()
