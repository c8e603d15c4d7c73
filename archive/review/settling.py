"""Discrepancies that are settled: how they stand, and what readers are told of it."""

from django.utils import timezone

from archive.models import Discrepancy, DiscrepancyState
from archive.models.links import key_to
from archive.snapshot import DECIDED, DECISIONS

# Under this name a proposed snapshot lists what its author would settle: {field, state, public notes}.
SETTLED = DECISIONS


def settle(record, decisions, *, by) -> None:
    """Write, inside an open change, how discrepancies of a record stand; one that is gone meanwhile is left out."""
    key = key_to(Discrepancy, type(record))
    rows = {row.field: row for row in Discrepancy.objects.filter(**{key: record.pk})}
    for decision in decisions:
        row = rows.get(decision["field"])
        if row is None:
            continue
        for name in DECIDED:
            setattr(row, name, decision.get(name, getattr(row, name)))
        is_settled = row.state != DiscrepancyState.OPEN
        row.resolved_by, row.resolved_at = (by, timezone.now()) if is_settled else (None, None)
        # The testimonies of this moment are weighed with it.
        row.settled = None
        row.save()


def decisions_of(snapshots) -> list[dict]:
    """What several proposed snapshots of one record would settle, the later ones over the earlier, by field."""
    found = {}
    for taken in snapshots:
        found |= {decision["field"]: decision for decision in taken.get(SETTLED, ())}
    return list(found.values())
