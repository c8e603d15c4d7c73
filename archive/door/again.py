"""What was typed into a form outlives its session: the way on is to sign in and send it again."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from archive.asker import is_from_here

# The token belongs to the session that has ended.
_TOKEN = "csrfmiddlewaretoken"


def is_worth_keeping(request) -> bool:
    """Whether somebody has typed something on a page of this site that is now refused for want of a session.

    What another site sends is not offered to be sent again, and passwords are not written into a page.
    """
    if request.method != "POST" or not is_from_here(request):
        return False
    return any(name != _TOKEN for name in request.POST) and not any("password" in name for name in request.POST)


def send_again(request):
    """403 with the form as it was sent, out of sight, and a button that sends it again; nothing is stored meanwhile."""
    typed = [(name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values]
    context = {
        **admin.site.each_context(request),
        "title": _("Sign in, then send it again"),
        "typed": typed,
        "has_files": bool(request.FILES),
        "address": request.get_full_path(),
        "is_in": request.user.is_authenticated,
    }
    return TemplateResponse(request, "admin/door/again.html", context, status=403)
