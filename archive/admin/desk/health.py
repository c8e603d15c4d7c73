"""What an archive needs besides records: links that still lead somewhere, sources looked up, a worker, copies."""

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.admin.desk import preserved
from archive.admin.desk.counting import bounded, in_words
from archive.admin.desk.sign import Sign
from archive.models import LinkOutcome, Source
from archive.review import Role, role_of
from archive.sources import links
from archive.spreadsheets import progress
from archive.spreadsheets.jobs import WORKER


def signs(user, kept=None) -> list[Sign]:
    """How the archive fares, for those who can do something about it; `kept` is how it is preserved."""
    role = role_of(user)
    if role in (None, Role.VIEWER, Role.CONTRIBUTOR):
        return []
    found = [*_links(), _looked_up()]
    if role is Role.ADMINISTRATOR:
        found += [_worker(), *(preserved.signs(kept) if kept else ())]
    return found


def _links():
    """The links of sources that lead nowhere, and those that nobody has asked for yet."""
    home = reverse("admin:archive_source_changelist")
    dead = bounded(links.with_state(Source.objects.all(), LinkOutcome.DEAD))
    if dead:
        words = _("Sources with a link that leads nowhere: %(number)s.") % {"number": in_words(dead)}
        yield Sign(_("Links"), words, f"{home}?links={LinkOutcome.DEAD}", True)
    never = bounded(links.with_state(Source.objects.all(), "never"))
    if never:
        words = _("Sources with a link that was never checked: %(number)s.") % {"number": in_words(never)}
        yield Sign(_("Links"), words, f"{home}?links=never", True)
    if not (dead or never):
        yield Sign(_("Links"), _("No link is known to lead nowhere, and none waits to be checked."))


def _looked_up():
    number = bounded(Source.objects.filter(accessed_latest__isnull=True))
    address = reverse("admin:archive_source_changelist") + "?unchecked_since=never"
    if not number:
        return Sign(_("Sources looked up"), _("Each source says when it was last looked up."))
    words = _("Without the day on which they were last looked up: %(number)s.") % {"number": in_words(number)}
    return Sign(_("Sources looked up"), words, address, True)


def _worker():
    if progress.is_held(WORKER):
        return Sign(_("Worker"), _("Runs: long imports are carried out in the background."))
    words = _("Does not run: an import is carried out while its editor waits. Start it with `manage.py worker`.")
    return Sign(_("Worker"), words, "", True)
