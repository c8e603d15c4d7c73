"""What a file is by its content, whatever its name says: the few kinds that an archive keeps of a document."""

import codecs
import zlib

from archive.models import FileKind

# The endings of names that go with each kind, the first of them the usual one.
ENDINGS = {
    FileKind.PDF: (".pdf",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.GIF: (".gif",),
    FileKind.WEBP: (".webp",),
    FileKind.TIFF: (".tif", ".tiff"),
    FileKind.TEXT: (".txt", ".text", ".md"),
    FileKind.HTML: (".html", ".htm", ".xhtml"),
    FileKind.MHTML: (".mhtml", ".mht"),
    FileKind.WARC: (".warc", ".warc.gz"),
}
# The kinds that a browser draws without running anything of them.
PICTURES = (FileKind.PNG, FileKind.JPEG, FileKind.GIF, FileKind.WEBP)
READABLE = (FileKind.TEXT, FileKind.HTML)
HEAD = 4096
_MARKS = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"WARC/", FileKind.WARC),
)
_CONTROL = frozenset(range(32)) - set(b"\t\n\r\f")


def kind_of(pieces) -> FileKind | None:
    """The kind of a file from its bytes in pieces, all of which are read only where it may be text; None if none."""
    pieces = iter(pieces)
    head = next(pieces, b"")
    marked = next((kind for mark, kind in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        return marked
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[:2] == b"\x1f\x8b":
        return FileKind.WARC if _unpacked(head).startswith(b"WARC/") else None
    return _written_kind(head, pieces)


def _unpacked(head) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64)
    except zlib.error:
        return b""


def _written_kind(head, pieces):
    """The kind of what can be read as text."""
    begin = head[:HEAD].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")) or (begin.startswith(b"<?xml") and b"<html" in begin):
        # Pages of the web come in many encodings; a NUL is in none of them.
        return FileKind.HTML if b"\x00" not in head else None
    headers = begin.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    if b"mime-version:" in headers and b"multipart/related" in headers:
        return FileKind.MHTML
    if begin.startswith((b"<?xml", b"<svg", b"<!doctype", b"<script", b"{\\rtf")):
        return None
    return FileKind.TEXT if head and _is_text(head, pieces) else None


def _is_text(head, pieces) -> bool:
    """Whether all of it is UTF-8 without control characters, and so shows what it holds to everybody alike."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in (head, *pieces):
            if _CONTROL.intersection(piece):
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
