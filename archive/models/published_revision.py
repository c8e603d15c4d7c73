"""How often, and when, what readers see has changed: by this every kept copy of a page is known to be good or not."""

import time
from datetime import timedelta
from functools import partial

from django.db import connections, models, router, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_ONLY = 1
# Seconds for which a web process may go by what it read. Asking for each request would take as long as the rest of an
# answer that is kept, and with SQLite the threads of a process would wait for each other.
TRUSTED_FOR = 0.01


class PublishedRevision(models.Model):
    """How often what readers see has changed, and when it last did: one row, written together with what changes it."""

    number = models.PositiveBigIntegerField(_("number"))
    # Each at least a second after the one before, so that HTTP's times, which count seconds, tell them apart.
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("published revision")
        verbose_name_plural = _("published revisions")
        constraints = [models.CheckConstraint(condition=models.Q(id=_ONLY), name="published_revision_is_one")]

    def __str__(self):
        return f"{self.number}, {self.changed_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def current(cls) -> tuple | None:
        """(number, time of the change) in the database that is read from; None where nothing was ever counted.

        The number alone would come again after a backup was restored.
        """
        with connections[router.db_for_read(cls)].cursor() as cursor:
            cursor.execute(f"SELECT number, changed_at FROM {cls._meta.db_table} WHERE id = %s", [_ONLY])  # noqa: S608
            return cursor.fetchone()

    @classmethod
    def note(cls) -> None:
        """Count one change more of what readers see, in the transaction of that change.

        The row is held until the transaction ends, and everybody who publishes waits for it: take it last. Whoever
        publishes is kept until nobody goes by the number before any more: then all readers see it.
        """
        now = timezone.now()
        later = Greatest(Value(now), F("changed_at") + timedelta(seconds=1))
        if not cls._base_manager.filter(pk=_ONLY).update(number=F("number") + 1, changed_at=later):
            cls._base_manager.create(pk=_ONLY, number=1, changed_at=now)
        transaction.on_commit(partial(time.sleep, TRUSTED_FOR), using=router.db_for_write(cls))


class KeptOfRevision(dict):
    """What was found out at some published revision, (revision, what) by what it is of: good until the next one."""

    def still(self, at, revision):
        """What was found out at this very revision; None where it was another, or nobody knows which one this is."""
        then, found = self.get(at, (None, None))
        return found if revision and then == revision else None
