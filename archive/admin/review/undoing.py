"""The undo of what one person did between two times: first what it would take back and what it would keep."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from archive.admin.review.recent import ChangesFilter
from archive.models import RECORD_TYPES, Place, Revision
from archive.review import Role, role_of
from archive.text import clean
from archive.undoing import NotUndoable, OfPerson, foresee_changes, undo_changes
from archive.writing import NotDeletable, Stale

PAGE = 50
# So many versions are taken back while somebody waits; more by a command.
MOST = 2_000
_HOUR = timedelta(hours=1)


def page(site, request):
    """What an undo would do; a POST with the same choice does it."""
    posted = request.method == "POST"
    form = ChangesFilter(request.POST if posted else request.GET)
    chosen = form.chosen()
    _require_right(request.user, chosen.get("by", ""))
    selection = None if form.errors else _selection(chosen)
    count = selection.rows().count() if selection else 0
    if posted and selection and count <= MOST:
        return _undo(request, selection)
    context = _shown(request, selection) if selection and 0 < count <= MOST else {}
    context |= {"too_many": count > MOST, "count": count, "most": MOST, "selection": selection}
    context["form"] = _filled(form, selection)
    return _answer(site, request, context)


def _require_right(user, by):
    """Contributors take back their own work, those who see every change that of everybody."""
    role = role_of(user)
    if role in (None, Role.VIEWER) or (role is Role.CONTRIBUTOR and by not in ("", user.get_username())):
        raise PermissionDenied


def _selection(chosen):
    """What is chosen, None without a person; without a beginning the last hour in which they did something."""
    if "by" not in chosen:
        return None
    until = chosen.get("until") or timezone.now()
    since = chosen.get("since")
    if since is None:
        rows = Revision.objects.filter(author_name=chosen["by"], created_at__lte=until)
        last = rows.order_by("-created_at").values_list("created_at", flat=True).first()
        since = (last or until) - _HOUR
    return OfPerson(chosen["by"], since, until, chosen.get("type", ""), chosen.get("kind", ""))


def _filled(form, selection):
    """The form with the times that were taken where none was given."""
    if selection is None:
        return form
    times = {name: localtime(getattr(selection, name)).strftime("%Y-%m-%dT%H:%M") for name in ("since", "until")}
    return ChangesFilter(selection.as_data() | times)


def _shown(request, selection):
    """What the undo would do, by type, and what it would keep."""
    found = foresee_changes(selection, by=request.user, within=True)
    return {
        "found": found,
        "seen": _seen(found),
        "by_type": [(_type_words(type), counts) for type, counts in found.by_type.items()],
        "kept": Paginator(found.kept, PAGE).get_page(request.GET.get("k")),
        "merges": [(merge, reverse("admin:archive_merge_page", args=[merge["pk"]])) for merge in selection.merges()],
        "asked": selection.as_data(),
        "again": urlencode(selection.as_data()),
    }


def _type_words(type):
    model = next(model for model in (Place, *RECORD_TYPES) if model.address == type)
    return capfirst(str(model._meta.verbose_name_plural))


def _seen(found) -> str:
    """What was foretold, in short: somebody else's work in between changes it."""
    return f"{found.deleted}-{found.restored}-{found.recreated}-{found.proposed}-{len(found.kept)}"


def _undo(request, selection):
    why = clean(request.POST.get("why", ""))[:300]
    if not why:
        return _refuse(request, _("Write the reason: whoever reads the history will want to know it."))
    found = foresee_changes(selection, by=request.user, within=True)
    if request.POST.get("seen") != _seen(found):
        sentence = _("Something has been changed since this page was opened. Look through it again.")
        return _refuse(request, sentence)
    try:
        done = undo_changes(selection, by=request.user, why=why, within=True)
    except (NotUndoable, NotDeletable, Stale) as refusal:
        return _refuse(request, str(refusal))
    except IntegrityError:
        sentence = _(
            "What was there before cannot stand beside what was written since. Nothing was changed: "
            "take back a shorter time, or one type after the other."
        )
        return _refuse(request, sentence)
    messages.success(request, _("Undone. This is what became of it; it can be taken back in the same way."))
    return HttpResponseRedirect(reverse("admin:archive_importbatch_change", args=[done.batch.pk]))


def _refuse(request, sentence):
    messages.error(request, sentence)
    query = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "why", "seen"):
        query.pop(name, None)
    return HttpResponseRedirect(f"{reverse('admin:archive_recent_undo')}?{query.urlencode()}")


def _answer(site, request, context):
    context = {**site.each_context(request), "title": _("Undo a person’s changes"), **context}
    return TemplateResponse(request, "admin/archive/recent_undo.html", context)
