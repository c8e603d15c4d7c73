"""What chooses where a request reads from, piece by piece; the whole is seen in test_replicas.py."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from archive.models import Visit
from config.keeping import revision
from config.replicas import choice, middleware, watch
from config.replicas.choice import Choice, chosen, made, pieces_of
from config.replicas.middleware import IN_META, ReadFrom, ReplicaMiddleware
from config.replicas.router import ReplicaRouter
from config.replicas.watch import Positions, Replica
from tests.growing.web import ROOT

ROUTER = ReplicaRouter()


def test_what_is_no_request_reads_from_the_primary():
    assert ROUTER.db_for_read(Visit) == "default"


def test_a_request_reads_from_what_it_chose_but_never_who_is_signed_in():
    with made(Choice("replica1")):
        assert ROUTER.db_for_read(Visit) == "replica1"
        assert ROUTER.db_for_read(User) == "default"
    assert chosen() == "default"


def test_a_request_that_writes_stays_with_the_primary():
    with made(Choice("replica1")):
        assert ROUTER.db_for_write(Visit) == "default"
        assert ROUTER.db_for_read(Visit) == "default"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_reads_what_it_writes_to():
    with made(Choice("replica1")):
        with transaction.atomic():
            assert ROUTER.db_for_read(Visit) == "default"
        assert ROUTER.db_for_read(Visit) == "replica1"


def test_what_readers_read_is_asked_of_no_database_by_name():
    """SQL of its own asks `connections[router.db_for_read(Model)]`, or it would mix two databases on one page."""
    named = re.compile(r"^from django\.db import [^\n]*\bconnection\b", re.MULTILINE)
    files = [path for part in ("public", "search", "evidence") for path in (ROOT / "archive" / part).rglob("*.py")]
    texts = {str(path): path.read_text("utf-8") for path in files}
    found = [path for path, text in texts.items() if named.search(text) and "connection.cursor(" in text]
    assert files
    assert not found


def test_only_the_primary_is_migrated():
    assert ROUTER.allow_migrate("default", "archive")
    assert not ROUTER.allow_migrate("replica1", "archive")
    assert connections["default"].alias == choice.PRIMARY


def test_an_answer_that_is_sent_while_it_is_made_reads_from_one_database():
    pieces = pieces_of((chosen() for _ in range(3)), Choice("replica1"))
    read = []
    for piece in pieces:
        # Between two pieces the thread may do anything.
        assert chosen() == "default"
        read.append(piece)
    assert read == ["replica1"] * 3


@pytest.fixture
def replicas(monkeypatch):
    """Two fit replicas, of which each has replayed all."""
    monkeypatch.setattr(watch, "fit", lambda: ["replica1", "replica2"])
    monkeypatch.setattr(middleware, "has_replayed", lambda alias, position: True)
    monkeypatch.setattr(middleware, "mark_position", lambda response: None)


def asked(view, method="get", path="/visits/", cookies=(), **meta):
    """The answer to a request."""
    request = getattr(RequestFactory(), method)(path, **meta)
    request.COOKIES = dict(cookies)
    return ReplicaMiddleware(view)(request)


def where(request):
    return HttpResponse(chosen())


SESSION = {"sessionid": "a"}
KNOWN = {"sessionid": "a", "seen": "0-16B3748"}


@pytest.mark.parametrize(
    ("method", "path", "cookies", "is_primary"),
    [
        ("get", "/visits/", {}, False),
        ("head", "/az/visits/", {}, False),
        ("get", "/visits/", KNOWN, False),
        # What somebody wrote before is not known any more.
        ("get", "/visits/", SESSION, True),
        ("get", "/admin/", KNOWN, True),
        ("post", "/visits/a/correct/", {}, True),
        ("get", "/corrections/abc/", {}, True),
        ("get", "/az/corrections/abc/", {}, True),
        ("get", "/healthz", {}, True),
    ],
)
def test_each_request_reads_where_it_should(replicas, method, path, cookies, is_primary):
    answer = asked(where, method, path, cookies).content.decode()
    assert (answer == "default") is is_primary


def test_readers_take_turns_and_somebody_known_stays_with_one_replica(replicas):
    assert {asked(where).content for _ in range(4)} == {b"replica1", b"replica2"}
    assert len({asked(where, cookies=KNOWN).content for _ in range(4)}) == 1


@pytest.mark.parametrize("position", ["", "x", "0-16B3748'", "0/16B3748", "123456789-1"])
def test_a_position_that_is_none_reads_from_the_primary(monkeypatch, position):
    monkeypatch.setattr(watch, "fit", lambda: ["replica1"])
    assert asked(where, cookies=SESSION | {"seen": position}).content == b"default"


def failing(request):
    """A view that the replica fails, and that then ends as it may."""
    if chosen() != "default":
        choice.note_failure()
    return HttpResponse(chosen(), status=200 if chosen() == "default" else 500)


def test_what_a_replica_fails_is_asked_of_the_primary(replicas):
    answer = asked(failing)
    assert (answer.status_code, answer.content) == (200, b"default")


def begun(rows):
    """The pieces of a download that is made of these rows, as far as they come."""
    return asked(lambda request: StreamingHttpResponse(rows())).streaming_content


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
@pytest.mark.parametrize("before", [[], [b"", b""]])
def test_a_download_that_a_replica_fails_before_its_first_byte_is_made_on_the_primary(replicas, error, before):
    def rows():
        yield from before
        if chosen() != "default":
            choice.note_failure()
            raise error
        yield chosen()

    assert b"".join(begun(rows)) == b"default"


def test_nor_is_one_sent_whose_failure_nobody_minded(replicas):
    def rows():
        if chosen() != "default":
            choice.note_failure()
        yield chosen()

    assert b"".join(begun(rows)) == b"default"


@pytest.mark.parametrize("is_minded", [True, False])
def test_a_download_that_a_replica_fails_on_its_way_is_broken_off_and_not_ended(replicas, is_minded):
    def rows():
        yield b"first"
        choice.note_failure()
        if is_minded:
            raise InterfaceError
        # As a list that was cut short.

    pieces = begun(rows)
    assert next(pieces) == b"first"
    with pytest.raises((DatabaseError, InterfaceError)):
        list(pieces)


def test_what_looks_before_django_does_reads_where_django_will(replicas):
    seen = []

    def application(environ, start_response):
        seen.append((chosen(), asked(where, **{IN_META: environ[IN_META]}).content.decode()))

    for path in ("/visits/", "/visits/", "/healthz"):
        ReadFrom(application)({"REQUEST_METHOD": "GET", "PATH_INFO": path}, None)
    assert {before for before, _then in seen} == {"replica1", "replica2", "default"}
    assert all(before == then for before, then in seen)


def test_django_does_not_wait_for_a_replica_that_has_failed_what_looked_before(replicas):
    def application(environ, start_response):
        choice.note_failure()
        return asked(where, **{IN_META: environ[IN_META]}).content.decode()

    assert ReadFrom(application)({"REQUEST_METHOD": "GET", "PATH_INFO": "/visits/"}, None) == "default"


@pytest.mark.django_db(transaction=True)
def test_a_replica_that_does_not_tell_the_published_revision_has_failed_the_request(monkeypatch):
    def cut(connection):
        raise InterfaceError

    monkeypatch.setitem(revision._READ, connections["default"].vendor, cut)
    monkeypatch.setattr(revision, "_seen", {})
    with made(Choice("default")) as made_now:
        assert revision.published() is None
    assert made_now.failed


def test_who_is_known_by_a_cookie_is_asked_for_by_django_alone():
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/visits/", "HTTP_COOKIE": "a=b; sessionid=c"}
    assert ReadFrom(lambda environ, start_response: IN_META in environ)(environ, None) is False


def test_lateness_is_how_old_the_newest_state_is_that_a_replica_has():
    positions = Positions(60)
    for second, position in enumerate((100, 100, 200, 300)):
        positions.note(position, second)
    assert positions.lateness(300, 3, None) == 0
    assert positions.lateness(250, 3.5, None) == 1.5
    assert positions.lateness(150, 3.5, None) == 2.5
    # Older than anything that was noted: as it says itself, or nobody knows.
    assert positions.lateness(50, 4, 70.0) == 70
    assert positions.lateness(50, 4, None) == float("inf")


def test_positions_are_forgotten_when_they_no_longer_matter():
    positions = Positions(10)
    for second in range(100):
        positions.note(second, second)
    assert len(positions.times) < 15
    assert positions.lateness(5, 100, 95.0) == 95


def test_a_replica_is_left_out_while_it_follows_nobody_or_is_late(settings):
    settings.REPLICA_LATE_SECONDS = 10
    replica = Replica("replica1")
    found = []
    for follows, lateness in ((True, 0), (True, 11), (True, 9), (False, 0), (True, 0)):
        replica.judge(follows, lateness)
        found.append(replica.is_fit)
    assert found == [True, False, True, False, True]
