"""Readers' answers can be asked about again, and are kept: those for everybody, and no others."""

import io

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone, translation

from archive.models import PublishedRevision
from config.keeping import KeptAnswers
from config.keeping.store import MOST_BYTES
from config.wsgi import application
from tests.factories import MAKERS, edit, keep_file, make_visit
from tests.public.crawling import known
from tests.public.planting import publish
from tests.public.scenes import ADDRESSES

pytestmark = pytest.mark.django_db
# What is made for one moment, one sender or nobody.
OF_A_MOMENT = ("/healthz", "/readyz", "/correct/")


def again(client, url, first, **headers):
    """The answer to somebody who has the first one."""
    return client.get(url, headers={"if-none-match": first["ETag"], **headers})


def signed_in(django_user_model):
    """The browser of somebody who is signed in."""
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("somebody"))
    return client


def test_every_public_address_can_be_asked_about_again(client):
    shown = publish()
    # As many changes at once as this put the time of the last one into the future, which is told elsewhere.
    PublishedRevision.objects.update(changed_at=timezone.now())
    lacking = []
    for url in [*known(shown, ["/az"]), "/", *(f"/{address}/" for address in ADDRESSES)]:
        first = client.get(url)
        if any(part in url for part in OF_A_MOMENT):
            assert "no-store" in first["Cache-Control"], url
        elif first.status_code == 200:
            second = again(client, url, first) if "ETag" in first else first
            if (
                second.status_code != 304
                or second.content
                or "public" not in second["Cache-Control"]
                or (second["ETag"], second["Last-Modified"]) != (first["ETag"], first["Last-Modified"])
            ):
                lacking.append(url)
        else:
            assert (first.status_code, first["Cache-Control"].startswith("public")) == (303, True), url
    assert not lacking


def test_a_304_needs_no_page_no_query_and_no_language(client, kept, django_assert_num_queries, monkeypatch):
    make_visit(slug="one")
    first = client.get("/az/visits/one/")
    with monkeypatch.context() as refused:
        refused.setattr(BaseHandler, "resolve_request", None)
        refused.setattr(translation, "activate", None)
        for _time in ("while it is kept", "when it is not any more"):
            with django_assert_num_queries(0):
                second = again(client, "/az/visits/one/", first)
            assert (second.status_code, second.content) == (304, b"")
            kept.clear()


def test_a_kept_page_is_the_page_as_it_was_sent_with_all_its_headers(client, kept, monkeypatch):
    make_visit(slug="one")
    first = client.get("/visits/one/")
    monkeypatch.setattr(BaseHandler, "resolve_request", None)
    second = client.get("/visits/one/")
    assert (second.status_code, second.headers, second.content) == (200, first.headers, first.content)
    head = client.head("/visits/one/")
    assert (head.status_code, head.headers, head.content) == (200, first.headers, b"")


def test_a_304_and_a_kept_page_carry_the_headers_of_every_answer(client, kept):
    first = client.get("/about/")
    kept_page, unchanged = client.get("/about/"), again(client, "/about/", first)
    for answer in (kept_page, unchanged):
        for name in ("X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options",
                     "Cross-Origin-Opener-Policy", "Cache-Control", "Vary", "ETag", "Last-Modified"):  # fmt: skip
            assert answer[name] == first[name]
    assert kept_page["Content-Security-Policy"] == first["Content-Security-Policy"]
    # A browser would put the policy of a 304 in the place of the one that its copy came with, which may be another.
    assert "Content-Security-Policy" not in unchanged


def test_a_copy_of_another_page_language_host_or_query_proves_nothing(client, kept):
    first = client.get("/about/")
    for url in ("/az/about/", "/", "/about/?q=1", "/nothing-here/", "/visits/nothing/"):
        assert again(client, url, first).status_code in (200, 404)
    assert again(client, "/about/", first, host="localhost").status_code == 200
    assert again(client, "/about/", first, host="evil.example").status_code == 400
    assert client.get("/about/", headers={"if-none-match": '"0", W/"1"'}).status_code == 200
    assert client.get("/about/", headers={"if-none-match": f'"0", {first["ETag"]}'}).status_code == 304


