"""The first page, and the page of everything that waits."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive.admin.desk import changes, health, piles, preserved, standing
from archive.review import Role, role_of


def front(request) -> dict:
    """What the first page shows this person, beside the way to the tables."""
    found, kept = standing.lines(request.user), preserved.looked_up(request.user)
    return {
        "title": _("Your desk"),
        "role": role_of(request.user),
        "reads_only": role_of(request.user) in (None, Role.VIEWER),
        "piles": piles.piles(request.user),
        "standing": found,
        "standing_headings": standing.headings(),
        "standing_summary": standing.summary(found) if found else "",
        "changes": changes.last(request.user),
        "signs": health.signs(request.user, kept),
        "alarms": preserved.alarms(kept),
    }


def waiting(site, request):
    """The page of all that waits for this person."""
    context = {
        **site.each_context(request),
        "title": _("What waits for you"),
        "piles": piles.piles(request.user, piles.MANY),
    }
    return TemplateResponse(request, "admin/archive/desk.html", context)
