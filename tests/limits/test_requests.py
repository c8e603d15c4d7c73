"""Requests of every form, length and weight: each is answered with a page of the site and within bounds."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.models import Visit
from archive.public import security
from tests.admin.conftest import address, typed
from tests.factories import make_visit

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture
def browser():
    """A reader's browser that shows failures as a browser does."""
    return Client(raise_request_exception=False)


@pytest.fixture
def editor(admin_user):
    """An administrator's."""
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


def is_guarded(answer):
    """Whether an answer has all headers that every answer has."""
    return (
        "default-src 'none'" in answer["Content-Security-Policy"]
        and answer["X-Content-Type-Options"] == "nosniff"
        and answer["X-Frame-Options"] == "DENY"
        and answer["Referrer-Policy"] == "same-origin"
        and answer["Cross-Origin-Opener-Policy"] == "same-origin"
        and answer["Cross-Origin-Resource-Policy"] == "same-origin"
        and "camera=()" in answer["Permissions-Policy"]
    )


@pytest.mark.parametrize(
    ("at", "headers", "status"),
    [
        ("/search/?q=" + "x" * 5000, {}, 400),
        ("/" + "x" * 5000 + "/", {}, 400),
        ("/visits/?" + "&".join(f"a{number}=1" for number in range(200)), {}, 400),
        ("/search/?q=%00", {}, 400),
        ("/search/?q=%ff%fe", {}, 200),
        ("/visits/?page=" + "9" * 400, {}, 404),
        ("/visits/?after=" + "9" * 400, {}, 404),
        ("/az/%ff/", {}, 404),
        ("/", {"Accept-Language": "\xff;q=x,,,;;" + "az-" * 300}, 200),
        ("/admin/login/", {"Accept-Language": "en;q=9" * 500}, 200),
        ("/admin/login/", {"Accept-Language": "../../etc, xx-YY;q=-1"}, 200),
        ("/", {"Cookie": "sessionid=\xff\x01; csrftoken=" + "y" * 3000 + "; =;;;"}, 200),
        ("/admin/", {"Cookie": "sessionid=" + "'" * 40}, 302),
        ("/", {"Accept-Encoding": "gzip;q=nonsense, \xff"}, 200),
        ("/visits.csv", {"Range": "bytes=9-1,,"}, 200),
        ("/visits/", {"If-None-Match": "W/nonsense\xff", "If-Modified-Since": "31 Feb"}, 200),
        ("/", {"Host": "elsewhere.example"}, 400),
        ("/", {"Host": "testserver:port"}, 400),
        ("/", {"Host": "\xff"}, 400),
        ("/", {"X-Padding": "x" * 40_000}, 400),
        ("/", {"Content-Length": "nonsense"}, 200),
    ],
)
def test_no_form_of_a_request_is_a_failure_and_every_answer_is_guarded(browser, at, headers, status):
    answer = browser.get(at, headers=headers)
    assert answer.status_code == status
    assert is_guarded(answer)
    if status == 400:
        assert "<main" in answer.content.decode()
        assert not {"elsewhere.example", "xxxxx"} & set(answer.content.decode().split())


