"""Files made to harm whoever keeps, draws or opens them: refused with a sentence, or handed over to be saved."""

import hashlib
import io
import os
import resource
import zipfile

import pytest
from PIL import Image

from archive.models import FileKind
from archive.sources import files, pictures
from tests.factories import keep_file, make_source
from tests.limits.storage import files_no_longer_than
from tests.sources.conftest import take
from tests.sources.pictures import drawn, png_of

pytestmark = pytest.mark.usefixtures("storage")


PICTURE = drawn("png")


def two_pages(second):
    """A TIFF whose second picture has another size."""
    file = io.BytesIO()
    others = [Image.new("1", second)]
    Image.new("1", (3, 2)).save(file, "TIFF", save_all=True, append_images=others, compression="group4")
    return file.getvalue()


def packed(content):
    """A ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("run.js", content)
    return file.getvalue()


HOSTILE = {
    "a bomb: 3,600 million dots in half a megabyte": (
        lambda: png_of(60_000, 60_000, bytes(7501) * 60_000), "a.png", "more than 20 million dots"
    ),
    "dots that are only claimed": (lambda: png_of(2**31 - 1, 2**31 - 1), "a.png", "more than 20 million dots"),
    "a large picture behind a small one": (lambda: two_pages((10_000, 10_000)), "a.tif", "more than 20 million dots"),
    "the first bytes alone": (lambda: b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>", "a.png", "cannot be drawn"),
    "a program in the dress of a picture": (lambda: b"GIF89a=1;alert(document.domain)//", "a.gif", "cannot be drawn"),
    "a torn one": (lambda: drawn("jpeg", (400, 400))[:900], "a.jpg", "cannot be drawn"),
    "rows that are missing": (lambda: png_of(1000, 1000, b"\0" * 10), "a.png", "cannot be drawn"),
    "another kind within": (lambda: b"RIFF\x24\0\0\0WEBP" + drawn("png"), "a.webp", "cannot be drawn"),
    "a TIFF that leads to itself": (lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "a.tif", "cannot be drawn"),
    "a page under a picture's name": (lambda: b"<html><script>alert(1)</script>", "a.png", "end in .html"),
    "a picture that runs": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg", "none of"),
    "an archive": (lambda: packed("alert(1)"), "a.zip", "none of the kinds"),
    "an archive under a document's name": (lambda: packed("alert(1)"), "a.pdf", "none of the kinds"),
    "two endings": (lambda: b"%PDF-1.7\n", "scan.pdf.exe", "let its name end in .pdf"),
    "an ending turned round": (lambda: b"%PDF-1.7\n", "scan\u202efdp.exe", "let its name end in .pdf"),
    "a name that no disk takes": (lambda: b"text", "ə" * 130 + ".txt", "too long for many systems"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_made_to_harm_is_refused_in_a_sentence_within_bounds(case, storage, settings):
    settings.SOURCE_PICTURE_MOST_MEGAPIXELS = 20
    content, name, sentence = HOSTILE[case]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(files.Refused, match=sentence):
        take(content(), name)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 5
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_a_picture_of_as_many_dots_as_are_kept_is_taken(settings):
    settings.SOURCE_PICTURE_MOST_MEGAPIXELS = 20
    assert take(drawn("png", (5000, 4000)), "a.png").kind == FileKind.PNG
    assert take(two_pages((4000, 4000)), "a.tif").kind == FileKind.TIFF


def test_what_takes_more_memory_than_it_may_to_draw_ends_alone(monkeypatch):
    monkeypatch.setattr(pictures, "MEMORY", 200 * 1024 * 1024)
    with pytest.raises(files.Refused, match="takes too long to draw"):
        take(drawn("png", (12_000, 12_000)), "a.png")


def test_this_process_draws_no_picture_and_opens_no_document(monkeypatch):
    def refuse(*_what, **_how):
        raise AssertionError("drawn in the process that answers requests")

    monkeypatch.setattr(Image, "open", refuse)
    monkeypatch.setattr(Image.Image, "load", refuse)
    hostile = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n%%EOF"
    assert take(hostile, "a.pdf").kind == FileKind.PDF
    assert take(PICTURE, "a.png").kind == FileKind.PNG


@pytest.mark.django_db
def test_whatever_a_file_is_called_or_holds_it_is_saved_and_not_run(client, storage):
    source = make_source(slug="annals")
    polyglot = b"%PDF-1.7\n<html><script>alert(1)</script>"
    both = drawn("png") + packed("alert(1)")
    for name, content in (
        ('a"; filename="b.html.pdf', polyglot),
        ("picture.php.png", both),
        ("<img src=x onerror=alert(1)>.txt", b"Words, then <script>alert(1)</script>"),
        ("line\r\nSet-Cookie: a=b.txt", b"<b>words"),
    ):
        row = keep_file(source, name, content, is_public=True)
        answer = client.get(f"/sources/annals/files/{hashlib.sha256(content).hexdigest()}")
        assert answer["Content-Disposition"].startswith("attachment; filename"), name
        assert "\n" not in answer["Content-Disposition"]
        assert "html" not in answer["Content-Type"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not answer.cookies
        assert b"".join(answer.streaming_content) == content
        # It lies under its checksum: no name of it is one on the disk.
        assert row.name not in {path.name for path in storage.rglob("*")}


def test_a_file_that_finds_no_room_leaves_nothing_behind(storage):
    with files_no_longer_than(10_000), pytest.raises(OSError, match="too large"):
        take(os.urandom(9000).hex().encode() * 2, "a.txt")
    assert not [path for path in storage.rglob("*") if path.is_file()]
