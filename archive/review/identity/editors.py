"""Who has edited since a merge what its undo leaves as it is, and when."""

from archive import snapshot
from archive.models import Discrepancy, Record, Revision, arc_name


def last_edit(merge, record, row, name) -> tuple[str, str]:
    """(who, when as ISO 8601) of the last edit of a column of a record, or of the rows of one kind that hang on it.

    Both are empty where the history does not tell: places have none.
    """
    if not isinstance(record, Record):
        return "", ""
    part = name if record is row else _list_of(type(row))
    since = merge.journal.get("versions", {}).get(record.address, {}).get(str(record.pk), 0)
    rows = Revision._base_manager.filter(**{arc_name(type(record)): record.pk}, number__gte=since).order_by("number")
    versions = list(rows.values_list("author_name", "created_at", "snapshot"))
    found = ("", "")
    for (*_before, older), (by, at, newer) in zip(versions, versions[1:], strict=False):
        if older.get(part) != newer.get(part):
            found = (by, at.isoformat())
    return found


def _list_of(model):
    """Under which name a snapshot lists the rows of a model."""
    if model is Discrepancy:
        return snapshot.DECISIONS
    return next((name for name, satellite in snapshot.SATELLITES.items() if satellite is model), "")
