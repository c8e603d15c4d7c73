"""What editors decided where sources disagree, as a part of a record's version: how it stands, what readers read."""

import functools
from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.models import Discrepancy, DiscrepancyState
from archive.models.links import key_to
from archive.models.sets import keys

# Under this name a snapshot lists them; a disagreement of which nothing was decided the archive finds again itself.
DECISIONS = "discrepancies"
# What is decided of one; when and by whom stands beside it.
DECIDED = ("state", *Discrepancy.public_note.fields)


def decisions(model, pks) -> dict[int, list[dict]]:
    """What was decided of the disagreements about these records, by primary key, in the order of the fields."""
    key = key_to(Discrepancy, model)
    if key is None:
        return {}
    found = defaultdict(list)
    rows = Discrepancy._base_manager.filter(**{f"{key}__in": keys(pks)}).exclude(_undecided()).order_by("field")
    person = f"resolved_by__{get_user_model().USERNAME_FIELD}"
    for pk, at, by, *values in rows.values_list(f"{key}_id", "resolved_at", person, "field", *DECIDED):
        told = dict(zip(("field", *DECIDED), values, strict=True))
        told |= {"resolved_at": at and at.isoformat(), "resolved_by": by}
        found[pk].append({name: value for name, value in told.items() if value})
    return found


@functools.cache
def _undecided() -> Q:
    return Q(state=DiscrepancyState.OPEN, **dict.fromkeys(Discrepancy.public_note.fields, ""))


def restore_decisions(model, present, wanted, by) -> None:
    """Make what was decided about these records, {primary key: [decision]}, as wanted, inside an open change.

    A decision that says neither when nor by whom is made now, by `by`; one of which nothing is wanted is open again.
    """
    key = key_to(Discrepancy, model)
    rows = {
        (getattr(row, f"{key}_id"), row.field): row
        for row in Discrepancy._base_manager.filter(**{f"{key}__in": list(wanted)})
    }
    users = _users(wanted)
    for pk, decided in wanted.items():
        before = {decision["field"]: decision for decision in present.get(pk, ())}
        after = {decision["field"]: decision for decision in decided}
        for name in {*before, *after}:
            if before.get(name) != after.get(name):
                row = rows.get((pk, name)) or Discrepancy(**{f"{key}_id": pk}, field=name)
                _decide(row, after.get(name, {}), by, users)
                row.save()


def _users(wanted):
    names = {decision.get("resolved_by") for decided in wanted.values() for decision in decided} - {None}
    users = get_user_model()
    found = users._default_manager.filter(**{f"{users.USERNAME_FIELD}__in": names}) if names else ()
    return {user.get_username(): user for user in found}


def _decide(row, decision, by, users):
    row.state = decision.get("state", DiscrepancyState.OPEN)
    for name in Discrepancy.public_note.fields:
        setattr(row, name, decision.get(name, ""))
    row.resolved_by = row.resolved_at = None
    if "resolved_at" in decision:
        # The person may be gone; that it was decided stays.
        row.resolved_by = users.get(decision.get("resolved_by"))
        row.resolved_at = parse_datetime(decision["resolved_at"])
    elif row.state != DiscrepancyState.OPEN:
        row.resolved_by, row.resolved_at = by, timezone.now()
    # The testimonies of this moment are weighed with it.
    row.settled = None
