"""The database's conditions, asked of values that are not stored yet: what SQL would say of a CHECK constraint."""

import operator

from django.db import models
from django.db.models import Q

from archive.models.rules import Held

_COMPARISONS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class CannotTell(Exception):
    """A condition that only the database can evaluate; it will."""


def holds(condition: Q, value) -> bool | None:
    """Whether a row meets a condition, as SQL would say: None where a missing value leaves it open.

    `value` gives the row's value of a field. Raises CannotTell for look-ups beyond plain comparisons.
    """
    if condition.connector not in (Q.AND, Q.OR):
        raise CannotTell
    # One answer decides for all: False among conditions that must all hold, True where one is enough.
    deciding = condition.connector == Q.OR
    found = not deciding
    for child in condition.children:
        answer = holds(child, value) if isinstance(child, Q) else _compared(*child, value)
        if answer is deciding:
            found = deciding
            break
        found = None if answer is None else found
    return not found if condition.negated and found is not None else found


def _compared(path, wanted, value):
    name, _sign, lookup = path.partition("__")
    found = value(name)
    if lookup == "isnull":
        return (found is None) is wanted
    compare = _COMPARISONS.get(lookup or "exact")
    if compare is None or hasattr(wanted, "resolve_expression"):
        raise CannotTell
    return None if found is None else compare(found, wanted)


def may_stand(model, snapshot) -> bool:
    """Whether the database's conditions hold for a record's columns, as its snapshot has them."""

    def value(name):
        field = model._meta.get_field(name)
        text = snapshot.get(name)
        if field.is_relation:
            return text
        return field.to_python(text) if text is not None else None if field.null else ""

    return not any(refuses(c.condition, value) for c in asked(model))


def asked(model) -> list[models.CheckConstraint]:
    """The CHECKs of a model that a row is held against before it is stored, with a sentence for its editor."""
    found = (c for c in model._meta.constraints if isinstance(c, models.CheckConstraint) and not isinstance(c, Held))
    return list(found)


def refuses(condition, value) -> bool:
    """Whether the database would refuse a row for this condition, as far as that can be told without it."""
    try:
        return holds(condition, value) is False
    except CannotTell:
        return False
