"""Versions of records as readers saw them: a page that was cited stays, and says what has become of it since."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import record_type
from archive.public.citing import citing_context, moment_of
from archive.public.context import page
from archive.public.records import PAGES, RecordPage, moved
from archive.public.versions.difference import differences
from archive.public.versions.past import as_it_was, version_at
from archive.public.versions.wording import in_words

# What else stands on a page is told by other records, of which this version knows nothing.
_OWN = {"names", "people", "life"}


@require_safe
def version_page(request, model, slug, moment):
    """A published record as readers saw it at a moment; 404 where it was not published then or is withdrawn now."""
    record = model.objects.published().filter(slug=slug).first()
    if record is None:
        return redirect(reverse(f"{model.address}-version", args=[moved(model, slug).slug, moment]), permanent=True)
    shown, then = _shown(record, moment)
    context = _context(request, record, shown, then, title=shown.title.value, description=shown.summary.value)
    return render(request, "archive/version.html", context)


@require_safe
def difference_page(request, model, slug, moment):
    """What readers see of a record now beside what they saw at a moment."""
    kind = PAGES.get(model, RecordPage)
    record = kind.find(model, slug)
    if record is None:
        return redirect(reverse(f"{model.address}-difference", args=[moved(model, slug).slug, moment]), permanent=True)
    shown, then = _shown(record, moment)
    now = kind(record)
    title = _("Changes to “%(title)s”") % {"title": now.title}
    context = _context(request, record, shown, then, title=title, differences=differences(shown, now))
    return render(request, "archive/difference.html", context)


@require_safe
def permanent(request, address, slug, moment=""):
    """The address of a record in no language: 303 to the page in the language that the browser asks for."""
    model = record_type(address)
    if model is None:
        raise Http404
    record = model.objects.published().filter(slug=slug).first() or moved(model, slug)
    with override(get_language_from_request(request)):
        target = reverse(f"{address}-version", args=[record.slug, moment]) if moment else record.get_absolute_url()
    response = redirect(target)
    response.status_code = 303
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _shown(record, moment):
    """The page of a record at the moment of an address, and that moment; Http404 where readers saw none then."""
    then = moment_of(moment)
    if then is None or then > timezone.now():
        raise Http404
    taken = version_at(record, then)
    if taken is None:
        raise Http404
    kind = PAGES.get(type(record), RecordPage)
    shown = kind(as_it_was(record, taken, then, kind))
    # Corrections are proposed to the record as it is.
    shown.correct_url = ""
    shown.sections = [section for section in shown.sections if section.key in _OWN]
    return shown, then


def _context(request, record, shown, then, **more):
    at = [record.slug, request.resolver_match.kwargs["moment"]]
    return page(
        request,
        address=record.address,
        record=record,
        shown=shown,
        list_label=record._meta.verbose_name_plural,
        version=in_words(then),
        difference_url=reverse(f"{record.address}-difference", args=at),
        present_url=record.get_absolute_url(),
        **citing_context(shown.record, request),
        is_present=record.face_changed_at < then + timedelta(seconds=1),
        **more,
    ) | {"canonical": request.build_absolute_uri(record.get_absolute_url())}
