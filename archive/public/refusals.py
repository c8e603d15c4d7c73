"""Answers that say why there is no other one: as a page, or as data where data was asked for.

They need neither database nor session. Where a form could not be saved, the page holds what was typed, ready to be sent
again; nothing of it is kept on this side.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import get_language_from_path, get_language_from_request, gettext_lazy, ngettext, override

from archive.asker import is_from_here
from archive.public.context import page

ADMIN = "/admin/"
# Seconds after which whoever found the storage away may look again.
_SOON = 10
# Fields of forms that are never given back.
_SECRET = ("password", "secret", "otp")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The status of an answer, its title and its sentences; the seconds after which to ask again, where that helps."""

    status: int
    title: str
    sentences: tuple
    seconds: int = 0
    # Whether the page gives back what was typed.
    gives_back: bool = False


def too_large() -> Refusal:
    """413: more was sent than is taken in."""
    return Refusal(
        413,
        gettext_lazy("This is too large"),
        (
            gettext_lazy("More was sent at once than the archive takes in. Nothing was changed."),
            gettext_lazy("Go back and send less at a time: a shorter text, a smaller file, or fewer files."),
        ),
    )


def without_length() -> Refusal:
    """411: it is not said how much is coming (RFC 9110, 15.5.12)."""
    told = gettext_lazy("What is sent here has to say first how long it is (Content-Length). Nothing was changed.")
    return Refusal(411, gettext_lazy("The length of this is missing"), (told,))


def too_much(seconds) -> Refusal:
    """429: one address has asked for more work than one reader may (RFC 6585)."""
    told = gettext_lazy(
        "From your address more was searched and downloaded than the archive does for one reader at a time, so that "
        "others can read too."
    )
    return Refusal(429, gettext_lazy("That was much at once"), (told,), seconds)


def busy(seconds) -> Refusal:
    """503: as many files are being made as leave room for readers."""
    told = gettext_lazy("As many files are being made at this moment as leave room for those who read.")
    return Refusal(503, gettext_lazy("Other files are being made"), (told,), seconds)


def storage_away(request) -> Refusal:
    """503: the database does not answer."""
    sentences = [gettext_lazy("Nothing is wrong with what you asked for. It can be asked for again soon.")]
    if _is_writing(request):
        # A connection that is lost in the middle of storing leaves it open what became of it.
        sentences = [gettext_lazy("It is not certain whether what you sent was saved: look before you send it again.")]
    title = gettext_lazy("The archive cannot reach its storage")
    return Refusal(503, title, tuple(sentences), _SOON, _is_writing(request))


def files_away(request) -> Refusal:
    """503: the bucket with the files of sources does not answer; the database does."""
    title = gettext_lazy("The archive cannot reach its files")
    told = gettext_lazy("The files of sources are kept apart, and cannot be reached at this moment. Reading goes on.")
    if not _is_writing(request):
        return Refusal(503, title, (told,), _SOON)
    nothing = gettext_lazy("Nothing of what you sent was stored. It can be as soon as the files are reached again.")
    return Refusal(503, title, (told, nothing), _SOON, True)


def storage_full(request) -> Refusal:
    """507: nothing can be written (RFC 4918, 11.5).

    Not 503, by which proxies take a whole server for absent: reading goes on.
    """
    nothing = gettext_lazy("The storage is full, or only reading is allowed there at this moment. Reading goes on.")
    if not _is_writing(request):
        return Refusal(507, gettext_lazy("The storage of the archive is full"), (nothing,))
    tell = gettext_lazy("Nothing of what you sent was stored. Tell whoever runs the archive, and send it again then.")
    return Refusal(507, gettext_lazy("Not saved: the storage is full"), (nothing, tell), gives_back=True)


