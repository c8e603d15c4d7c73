"""Files of sources as answers: handed over to be saved, so that nothing in them runs on the archive's own address."""

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response

from archive.models import FileKind
from archive.sources.files import opened

_TO_SAVE = "application/octet-stream"
# The only types that are ever answered; whatever could run in a browser is bytes to be saved.
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.GIF: "image/gif",
    FileKind.WEBP: "image/webp",
    FileKind.TIFF: "image/tiff",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.HTML: _TO_SAVE,
    FileKind.MHTML: _TO_SAVE,
    FileKind.WARC: "application/warc",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def handed_over(request, file, *, public):
    """The answer with a source's file, to be saved; whether the asker may have it is the caller's to know.

    Of a `public` one caches keep a copy, which they ask about each time. 404 where the storage has lost it.
    """
    headers = {**_HEADERS, "Cache-Control": "public, no-cache" if public else "private, no-store"}
    etag = f'"{file.sha256}"'
    known = get_conditional_response(request, etag=etag) if public else None
    answer = known if known is not None and known.status_code == 304 else _whole(file)
    if public:
        headers["ETag"] = etag
    for name, value in headers.items():
        answer[name] = value
    return answer


def _whole(file):
    try:
        stored = opened(file.sha256)
    except FileNotFoundError:
        raise Http404 from None
    kind = MEDIA_TYPES.get(file.kind, _TO_SAVE)
    return FileResponse(stored, as_attachment=True, filename=file.name, content_type=kind)
