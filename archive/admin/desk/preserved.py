"""How the archive is preserved: whether there is a backup, of when, and whether anybody has tried it."""

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from archive.admin.desk.sign import Sign
from archive.models import Outcome
from archive.preserving import Preserved, preserved
from archive.review import Role, role_of


def looked_up(user) -> Preserved | None:
    """How the archive is preserved, for administrators; nobody else can do anything about it."""
    return preserved() if role_of(user) is Role.ADMINISTRATOR else None


def signs(found) -> list[Sign]:
    """The last backup, verification and restore, each with its age and what came out."""
    return [
        Sign(_("Backups"), *_backup(found)),
        Sign(_("Verification"), *_verification(found)),
        Sign(_("Restore"), *_restore(found)),
    ]


def alarms(found) -> list[str]:
    """What an administrator must not overlook, once the archive is to have backups."""
    if found is None or not found.is_expected:
        return []
    return [sign.words for sign in signs(found) if sign.needs_work]


def _backup(found):
    last = found.backup
    if last is None:
        return _("There is no backup yet: let `manage.py backup` make one, as the README says."), "", True
    names = {"age": timesince(last.started_at), "why": last.message}
    if found.is_lost(last) or last.outcome == Outcome.FAILED:
        good = found.good_backup
        words = _("The last backup failed %(age)s ago (%(why)s).") % (names | {"why": last.message or _("not ended")})
        when = (
            _("The last good one is %(age)s old.") % {"age": timesince(good.started_at)}
            if good
            else _("There is no good one.")
        )
        return f"{words} {when}", "", True
    if last.outcome == Outcome.DAMAGED:
        words = _("The last backup, %(age)s ago, lacks %(number)s files of sources: run `manage.py verify`.")
        return words % (names | {"number": last.damaged}), "", True
    if last.outcome == Outcome.RUNNING:
        return _("A backup began %(age)s ago.") % names, "", False
    if found.is_late:
        return _("The last backup is %(age)s old: see why none was made since.") % names, "", True
    return _("The last backup is %(age)s old.") % names, "", False


def _verification(found):
    last = found.verification
    if last is None:
        return _("The archive was never verified: run `manage.py verify`."), "", True
    names = {"age": timesince(last.started_at), "number": last.damaged}
    if last.outcome == Outcome.DAMAGED:
        words = _("Verified %(age)s ago: %(number)s damaged. Run `manage.py verify`, which names them.") % names
        return words, "", True
    if last.outcome == Outcome.FAILED or found.is_lost(last):
        return _("The verification %(age)s ago did not come to its end: run `manage.py verify`.") % names, "", True
    return _("Verified %(age)s ago: everything is as it was stored.") % names, "", False


def _restore(found):
    last = found.restore
    if last is None:
        words = _("No backup was ever restored to see whether it can be: run `manage.py restore --trial` on one.")
        return words, "", True
    names = {"age": timesince(last.started_at)}
    if last.outcome == Outcome.SOUND:
        return _("A backup was last restored and read back %(age)s ago.") % names, "", False
    return _("The last restore failed %(age)s ago: try it again with `manage.py restore --trial`.") % names, "", True