def storage_busy(request) -> Refusal:
    """503: somebody else writes for longer than is waited; on SQLite a large import holds up all who would save."""
    told = gettext_lazy(
        "Something large is being written at this moment, such as an import, and holds up all the rest."
    )
    if not _is_writing(request):
        return Refusal(503, gettext_lazy("The archive is writing"), (told,), _SOON)
    nothing = gettext_lazy("Nothing of what you sent was stored. It can be as soon as that is done.")
    return Refusal(503, gettext_lazy("Not saved yet: the archive is writing"), (told, nothing), _SOON, True)


def refused(request, refusal) -> HttpResponse:
    """The answer: a page, or where data was asked for the same words as JSON (RFC 9457) or as text."""
    language = spoken_to(request)
    with override(language):
        sentences = [str(sentence) for sentence in refusal.sentences]
        if refusal.seconds:
            sentences.append(_after(refusal.seconds))
        response = _WRITTEN[_wanted(request)](request, refusal, sentences)
    response.headers["Content-Language"] = language
    if refusal.seconds:
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def spoken_to(request) -> str:
    """The language of an answer: that of the address, at the editors' door that of the browser.

    An error may come before anything has looked for it, and a thread remembers the language of whom it answered last.
    """
    if request.path_info.startswith(ADMIN):
        return get_language_from_request(request)
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _is_writing(request):
    return request.method == "POST"


def _after(seconds):
    if seconds < 60:
        return ngettext("Try again in %(count)d second.", "Try again in %(count)d seconds.", seconds) % {
            "count": seconds
        }
    minutes = -(-seconds // 60)
    return ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes) % {"count": minutes}


def _wanted(request) -> str:
    """`page`, `json` or `text`: a browser says that it takes HTML, programs name JSON or ask for an address of data."""
    accepted, name = request.META.get("HTTP_ACCEPT", ""), request.path_info.rpartition("/")[2]
    if "text/html" in accepted:
        return "page"
    if "json" in accepted or name.endswith(("json", "jsonld")):
        return "json"
    return "text" if "." in name or name == "oai" else "page"


def _as_page(request, refusal, sentences):
    own = {"title": str(refusal.title), "status": refusal.status, "alternates": [], "canonical": "", "x_default": ""}
    typed = _typed(request) if refusal.gives_back else []
    own |= {"sentences": sentences, "typed": typed, "sent_to": request.get_full_path()}
    # Asked of a request that was refused unread, this would read it.
    own["files"] = bool(typed and request.FILES)
    try:
        context = page(request, **own)
    except DisallowedHost:
        context = own
    return render(request, "refusal.html", context, status=refusal.status)


def _as_json(request, refusal, sentences):
    told = {"status": refusal.status, "title": str(refusal.title), "detail": " ".join(sentences)}
    kind = "application/problem+json; charset=utf-8"
    return HttpResponse(json.dumps(told, ensure_ascii=False) + "\n", kind, refusal.status)


def _as_text(request, refusal, sentences):
    told = "\n".join([f"{refusal.title}.", *sentences, ""])
    return HttpResponse(told, "text/plain; charset=utf-8", refusal.status)


_WRITTEN = {"page": _as_page, "json": _as_json, "text": _as_text}


def _typed(request) -> list[tuple[str, str]]:
    """(name, value) of all that a form of this site sent, but for files; nothing where a secret is among it."""
    try:
        if not _is_of_this_site(request) or hasattr(request, "sensitive_post_parameters"):
            return []
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # noqa: BLE001 - what was sent cannot be read; the page is worth more than that
        return []
    return [] if any(word in name.lower() for name, _value in fields for word in _SECRET) else fields


def _is_of_this_site(request):
    """Whether the form was filled in here: what another site sends is not laid into a form of this one."""
    if not is_from_here(request):
        return False
    if getattr(request, "csrf_processing_done", False) or _needs_no_token(request):
        return True
    guard = CsrfViewMiddleware(lambda _request: None)
    guard.process_request(request)
    return guard.process_view(request, lambda _request: None, (), {}) is None


def _needs_no_token(request):
    return request.resolver_match is not None and getattr(request.resolver_match.func, "csrf_exempt", False)
