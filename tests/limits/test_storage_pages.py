"""A full storage and one that is away: the answer says so, gives back what was typed, and reading goes on."""

from contextlib import contextmanager

import html5lib
import pytest
from django.db import OperationalError, connection
from django.test import Client

from archive.door.models import Session
from archive.models import Correction, Place, Revision, Visit
from archive.public.corrections import guard
from tests.admin.conftest import address, typed
from tests.factories import make_visit
from tests.limits.storage import nothing_is_taken
from tests.public.correcting import SAID, sealed
from tests.public.pages import Page

AWAY = OperationalError("connection failed: Connection refused")
PROSE = 'First line.\nSecond line with <b>signs</b> & "quotes".'


@contextmanager
def database_away():
    """No question reaches the database."""

    def refuse(*_question):
        raise AWAY

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def visit(db):
    """A published visit."""
    return make_visit(slug="one", title_en="The visit", date="2012-08-21", note="")


@pytest.fixture
def editor(admin_user):
    """A browser of an administrator that shows failures as a browser does."""
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


@pytest.fixture
def reader(monkeypatch):
    """A reader's browser, in which a form may be sent at once."""
    monkeypatch.setattr(guard, "_is_fresh", lambda _seal: False)
    return Client(raise_request_exception=False)


def given_back(answer):
    """(name, value) of the form by which an answer gives back what was typed."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.content.decode())
    return [(e.get("name"), e.get("value")) for e in root.iter("input") if e.get("type") == "hidden"]


def as_sent(fields):
    """(name, value) of what a browser sends of these fields: of a choice of several each by itself."""
    lists = ((name, value if isinstance(value, list) else [value]) for name, value in fields.items())
    return sorted((name, str(value)) for name, values in lists for value in values)


def test_what_an_editor_typed_into_a_full_storage_is_not_stored_and_is_given_back(editor, visit):
    at = address(Visit, "change", visit.pk)
    sent = typed(editor.get(at), note=PROSE)
    with nothing_is_taken():
        answer = editor.post(at, sent)
        assert answer.status_code == 507
        assert "Not saved: the storage is full" in answer.content.decode()
        assert sorted(given_back(answer)) == as_sent(sent)
        assert editor.get(at).status_code == 200
        assert Visit.objects.get().note == ""
        assert Revision.objects.filter(visit=visit).count() == 1
    assert editor.post(at, dict(given_back(answer))).status_code == 302
    assert Visit.objects.get().note == PROSE.replace("\r\n", "\n")


def test_what_a_reader_typed_into_a_full_storage_can_be_sent_again_from_the_page(reader, visit):
    sent = {"form": sealed(reader), **SAID, "reason": PROSE}
    with nothing_is_taken():
        answer = reader.post("/visits/one/correct/", sent)
        assert answer.status_code == 507
        assert not Correction.objects.exists()
        assert reader.get("/visits/one/").status_code == 200
    assert reader.post("/visits/one/correct/", dict(given_back(answer))).status_code == 302
    assert Correction.objects.get().reason == PROSE


# So much is asked about before its token is looked at: whether somebody is signed in, who may send as much.
MUCH = "Typed." + "x" * 200_000


def test_what_another_site_sends_is_not_laid_into_a_form_of_this_one(visit, admin_user):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(admin_user)
    token = client.get("/admin/archive/place/add/").context["csrf_token"]
    ours = {"name_en": MUCH, "csrfmiddlewaretoken": str(token)}
    with database_away():
        answer = client.post(address(Place, "add"), ours)
        without_token = client.post(address(Place, "add"), {"name_en": MUCH})
        from_elsewhere = client.post(address(Place, "add"), ours, headers={"Sec-Fetch-Site": "cross-site"})
    assert {each.status_code for each in (answer, without_token, from_elsewhere)} == {503}
    assert ("name_en", MUCH) in given_back(answer)
    assert not given_back(without_token)
    assert not given_back(from_elsewhere)


@pytest.mark.parametrize(
    ("at", "field"), [("/admin/login/", "password"), ("/admin/language/", "new_password1"), ("/admin/", "otp_token")]
)
def test_a_secret_is_never_given_back(editor, at, field):
    with database_away():
        answer = editor.post(at, {"username": MUCH, field: "a-long-Passage-7"})
    assert answer.status_code == 503
    assert "a-long-Passage-7" not in answer.content.decode()
    assert not given_back(answer)


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        ("/", "en", "The archive cannot reach its storage"),
        ("/visits/one/", "en", "The archive cannot reach its storage"),
        ("/az/visits/", "az", ""),
        ("/es/search/?q=visit", "es", ""),
        ("/admin/", "en", "The archive cannot reach its storage"),
    ],
)
def test_without_its_database_the_archive_says_so_in_the_language_of_the_address(editor, visit, at, language, words):
    # The first needs no database to be sent to the sign-in.
    for client in (editor,) if at == "/admin/" else (Client(raise_request_exception=False), editor):
        with database_away():
            answer = client.get(at)
        assert (answer.status_code, answer["Content-Language"], int(answer["Retry-After"]) > 0) == (503, language, True)
        page = answer.content.decode()
        assert words in page
        assert f'<html lang="{language}"' in page
        assert "Traceback" not in page
        assert "refused" not in page
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


def test_whoever_asks_for_data_is_told_in_data(visit):
    client = Client(raise_request_exception=False)
    with database_away():
        by_address, by_head = (
            client.get("/visits/one.json"),
            client.get("/visits/", headers={"Accept": "application/json"}),
        )
        as_text, person = client.get("/visits.csv"), client.get("/visits.csv", headers={"Accept": "text/html,*/*"})
    for answer in (by_address, by_head):
        assert (answer["Content-Type"], answer.json()["status"]) == ("application/problem+json; charset=utf-8", 503)
    assert (as_text.status_code, as_text["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert as_text.content.decode().startswith("The archive cannot reach its storage.\n")
    assert person["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "at",
    [
        *(f"/visits.{name}" for name in ("csv", "xlsx", "ods", "json")),
        *("/archive.json", "/archive.xlsx", "/archive.ods", "/datapackage.zip"),
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        *("/map.svg", "/timeline.png", "/changes.atom", "/anniversaries.ics", "/sitemap.xml"),
    ],
)
def test_no_download_begins_that_the_storage_cannot_fill(visit, at):
    with database_away():
        answer = Client(raise_request_exception=False).get(at)
        answer.getvalue()
    assert answer.status_code == 503
    assert "Content-Disposition" not in answer


def test_what_was_sent_while_the_database_was_away_is_given_back_and_not_called_saved(editor, visit):
    at = address(Visit, "change", visit.pk)
    sent = typed(editor.get(at), note=PROSE)
    with database_away():
        answer = editor.post(at, sent)
    assert answer.status_code == 503
    assert "It is not certain whether what you sent was saved" in answer.content.decode()
    assert sorted(given_back(answer)) == as_sent(sent)


def test_a_page_that_is_read_is_given_out_where_its_session_cannot_be_stored(editor, visit, settings):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    before = Session.objects.get().expire_date
    with nothing_is_taken():
        answer = editor.get("/admin/")
    assert answer.status_code == 200
    assert Session.objects.get().expire_date == before
    assert Page(editor, "/admin/").status == 200
