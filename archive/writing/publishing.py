"""That readers see something else than before is counted once a transaction, as the last thing that it does."""

import contextvars
from contextlib import contextmanager

from django.apps import apps as present

from archive.models import PublishedRevision

# What is noted of the transaction that will count it at its end, if one does.
_held_back = contextvars.ContextVar("published_changes_held_back", default=None)


def note_published() -> None:
    """Count that readers see something else, now or at the end of the `counted_last` around this."""
    noted = _held_back.get()
    if noted is None:
        PublishedRevision.note()
    else:
        noted.append(True)


@contextmanager
def counted_last():
    """Hold the count back to the end of what stands inside: for transactions that lock other rows after a change.

    Else two of them could wait for each other: one has the count and wants the row, the other the reverse.
    """
    if _held_back.get() is not None:
        yield
        return
    noted = []
    token = _held_back.set(noted)
    try:
        yield
    finally:
        _held_back.reset(token)
    if noted:
        PublishedRevision.note()


def count_migration(apps=present, plan=(), **_signal):
    """After migrations, which may have changed anything, and where nothing was ever counted: count one change."""
    try:
        apps.get_model("archive", "PublishedRevision")
    except LookupError:
        # A migration was asked for only so far.
        return
    if plan or not PublishedRevision._base_manager.exists():
        PublishedRevision.note()