@pytest.mark.parametrize("at", ["/{}/%00", "/{}/visits/x%00y/", "/{}/visits/?q=%00", "/{}/people/%00.json"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_address_with_a_nul_is_refused_in_its_own_language(browser, at, language):
    answer = browser.get(at.format(language) if language != "en" else at.replace("/{}", ""))
    assert (answer.status_code, answer["Content-Language"]) == (400, language)
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("at", ["/", "/search/", "/visits.csv", "/healthz", "/admin/login/", "/nowhere/", "/oai"])
def test_a_method_that_http_does_not_have_is_refused(browser, at):
    for method in ("FOO", "GET'--", "PROPFIND"):
        answer = browser.generic(method, at)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), method
        assert is_guarded(answer)


@pytest.mark.parametrize(
    ("at", "status"),
    [("/", 200), ("/nowhere/", 404), ("/admin/", 302), ("/static/none.css", 404)],
)
def test_pages_files_redirections_and_refusals_have_all_headers(browser, at, status):
    answer = browser.get(at)
    assert answer.status_code == status
    assert is_guarded(answer)
    answer.close()


def test_a_redirection_to_https_has_all_headers_too(browser, settings):
    settings.SECURE_SSL_REDIRECT = True
    browser.handler.load_middleware()
    answer = browser.get("/visits/")
    assert (answer.status_code, is_guarded(answer)) == (301, True)


def test_an_unchanged_page_has_all_headers_but_the_policy_of_the_copy(browser, kept):
    answer = browser.get("/", headers={"If-None-Match": browser.get("/")["ETag"]})
    assert answer.status_code == 304
    assert "Content-Security-Policy" not in answer
    answer["Content-Security-Policy"] = "default-src 'none'"
    assert is_guarded(answer)


def sent(client, at, body, **environ):
    """The answer to a body, and how much of it was read."""
    stream = io.BytesIO(body)
    answer = client.generic("POST", at, b"", **{"wsgi.input": stream, "CONTENT_LENGTH": str(len(body)), **environ})
    return answer, stream.tell()


@pytest.mark.parametrize("at", ["/oai", "/visits/one/correct/", "/admin/login/", "/search/", "/admin/language/"])
def test_of_readers_more_than_a_form_is_refused_before_it_is_read(browser, at):
    make_visit(slug="one")
    for body_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        answer, read = sent(browser, at, b"x" * (128 * 1024 + 1), CONTENT_TYPE=body_type)
        assert (answer.status_code, read) == (413, 0)
        assert "This is too large" in answer.content.decode()
        assert is_guarded(answer)


def test_of_readers_a_body_of_unknown_length_is_refused_before_it_is_read(browser):
    answer, read = sent(browser, "/oai", b"verb=Identify", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert (answer.status_code, read) == (411, 0)


def test_of_editors_a_body_of_unknown_length_is_read_as_far_as_the_bound(editor, settings):
    place = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": ""}
    place |= {"HTTP_TRANSFER_ENCODING": "chunked"}
    form = b"language=az&next=/admin/"
    taken = editor.generic("POST", "/admin/language/", b"", **{"wsgi.input": io.BytesIO(form), **place})
    assert (taken.status_code, taken["Location"]) == (302, "/admin/")
    assert taken.cookies["language"].value == "az"
    settings.BODY_MOST_BYTES = MB
    endless = io.BytesIO(b"x" * 3 * MB)
    refused = editor.generic("POST", "/admin/language/", b"", **{"wsgi.input": endless, **place})
    assert refused.status_code == 413
    assert endless.tell() == MB + 1


def test_of_editors_more_than_one_form_may_send_is_refused_before_it_is_read(editor, settings):
    settings.BODY_MOST_BYTES = MB
    answer, read = sent(editor, "/admin/language/", b"x" * (MB + 1), CONTENT_TYPE="text/plain")
    assert (answer.status_code, read) == (413, 0)


def parts(count, more=""):
    """A multipart body of many parts."""
    one = f'--x\r\nContent-Disposition: form-data; name="a"{more}\r\n\r\n1\r\n'
    return (one * count + "--x--\r\n").encode()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (parts(20_001), "multipart/form-data; boundary=x", 413),
        (parts(21, '; filename="a.txt"'), "multipart/form-data; boundary=x", 413),
        (b"&".join([b"a=1"] * 20_001), "application/x-www-form-urlencoded", 413),
        (b"a=" + b"x" * 11 * MB, "application/x-www-form-urlencoded", 413),
        (parts(1), f"multipart/form-data; boundary={'x' * 300}", 400),
        (parts(1), "multipart/form-data; boundary=\xff", 400),
        (parts(1), "multipart/form-data", 400),
        (b'--x\r\nContent-Disposition: form-data; name="a"' + b"x" * 50_000, "multipart/form-data; boundary=x", None),
        (b"--x\r\n" * 10_000, "multipart/form-data; boundary=x", None),
    ],
)
def test_bodies_of_too_many_parts_or_of_none_are_refused_in_words(editor, body, kind, status):
    answer, _read = sent(editor, "/admin/language/", body, CONTENT_TYPE=kind)
    assert answer.status_code == status if status else answer.status_code < 500
    assert is_guarded(answer)
    if status:
        assert "<main" in answer.content.decode()


def test_a_reader_who_goes_away_while_sending_is_no_failure_of_the_archive(editor):
    class Torn(io.BytesIO):
        def read(self, *_size):
            raise ConnectionResetError("gone")

    answer = editor.generic("POST", "/admin/language/", b"", **{"wsgi.input": Torn(), "CONTENT_LENGTH": "100"})
    assert answer.status_code < 500


def test_a_form_of_two_hundred_testimonies_with_a_file_is_within_all_bounds(editor):
    visit = make_visit(date="1992", note="")
    at = address(Visit, "change", visit.pk)
    form = typed(editor.get(at), note="x" * 200_000) | {f"more-{number}": "1" for number in range(5000)}
    answer = editor.post(at, {**form, "file": SimpleUploadedFile("a.txt", b"x" * MB)})
    assert answer.status_code == 302
    assert len(Visit.objects.get().note) == 200_000


def test_whatever_is_signed_in_is_kept_by_nobody_and_what_all_may_read_by_everybody(editor, browser):
    make_visit(slug="one")
    for at in ("/", "/visits/", "/visits/one/", "/visits.csv", "/visits/one.json", "/.well-known/security.txt"):
        assert "public" in browser.get(at)["Cache-Control"], at
        assert editor.get(at)["Cache-Control"] == "private, no-store", at
    for at in ("/admin/", "/admin/login/", "/admin/archive/visit/"):
        assert editor.get(at)["Cache-Control"] == "private, no-store", at


def test_the_way_to_tell_of_a_weakness_is_named_and_never_past(browser, settings):
    settings.SECURITY_CONTACT = "https://archive.example.org/security"
    answer = browser.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert set(lines) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert lines["Contact"] == "https://archive.example.org/security"
    assert lines["Preferred-Languages"] == "en, az, es"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    # Also for whoever was given a copy a day ago; RFC 9116 asks for less than a year.
    assert timedelta(days=170) < left < timedelta(days=365)


def test_the_way_to_tell_of_a_weakness_is_made_anew_however_long_nothing_is_published(browser, kept, monkeypatch):
    first = browser.get("/.well-known/security.txt")
    monkeypatch.setattr(security, "_GOOD_FOR", security._GOOD_FOR * 1.5)
    later = browser.get("/.well-known/security.txt", headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200
    assert later.content != first.content
