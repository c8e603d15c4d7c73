"""A bucket that is away: whoever needs a file is told so, nothing is half done, and everything else goes on."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import html5lib
import pytest
from botocore.config import Config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from archive.faults import Fault, FilesAway, fault_of
from archive.management.commands.worker import sweep_files
from archive.models import Revision, Source, SourceFile
from archive.sources import bucket as buckets
from archive.sources import files
from config.readiness import look
from config.storage import configured
from tests.admin.conftest import address, errors_of, typed
from tests.factories import keep_file, make_source

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def file(bucket):
    """A file in the bucket that readers may have."""
    return keep_file(make_source(slug="annals"), "a.pdf", PDF, is_public=True)


@contextmanager
def kept_at(settings, where):
    """The files of sources are kept at this address."""
    before = settings.STORAGES
    url = f"s3://papers/archive?endpoint_url={where}&region_name=us-east-1"
    settings.STORAGES = before | {"default": configured(url)}
    try:
        yield
    finally:
        settings.STORAGES = before


@contextmanager
def away(settings):
    """Nobody answers where the files are kept."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with kept_at(settings, f"http://127.0.0.1:{nobody.getsockname()[1]}"):
            yield


@contextmanager
def a_server(status, length=0):
    """The address of one that answers everything with this status, and a body that is never whole."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.send_header("ETag", '"x"')
            self.end_headers()

        def do_GET(self):
            self.do_HEAD()
            self.wfile.write(b"%PDF"[:length])
            self.close_connection = True

        do_PUT = do_HEAD

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_readers_are_told_that_the_file_cannot_be_reached_and_read_on(file, settings):
    client, at = Client(raise_request_exception=False), f"/sources/annals/files/{file.sha256}"
    etag = client.get(at)["ETag"]
    with away(settings):
        answer = client.get(at)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert "no-store" in answer["Cache-Control"]
        assert "The archive cannot reach its files" in answer.content.decode()
        assert "127.0.0.1" not in answer.content.decode()
        assert "Content-Disposition" not in answer
        # Who has it already is told so without asking the bucket.
        assert client.get(at, headers={"if-none-match": etag}).status_code == 304
        assert client.get("/sources/annals/").status_code == 200
    assert client.get(at).getvalue() == PDF


def test_a_file_that_the_bucket_has_lost_is_not_there_rather_than_away(file, bucket, client):
    bucket.Object(f"archive/{files.place_of(file.sha256)}").delete()
    assert client.get(f"/sources/annals/files/{file.sha256}").status_code == 404


def test_an_upload_is_not_stored_by_half_and_what_was_typed_is_given_back(bucket, settings, admin_user):
    client, source = Client(raise_request_exception=False), make_source(status="draft", note="")
    client.force_login(admin_user)
    at, before = address(Source, "change", source.pk), Revision.objects.count()
    sent = typed(client.get(at), note="Typed.", **{"files-0-upload": SimpleUploadedFile("scan.pdf", PDF)})
    with away(settings):
        answer = client.post(at, sent)
    assert answer.status_code == 503
    assert "Nothing of what you sent was stored." in answer.content.decode()
    source.refresh_from_db()
    assert (source.note, Revision.objects.count(), SourceFile.objects.count()) == ("", before, 0)
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(answer.content.decode())
    back = {e.get("name"): e.get("value") for e in root.iter("input") if e.get("type") == "hidden"}
    assert back["note"] == "Typed."
    answer = client.post(at, {**back, "files-0-upload": SimpleUploadedFile("scan.pdf", PDF)})
    assert answer.status_code == 302, errors_of(answer)
    assert source.files.get().name == "scan.pdf"
    assert Source.objects.get().note == "Typed."


@pytest.mark.parametrize(("status", "length"), [(500, 0), (403, 0), (503, 0), (200, 1000)])
def test_a_bucket_that_refuses_or_breaks_off_is_away(file, settings, status, length):
    with a_server(status, length) as where, kept_at(settings, where), pytest.raises(FilesAway):
        files.opened(file.sha256)


def test_a_bucket_without_room_is_a_full_storage(bucket, settings):
    with a_server(507) as where, kept_at(settings, where), pytest.raises(OSError, match="full") as found:
        files.default_storage.save("a", SimpleUploadedFile("a", PDF))
    assert fault_of(found.value) is Fault.FULL


def test_nobody_waits_long_for_a_bucket_that_says_nothing(file, settings, monkeypatch):
    patience = {"connect_timeout": 0.3, "read_timeout": 0.3}
    monkeypatch.setattr(buckets, "_PATIENCE", buckets._PATIENCE.merge(Config(**patience)))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with kept_at(settings, f"http://127.0.0.1:{silent.getsockname()[1]}"), pytest.raises(FilesAway):
            files.opened(file.sha256)
        assert time.monotonic() - began < 10


def test_verify_and_backup_do_not_call_files_damaged_that_they_could_not_look_at(file, settings, tmp_path, capsys):
    with away(settings):
        with pytest.raises(CommandError, match="cannot be reached, so it is not known whether they are whole"):
            call_command("verify")
        with pytest.raises(CommandError, match="There is no backup"):
            call_command("backup", str(tmp_path / "bag"))
    assert "a.pdf" not in capsys.readouterr().out
    assert not (tmp_path / "bag").exists()


def test_the_worker_goes_on_and_readiness_tells(file, settings):
    with away(settings):
        sweep_files()
        status, text = look()
    assert status == 503
    assert "storage: does not answer; the log says why" in text
