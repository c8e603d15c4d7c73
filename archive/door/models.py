"""What the door keeps: sessions with whose they are, authenticator apps, attempts to sign in, and the audit log."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive import sealing
from archive.models.fields import BoundedProseField, ChoiceField, LineField


class Session(AbstractBaseSession):
    """A browser in which somebody has signed in or is about to; of whom, so that all of theirs can be ended."""

    # The account's key; no foreign key, for a session that outlives its account is nobody's.
    account = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self):
        return f"{self.account or '-'} {self.expire_date:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls):
        """The store that reads and writes these."""
        from archive.door.sessions import SessionStore

        return SessionStore


class App(TOTPDevice):
    """Somebody's authenticator app: django-otp's, but its secret is sealed when it is saved and opened to be used."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def save(self, *args, **kwargs):
        """With the secret sealed by the present key."""
        if not sealing.is_sealed(self.key, self.user_id):
            self.key = sealing.sealed(sealing.opened(self.key, self.user_id), self.user_id)
        super().save(*args, **kwargs)

    @property
    def bin_key(self):
        """The secret itself; Unreadable where no key of the archive opens it."""
        return bytes.fromhex(sealing.opened(self.key, self.user_id))


class Attempt(models.Model):
    """An attempt to sign in that did not succeed, or is being looked at: keyed checksums of whose account, from where.

    `browser` is that of a browser in which the account's owner has signed in before, else empty.
    """

    at = models.DateTimeField(db_index=True)
    account = LineField(max_length=64)
    sender = LineField(max_length=64)
    browser = LineField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("attempt to sign in")
        verbose_name_plural = _("attempts to sign in")
        indexes = [
            models.Index(fields=["account", "browser", "at"], name="attempt_by_account"),
            models.Index(fields=["sender", "at"], name="attempt_by_sender"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"


class Unchangeable(Exception):
    """Somebody was about to change or delete an entry of the audit log."""


class AuditQuerySet(models.QuerySet):
    """Entries of the log: read, and never written again."""

    def update(self, **values):
        """Refused."""
        raise Unchangeable("Entries of the audit log are not changed.")

    def delete(self):
        """Refused."""
        raise Unchangeable("Entries of the audit log are not deleted.")


class Outcome(models.TextChoices):
    """What became of what somebody wanted."""

    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class AuditEntry(models.Model):
    """One thing that somebody did or was refused: who, from where, what, to what; written once."""

    at = models.DateTimeField(_("when"), db_index=True)
    # A name, not a link: it stays when the account goes.
    who = LineField(_("who"), max_length=150, blank=True, db_index=True)
    # An address of the network; empty for a command on the server.
    sender = LineField(_("from where"), max_length=100, blank=True)
    what = LineField(_("what"), max_length=40, db_index=True)
    outcome = ChoiceField(_("outcome"), max_length=7, choices=Outcome)
    about = BoundedProseField(_("about"), max_length=1000, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.what}"

    def save(self, *args, **kwargs):
        """Once."""
        if not self._state.adding:
            raise Unchangeable("Entries of the audit log are not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refused."""
        raise Unchangeable("Entries of the audit log are not deleted.")
