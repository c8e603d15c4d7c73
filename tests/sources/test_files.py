"""Files of sources: checked when they come in, kept once under their checksum, and handed over safely."""

import errno
import gzip
import hashlib
import os
import time

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from archive.models import FileKind, Revision, SourceFile
from archive.review import propose
from archive.sources import files, serving
from archive.writing import change
from tests.factories import keep_file, make_source
from tests.sources.conftest import take
from tests.sources.pictures import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG, JPEG, GIF, TIFF, WEBP = (drawn(kind) for kind in ("png", "jpeg", "gif", "tiff", "webp"))
MHTML = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
WARC = b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, FileKind.PDF),
        ("a.PNG", PNG, FileKind.PNG),
        ("a.jpeg", JPEG, FileKind.JPEG),
        ("a.gif", GIF, FileKind.GIF),
        ("a.webp", WEBP, FileKind.WEBP),
        ("a.tif", TIFF, FileKind.TIFF),
        ("a.txt", "Əliyev gəldi.\n".encode(), FileKind.TEXT),
        ("a.htm", b"\xef\xbb\xbf <!DOCTYPE html><p>x", FileKind.HTML),
        ("a.xhtml", b'<?xml version="1.0"?>\n<html xmlns="x"/>', FileKind.HTML),
        ("a.mht", MHTML, FileKind.MHTML),
        ("a.warc", WARC, FileKind.WARC),
        ("a.warc.gz", gzip.compress(WARC), FileKind.WARC),
    ],
)
def test_a_file_is_what_its_content_says(name, content, kind):
    taken = take(content, name)
    assert (taken.kind, taken.size, taken.sha256) == (kind, len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.exe", b"MZ\x90\x00", "none of the kinds"),
        ("a.pdf.exe", PDF, "let its name end in .pdf"),
        ("a.png", b"<html><script>alert(1)</script>", "let its name end in .html"),
        ("a.txt", b"<html><script>alert(1)</script>", "let its name end in .html"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "none of the kinds"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "none of the kinds"),
        ("a.txt", b"text\x00with a NUL", "none of the kinds"),
        ("a.txt", b"latin \xe9", "none of the kinds"),
        ("a.txt", b"x" * 300_000 + b"\xff", "none of the kinds"),
        ("a.gz", gzip.compress(b"text"), "none of the kinds"),
        ("a.zip", b"PK\x03\x04", "none of the kinds"),
        ("\u202e\x00/", b"x", "name is empty or too long"),
        ("x" * 197 + ".txt", b"x", "name is empty or too long"),
    ],
)
def test_what_is_not_to_be_kept_is_refused_with_a_sentence_and_not_stored(name, content, sentence, storage):
    with pytest.raises(files.Refused, match=sentence):
        take(content, name)
    assert not list(storage.rglob("*"))


def test_a_file_may_not_be_larger_than_the_setting_says(settings):
    settings.SOURCE_FILE_MOST_BYTES = 1024 * 1024
    with pytest.raises(files.Refused, match="has 2 MB; a file may have 1 MB"):
        take(b"x" * (1024 * 1024 + 1), "a.txt")


def test_a_name_is_only_a_name():
    assert take(b"x", "../../etc/passwd.txt").name == "passwd.txt"
    assert take(b"x", "C:\\scans\\.hidden.txt").name == "hidden.txt"
    assert take(b"x", "se\u202etxt.txt").name == "setxt.txt"


def test_the_same_content_is_stored_once_and_a_torn_one_anew(storage):
    one, other = take(PDF, "one.pdf"), take(PDF, "other.pdf")
    assert one.sha256 == other.sha256
    stored = [path for path in storage.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in stored] == [PDF]
    stored[0].write_bytes(PDF[:9])
    assert not files.is_whole(one.sha256)
    take(PDF, "again.pdf")
    assert stored[0].read_bytes() == PDF
    assert files.is_whole(one.sha256)


def test_a_file_is_part_of_its_sources_version_and_a_revert_brings_it_back():
    source = make_source()
    file = keep_file(source, "scan.pdf", PDF, description="Page 3", added_by="ana")
    kept = source.revisions.get(number=2).snapshot["files"]
    assert kept == [
        {
            "name": "scan.pdf", "kind": "pdf", "size": len(PDF), "sha256": file.sha256, "description": "Page 3",
            "is_public": False, "added_by": "ana", "added_at": file.added_at.isoformat(),
        }
    ]  # fmt: skip
    with change(by=None):
        file.delete()
    source.refresh_from_db()
    assert "files" not in Revision.objects.filter(about_source=source).first().snapshot
    from archive import snapshot

    wanted = Revision.objects.get(about_source=source, number=2).snapshot
    with change(by=None, why="Back"):
        snapshot.restore(type(source), {source.pk: wanted})
    assert snapshot.take(type(source), [source.pk])[source.pk] == wanted
    assert files.is_whole(source.files.get().sha256)


