"""Taking part: a reader proposes that a record say something else, and finds later what became of it."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive.asker import is_from_here
from archive.models import RECORD_ARC, Correction, CorrectionState
from archive.public.context import page
from archive.public.corrections.form import CorrectionForm
from archive.public.corrections.guard import Refused, a_token, opened, sender_of
from archive.public.errors import csrf_failure
from archive.public.records import PAGES, RecordPage, moved
from archive.public.values import field_label
from archive.review.corrections import TooMany, receive
from archive.templatetags.reading import dated, public, sentence_case, titled, translated


# Readers get no cookie, so Django's protection, which needs one, gives way to another (see guard.py).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, model, slug):
    """The form on which a reader says what a published record should say; a POST sends it to the editors."""
    kind = PAGES.get(model, RecordPage)
    record = kind.find(model, slug)
    if record is None:
        slug = moved(model, slug).slug
        if request.method != "POST":
            query = request.META.get("QUERY_STRING", "")
            at = reverse(f"{model.address}-correct", args=[slug])
            return redirect(f"{at}?{query}" if query else at, permanent=True)
        record = kind.find(model, slug)
    shown = kind(record)
    if request.method != "POST":
        return _form(request, shown, CorrectionForm(shown, initial={"field": request.GET.get("field", "")[:40]}))
    if not is_from_here(request):
        return csrf_failure(request)
    return _received(request, shown)


def _received(request, shown):
    form = CorrectionForm(shown, request.POST)
    try:
        token = opened(request.POST.get("form", ""), shown.record)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _form(request, shown, form, status=refusal.status)
    if not form.is_valid():
        return _form(request, shown, form, written_on=request.POST["form"])
    values = {**form.correction(), "language": get_language()}
    sent = Correction.objects.filter(token=token).first()
    if sent is not None:
        # Pressed twice; what was written anew since is another correction.
        if all(getattr(sent, name) == value for name, value in values.items()):
            return _private(redirect(sent))
        token = a_token()
    try:
        correction = receive(shown.record, sender_of(request), token=token, email=form.cleaned_data["email"], **values)
    except TooMany as refusal:
        return _put_off(request, shown, form, refusal.seconds)
    return _private(redirect(correction))


def _put_off(request, shown, form, seconds):
    """429 with the form as it was sent, and when it can be sent again (RFC 6585)."""
    form.add_error(None, _("More was sent from here, or by everybody together, than the archive takes in at a time."))
    form.add_error(None, _after(seconds))
    response = _form(request, shown, form, status=429, written_on=request.POST["form"])
    response["Retry-After"] = str(seconds)
    return response


def _after(seconds):
    minutes = -(-seconds // 60)
    if minutes <= 90:
        told = ngettext("Send it again in %(count)d minute.", "Send it again in %(count)d minutes.", minutes)
        return told % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext("Send it again in %(count)d hour.", "Send it again in %(count)d hours.", hours) % {"count": hours}


def _form(request, shown, form, status=200, written_on=""):
    context = page(
        request,
        title=_("Propose a correction"),
        record=shown.record,
        shown=shown,
        form=form,
        # What is sent again is the same form as before; a refused one begins anew.
        written_on=written_on or form.fresh(),
        kept=settings.CORRECTION_CONTACTS_KEPT_DAYS,
        address=shown.record.address,
    )
    return _private(render(request, "archive/correct.html", context, status=status))


@require_safe
def correction(request, token):
    """What a reader sent, and what became of it, for whoever knows its address."""
    found = Correction.objects.filter(token=token).select_related(*RECORD_ARC).first()
    if found is None:
        raise Http404
    record = public(found.record)
    context = page(
        request,
        title=_("Your correction"),
        correction=found,
        record=record,
        record_title=titled(record) if record else None,
        what=sentence_case(field_label(type(found.record), found.field)) if found.field else "",
        sent=dated(found.created_at.date().isoformat()),
        decided=dated(found.decided_at.date().isoformat()) if found.decided_at else "",
        waits=found.state == CorrectionState.WAITING,
        answer=translated(found, "answer"),
        here=request.build_absolute_uri(request.path),
    )
    return _private(render(request, "archive/correction.html", context))


def _private(response):
    """Kept by no cache and no search engine, and its address told to no other site."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer" if response.status_code == 302 else "same-origin"
    return response
