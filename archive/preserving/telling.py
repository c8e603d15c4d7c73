"""How the archive is preserved, in a few facts: for the desk and for whoever watches over the machine."""

from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from archive.models import Outcome, PreservationEvent, Preserving
from archive.preserving import outcomes


@dataclass(frozen=True, slots=True)
class Preserved:
    """The last backup, verification of the archive, and restore, whatever came out; None where there was none."""

    backup: PreservationEvent | None
    good_backup: PreservationEvent | None
    verification: PreservationEvent | None
    restore: PreservationEvent | None
    is_expected: bool

    is_lost = staticmethod(outcomes.is_lost)

    @property
    def is_late(self) -> bool:
        """Whether the last good backup is older than it may be."""
        return self.good_backup is not None and outcomes.is_late(self.good_backup)


def preserved() -> Preserved:
    """What was done last."""
    good = (Outcome.SOUND, Outcome.DAMAGED)
    return Preserved(
        backup=outcomes.last(Preserving.BACKUP),
        good_backup=outcomes.last(Preserving.BACKUP, *good),
        verification=outcomes.last(Preserving.VERIFICATION, place=""),
        restore=outcomes.last(Preserving.RESTORE),
        is_expected=outcomes.is_expected(),
    )


def told() -> list[str]:
    """A line for each that was ever done, `backup: sound, 5 hours ago`; nothing where the archive does not say."""
    try:
        found = preserved()
    except DatabaseError:
        return []
    lines = []
    for name in ("backup", "verification", "restore"):
        event = getattr(found, name)
        if event is not None:
            hours = int((timezone.now() - event.started_at).total_seconds() // 3600)
            late = ", late" if name == "backup" and found.is_late else ""
            lines.append(f"{name}: {event.outcome}, {hours} hours ago{late}")
    return lines if lines or not found.is_expected else ["backup: none"]