def grow_old(storage):
    for path in storage.rglob("*"):
        os.utime(path, (time.time() - 3 * 24 * 3600,) * 2)


def test_only_what_nothing_names_is_swept_away_and_not_at_once(storage, admin_user):
    source = make_source()
    present, former = keep_file(source, "a.pdf", PDF), keep_file(source, "a.txt", b"Once kept.")
    with change(by=None):
        former.delete()
    loose = take(b"Never saved.", "c.txt")
    asked = take(b"Proposed only.", "d.txt")
    wanted = Revision.objects.filter(about_source=source).first().snapshot
    proposed = {**asked.columns(), "is_public": False, "added_at": present.added_at.isoformat()}
    source.refresh_from_db()
    propose(source, {**wanted, "files": [*wanted["files"], proposed]}, by=admin_user)
    assert files.sweep() == 0
    grow_old(storage)
    assert files.sweep() == 1
    assert not default_storage.exists(files.place_of(loose.sha256))
    assert all(map(files.is_whole, (present.sha256, former.sha256, asked.sha256)))


def test_readers_get_what_is_given_to_them_to_save_and_nothing_else(client):
    source = make_source(slug="annals")
    page = b"<html><script>alert(1)</script>"
    public, private = keep_file(source, "a.html", page, is_public=True), keep_file(source, "b.pdf", PDF)
    address = f"/sources/annals/files/{public.sha256}"
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == page
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, no-cache"
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(f"/sources/annals/files/{private.sha256}").status_code == 404
    assert client.get(f"/sources/annals/files/{'0' * 64}").status_code == 404
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_files_of_what_readers_do_not_see_are_not_there(client, status):
    file = keep_file(make_source(slug="annals", status=status), is_public=True)
    assert client.get(f"/sources/annals/files/{file.sha256}").status_code == 404


def test_a_former_address_of_the_source_leads_to_the_file(client):
    source = make_source(slug="annals")
    file = keep_file(source, is_public=True)
    source.refresh_from_db()
    with change(by=None):
        source.slug = "the-annals"
        source.save()
    answer = client.get(f"/sources/annals/files/{file.sha256}")
    assert (answer.status_code, answer["Location"]) == (301, f"/sources/the-annals/files/{file.sha256}")


def test_a_file_that_the_storage_has_lost_is_not_found(client):
    file = keep_file(make_source(slug="annals"), is_public=True)
    default_storage.delete(files.place_of(file.sha256))
    assert client.get(f"/sources/annals/files/{file.sha256}").status_code == 404


def test_readers_learn_of_public_files_alone_and_not_who_added_them(client):
    source = make_source(slug="annals")
    keep_file(source, "open.txt", b"Open.", is_public=True, description="The text", added_by="secretary")
    keep_file(source, "closed.txt", b"Closed.", added_by="secretary")
    page = client.get("/sources/annals/").content.decode()
    data = client.get("/sources/annals.json").json()
    assert "open.txt" in page
    assert "The text" in page
    assert [file["name"] for file in data["files"]] == ["open.txt"]
    assert data["files"][0]["url"].endswith(f"/sources/annals/files/{hashlib.sha256(b'Open.').hexdigest()}")
    for text in (page, str(data)):
        assert "closed.txt" not in text
        assert "secretary" not in text


def test_the_database_keeps_a_file_of_a_source_once():
    from django.db import IntegrityError, transaction

    source = make_source()
    keep_file(source)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_file(source)
    assert SourceFile.objects.count() == 1


def test_a_disk_that_fails_is_not_taken_for_a_file_that_is_gone(monkeypatch):
    def broken(sha256):
        raise OSError(errno.EIO, "Input/output error")

    file = keep_file(make_source(slug="annals"), is_public=True)
    monkeypatch.setattr(serving, "opened", broken)
    answer = Client(raise_request_exception=False).get(f"/sources/annals/files/{file.sha256}")
    assert answer.status_code == 500
