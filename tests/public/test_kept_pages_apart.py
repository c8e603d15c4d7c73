"""Kept pages where several write and read at once, and where a cache for all processes comes and goes."""

import logging
import threading
import time
from pickle import loads

import pytest
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import Client
from fakeredis import TcpFakeServer

from archive.models import PublishedRevision, Visit
from archive.public import records
from archive.writing import change, counted_last
from config.keeping import revision
from config.keeping import store as keeping
from tests.factories import edit, make_visit
from tests.identity.test_threads import at_once

EDITORS, EDITS, READERS = 4, 5, 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("kept")
def test_no_reader_is_given_a_page_that_is_older_than_a_change_that_is_done():
    visit = make_visit(slug="one", title_en="Number 0")
    done, faults, stop = [0], [], threading.Event()

    def write():
        for number in range(1, 26):
            edit(visit, title_en=f"Number {number}")
            # From here on whoever asks is to see this number, or a later one.
            done[0] = number

    def read():
        client = Client()
        while not stop.is_set():
            least = done[0]
            seen = client.get("/visits/one/").content.decode().partition("<h1")[2].partition("Number ")[2]
            if int(seen.partition("<")[0]) < least:
                faults.append((seen[:10], least))

    def write_and_stop():
        try:
            write()
        finally:
            stop.set()

    assert [outcome for outcome in at_once(write_and_stop, *[read] * READERS) if outcome] == []
    assert (done, faults) == ([25], [])


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_made_while_something_is_published_is_kept_under_the_revision_before(kept, monkeypatch):
    visit = make_visit(slug="one", title_en="Number 1")
    whole = records.render

    def published_meanwhile(*arguments, **options):
        page = whole(*arguments, **options)
        monkeypatch.setattr(records, "render", whole)
        edit(visit, title_en="Number 2")
        return page

    monkeypatch.setattr(records, "render", published_meanwhile)
    client = Client()
    first = client.get("/visits/one/")
    assert "Number 1" in first.content.decode()
    assert len(kept.once.entries) == 1
    again = client.get("/visits/one/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, "Number 2" in again.content.decode()) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_many_editors_publish_at_once_and_each_change_is_counted_at_a_time_of_its_own():
    visits = [make_visit() for _number in range(EDITORS)]
    before, times = PublishedRevision.objects.get().number, []

    def write(visit):
        for number in range(EDITS):
            edit(visit, title_en=f"Number {number}")

    assert at_once(*[lambda visit=visit: write(visit) for visit in visits]) == [None] * EDITORS
    assert PublishedRevision.objects.get().number == before + EDITORS * EDITS
    for _number in range(3):
        edit(visits[0], title_en=f"Time {_number}")
        times.append(PublishedRevision.objects.get().changed_at)
    assert all((after - earlier).total_seconds() >= 1 for earlier, after in zip(times, times[1:], strict=False))


@pytest.mark.django_db(transaction=True)
def test_whoever_locks_more_after_a_change_counts_last_so_that_nobody_waits_in_a_ring():
    one, two = make_visit(slug="one"), make_visit(slug="two")
    before = PublishedRevision.objects.get().number
    is_changed, is_held = threading.Event(), threading.Event()

    def change_one_then_lock_two():
        with transaction.atomic(), counted_last():
            edit(one, title_en="Changed")
            is_changed.set()
            is_held.wait(1)
            Visit.objects.select_for_update().get(pk=two.pk)

    def change_two():
        is_changed.wait(5)
        with change(by=None, why="test"):
            fresh = Visit.objects.get(pk=two.pk)
            fresh.save()
            fresh.title_en = "Changed"
            fresh.save()
            is_held.set()

    assert at_once(change_one_then_lock_two, change_two) == [None, None]
    assert PublishedRevision.objects.get().number == before + 2


@pytest.fixture
def redis(settings, monkeypatch):
    """A shared cache that speaks Redis's own protocol on loopback."""
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    use(settings, monkeypatch, server.server_address[1])
    yield server
    server.shutdown()
    server.server_close()


def use(settings, monkeypatch, port):
    """Keep pages in a cache at this port, as CACHE_URL does."""
    location = f"redis://127.0.0.1:{port}/0"
    options = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location, "OPTIONS": options}}
    monkeypatch.setattr(keeping.store, "shared", keeping.Shared("default"))


@pytest.mark.django_db
def test_what_one_process_made_another_gives_out(redis, client, kept, monkeypatch):
    make_visit(slug="one")
    first = client.get("/visits/one/")
    # Another process has a memory of its own.
    kept.clear()
    monkeypatch.setattr(BaseHandler, "resolve_request", None)
    second = client.get("/visits/one/")
    assert (second.headers, second.content) == (first.headers, first.content)
    assert len(kept.once.entries) == 1


@pytest.mark.django_db
def test_the_shared_cache_holds_answers_for_everybody_that_end_by_themselves(redis, client, kept, django_user_model):
    make_visit(slug="one")
    client.get("/visits/one/")
    client.force_login(django_user_model.objects.create_superuser("somebody"))
    for path in ("/visits/one/", "/az/", "/admin/", "/visits/one/correct/"):
        client.get(path)
    stored = caches["default"]._cache.get_client()
    (key,) = stored.keys("*")
    assert 0 < stored.ttl(key) <= 24 * 60 * 60
    assert b"sessionid" not in stored.get(key)
    assert loads(stored.get(key))[1].startswith(b"<!doctype html>")


@pytest.mark.django_db
def test_a_shared_cache_that_is_gone_costs_nobody_an_error_or_much_time(settings, monkeypatch, client, kept, caplog):
    use(settings, monkeypatch, 1)
    make_visit(slug="one")
    with caplog.at_level(logging.WARNING, logger="config.keeping.store"):
        pages = [client.get(f"/about/?{number}") for number in range(5)]
    assert [page.status_code for page in pages] == [200] * 5
    assert len([record for record in caplog.records if record.name == "config.keeping.store"]) == 1
    assert len(kept.once.entries) == 5


@pytest.mark.django_db
def test_a_shared_cache_that_comes_back_is_used_again(redis, client, kept, monkeypatch):
    shared = keeping.store.shared
    shared.silent_until = time.monotonic() + 1000
    client.get("/about/")
    assert caches["default"]._cache.get_client().keys("*") == []
    shared.silent_until = time.monotonic() - 1
    client.get("/about/?again")
    assert len(caches["default"]._cache.get_client().keys("*")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_mended_and_the_reader_gets_the_page(client, monkeypatch):
    assert revision.published() is not None
    connection.connection.close()
    monkeypatch.setattr(revision, "_seen", {})
    answer = client.get("/visits/")
    assert (answer.status_code, "ETag" in answer) == (200, False)
    monkeypatch.setattr(revision, "_seen", {})
    assert "ETag" in client.get("/visits/")


def test_a_shelf_lets_go_what_was_not_asked_for_longest():
    kept = keeping.Kept([("Content-Type", "text/html")], b"x" * 1000)
    shelf = keeping.Shelf(3 * kept.size)
    for key in "abc":
        shelf.put(key, kept)
    assert shelf.get("a") is kept
    shelf.put("d", kept)
    assert list(shelf.entries) == ["c", "a", "d"]
    assert shelf.bytes == 3 * kept.size
    shelf.put("large", keeping.Kept([], b"x" * 4 * kept.size))
    assert list(shelf.entries) == ["c", "a", "d"]