def test_the_time_of_the_last_change_counts_as_a_copy_and_no_other_time_does(client, kept):
    make_visit(slug="one")
    told = client.get("/visits/")["Last-Modified"]
    for memory in (kept, kept.clear()):
        assert client.get("/visits/", headers={"if-modified-since": told}).status_code == 304, memory
        assert client.get("/visits/", headers={"if-modified-since": "Sun, 06 Nov 2050 08:49:37 GMT"}).status_code == 200
        answer = client.get("/visits/", headers={"if-modified-since": told, "if-none-match": '"another"'})
        assert answer.status_code == 200
    assert client.get("/nothing/", headers={"if-modified-since": told}).status_code == 404


def test_no_answer_is_dated_later_than_it_is_given(client):
    make_visit(slug="one")
    for number in range(4):
        edit(make_visit(), title_en=f"Visit {number}")
    answer = client.get("/visits/")
    assert "ETag" in answer
    assert "Last-Modified" not in answer
    assert again(client, "/visits/", answer).status_code == 304


def test_what_takes_a_stream_can_be_asked_about_again_and_is_not_kept(client, kept):
    make_visit(slug="one")
    for url in ("/visits.csv", "/archive.xlsx", "/anniversaries.ics", "/datapackage.zip", "/sitemap.xml"):
        first = client.get(url)
        assert first.streaming
        first.getvalue()
        assert again(client, url, first).status_code == 304
    assert not kept.once.entries


