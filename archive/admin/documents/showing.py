"""What can be read of a source beside the form: its text, its picture, or the way to it."""

import mimetypes
from dataclasses import dataclass

from django.http import FileResponse, Http404
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from archive.models import RECORD_ARC, Citation

# What a browser shows without running anything; all else is handed over to be saved.
_SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"}
_MOST_LETTERS = 400_000
_MOST_STATEMENTS = 100


@dataclass(slots=True)
class Document:
    """A source as it stands beside the form."""

    text: str = ""
    is_image: bool = False
    has_file: bool = False
    missing: str = ""


def shown(source) -> Document:
    """What of a source can stand on the page itself."""
    if not source.file:
        return Document()
    kind = mimetypes.guess_type(source.file.name)[0] or ""
    if kind.startswith("image/") and kind in _SHOWN:
        return Document(is_image=True, has_file=True)
    if kind not in ("text/plain", "text/html"):
        return Document(has_file=True)
    try:
        with source.file.open("rb") as stored:
            text = stored.read(_MOST_LETTERS).decode("utf-8", errors="replace")
    except OSError:
        return Document(missing=_("The file “%(name)s” is not there any more.") % {"name": source.file.name})
    return Document(text=strip_tags(text) if kind == "text/html" else text, has_file=True)


def handed_over(source) -> FileResponse:
    """The file of a source: in the browser where that is safe, else to be saved. 404 where there is none."""
    try:
        stored = source.file.open("rb") if source.file else None
    except OSError:
        stored = None
    if stored is None:
        raise Http404
    kind = mimetypes.guess_type(source.file.name)[0]
    kind = kind if kind in _SHOWN else "application/octet-stream"
    answer = FileResponse(stored, as_attachment=kind not in _SHOWN, content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


def stated_already(source):
    """The statements for which a source is cited, the latest first."""
    rows = Citation.objects.filter(source=source).select_related(*RECORD_ARC).order_by("-pk")
    return rows[:_MOST_STATEMENTS]
