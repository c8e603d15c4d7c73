"""Who merges: whom it is left to, who proposes it, and who decides on a proposed merge."""

from enum import Enum

from archive.models import Record
from archive.review.rights import PUBLIC, Action, Role, is_own, may, role_of


class Right(Enum):
    """What somebody may do about a merge."""

    NO = 0
    PROPOSE = 1
    DO = 2


def right_to_merge(user, *records) -> Right:
    """What this user may do about a merge of these records; None is the archive itself.

    Administrators and reviewers merge, a reviewer not where the last hand at one of them that readers see was the
    reviewer's own; editors propose; contributors merge two drafts of their own, and so do editors.
    """
    if user is None:
        return Right.DO
    role = role_of(user)
    if role in (None, Role.VIEWER):
        return Right.NO
    public = [r for r in records if isinstance(r, Record) and r.status in PUBLIC]
    if role is Role.ADMINISTRATOR:
        return Right.DO
    if role is Role.REVIEWER:
        return Right.DO if all(may(user, Action.DECIDE, record) for record in public) else Right.PROPOSE
    own = records and not public and all(isinstance(r, Record) and is_own(user, r) for r in records)
    if own:
        return Right.DO
    return Right.PROPOSE if role is Role.EDITOR else Right.NO


def right_to_write(user, touched, besides=()) -> Right:
    """What they may do about a merge that also writes these records, which link to one of the two."""
    role = role_of(user) if user is not None else Role.ADMINISTRATOR
    if role in (Role.REVIEWER, Role.ADMINISTRATOR):
        return Right.DO
    known = {(type(record), record.pk) for record in besides}
    others = [record for record in touched if (type(record), record.pk) not in known]
    if all(may(user, Action.CHANGE, record) for record in others):
        return Right.DO
    return Right.PROPOSE if role is Role.EDITOR else Right.NO