def test_an_answer_that_is_packed_is_kept_beside_the_one_that_is_not(client, kept):
    for number in range(30):
        make_visit(title_en=f"A visit of many, number {number}")
    plain = client.get("/visits/")
    packed = client.get("/visits/", headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert packed["ETag"] == plain["ETag"]
    assert client.get("/visits/", headers={"accept-encoding": "gzip"}).content == packed.content
    assert client.get("/visits/").content == plain.content


@pytest.mark.parametrize("path", ["/", "/az/visits/one/", "/visits.csv", "/visits/one.json", "/search/?q=visit"])
def test_nothing_made_for_somebody_signed_in_is_kept_by_anybody(client, kept, path, django_user_model):
    make_visit(slug="one")
    somebody = signed_in(django_user_model)
    own = somebody.get(path)
    assert own["Cache-Control"] == "private, no-store"
    assert "ETag" not in own
    assert not kept.once.entries
    first = client.get(path)
    # Nor is a kept one given to them, who are to see what they wrote as soon as it is there.
    for headers in ({}, {"if-none-match": first["ETag"]}):
        answer = somebody.get(path, headers=headers)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("address", ["", *ADDRESSES])
def test_a_public_page_is_the_same_whoever_asks_for_it(client, address, django_user_model):
    if address:
        MAKERS[address](slug="one")
    somebody = signed_in(django_user_model)
    for url in (f"/{address}/one/", f"/{address}/") if address else ("/", "/timeline/", "/map/", "/discrepancies/"):
        assert somebody.get(url).content == client.get(url).content


def test_who_is_signed_in_no_more_is_a_reader(client, django_user_model):
    somebody = signed_in(django_user_model)
    session = somebody.cookies[settings.SESSION_COOKIE_NAME].value
    assert somebody.get("/about/")["Cache-Control"] == "private, no-store"
    somebody.logout()
    somebody.cookies[settings.SESSION_COOKIE_NAME] = session
    assert somebody.get("/about/")["Cache-Control"].startswith("public")


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/archive/visit/", "/admin/jsi18n/", "/admin/no/"])
def test_the_editors_door_is_kept_by_nobody(client, kept, path, django_user_model):
    for browser in (client, signed_in(django_user_model)):
        answer = browser.get(path)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert "ETag" not in answer
    assert not kept.once.entries


def test_refusals_are_kept_by_nobody_and_what_is_not_there_for_a_moment_only(client, kept):
    assert client.get("/nothing-here/")["Cache-Control"].startswith("public, max-age=0")
    assert client.get("/", headers={"host": "evil.example"})["Cache-Control"] == "no-store"
    assert client.post("/")["Cache-Control"] == "private, no-store"
    assert client.get("/visits/%00/")["Cache-Control"] == "no-store"
    edit(make_visit(slug="one"), slug="two")
    assert client.get("/visits/one/")["Cache-Control"].startswith("public, max-age=0")
    assert not kept.once.entries


def test_a_form_and_what_its_sender_alone_may_read_are_not_kept(client, kept):
    make_visit(slug="one")
    assert "no-store" in client.get("/visits/one/correct/")["Cache-Control"]
    assert not kept.once.entries


def test_a_file_of_a_source_keeps_the_rules_of_its_own(client, kept):
    row = keep_file(MAKERS["sources"](slug="one"), is_public=True)
    answer = client.get(f"/sources/one/files/{row.sha256}")
    assert (answer["ETag"], answer["Cache-Control"]) == (f'"{row.sha256}"', "public, no-cache")


def test_a_harvesters_answer_tells_its_own_time(client, kept):
    answer = client.get("/oai?verb=Identify")
    assert answer["Cache-Control"] == "public, no-cache"
    assert again(client, "/oai?verb=Identify", answer).status_code == 304
    assert not kept.once.entries


def test_invented_addresses_take_bounded_room_and_drive_out_nothing_that_is_read(client, kept):
    kept.once.most = 100_000
    client.get("/about/")
    client.get("/about/")
    for number in range(30):
        client.get(f"/about/?unknown={number}")
    assert kept.once.bytes <= 100_000
    assert 0 < len(kept.once.entries) < 30
    assert len(kept.again.entries) == 1
    client.get(f"/about/?unknown={'x' * 3000}")
    assert not [key for key in kept.once.entries if b"x" * 3000 in kept.once.entries[key].body]


def test_a_very_large_answer_is_not_kept(client, kept, monkeypatch):
    monkeypatch.setattr("config.keeping.store.MOST_BYTES", 1000)
    assert MOST_BYTES > 1000
    client.get("/about/")
    assert not kept.once.entries


def test_no_shared_time_of_keeping_is_longer_than_the_operator_says(client, settings):
    settings.PAGE_CACHE_SHARED_SECONDS = 5
    assert client.get("/about/")["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"


def test_without_a_published_revision_pages_are_made_and_not_kept(client, kept):
    PublishedRevision.objects.all().delete()
    answer = client.get("/about/")
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert not kept.once.entries


class Server:
    """What a server hands to the application, and what it is given back (PEP 3333)."""

    def __init__(self):
        self.asked, self.django = 0, ClientHandler()

    def archive(self, environ, start_response):
        """Django's side, in the connection and the transaction of the test."""
        self.asked += 1
        answer = self.django(environ)
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.headers.items()))
        return [answer.content]

    def get(self, path, **headers):
        """(status, headers, body) of an answer."""
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "testserver", "wsgi.url_scheme": "http",
                   "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), **headers}  # fmt: skip
        told = []
        body = KeptAnswers(self.archive)(environ, lambda status, headers: told.extend((status, dict(headers))))
        return (*told, b"".join(body))


@pytest.mark.usefixtures("kept")
def test_the_server_gives_out_what_is_at_hand_before_django_is_asked():
    make_visit(slug="one")
    server = Server()
    first = server.get("/visits/one/")
    assert first[0] == "200 OK"
    assert server.get("/visits/one/") == first
    status, headers, body = server.get("/visits/one/", HTTP_IF_NONE_MATCH=first[1]["ETag"])
    assert (status, headers["ETag"], body) == ("304 Not Modified", first[1]["ETag"], b"")
    assert server.asked == 1
    assert server.get("/visits/one/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=x")[0] == "200 OK"
    assert server.get("/visits/one/", HTTP_HOST="evil.example")[0] == "400 Bad Request"
    assert server.asked == 3
    # Behind what writes the log alone.
    assert isinstance(application.application, KeptAnswers)
