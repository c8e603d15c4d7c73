"""What one address makes the archive do is counted and bounded; whoever reads on is not stopped, nor are others."""

import threading
import time

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory

from archive.asker import address_of
from config.middleware import work
from tests.factories import make_visit
from tests.public.correcting import faults_in

pytestmark = pytest.mark.django_db
# Whatever is counted, by one address of each kind.
COUNTED = (
    *(
        "/search/?q=visit",
        "/es/search/?q=visit",
        "/visits/?q=visit",
        "/visits.csv",
        "/archive.json",
        "/datapackage.zip",
    ),
    *("/oai?verb=Identify", "/map.png", "/timeline.svg", "/visits/one.json", "/visits/one.bib"),
    *("/visits/one/versions/2020-01-01T00:00:00Z/", "/visits/one/versions/2020-01-01T00:00:00Z/difference/"),
)
FREE = (
    "/",
    "/visits/",
    "/visits/one/",
    "/az/visits/one/",
    "/about/",
    "/robots.txt",
    "/healthz",
    "/admin/login/?next=/",
)


@pytest.fixture(autouse=True)
def little(settings, monkeypatch):
    """Two searches at once for each address, and one more every thirty seconds; nobody has asked yet."""
    caches["work"].clear()
    settings.READER_WORK_SECONDS, settings.READER_WORK_WINDOW = 0.1, 60
    monkeypatch.setattr(work, "LEAST", dict.fromkeys(work.LEAST, 0.05))
    monkeypatch.setattr(work, "NARROWED", 0.05)
    monkeypatch.setattr(work.time, "thread_time", lambda: 0)
    make_visit(slug="one", title_en="The visit")
    yield
    caches["work"].clear()


def read(client, address, **headers):
    """An answer, taken to its end."""
    answer = client.get(address, **headers)
    # The test's browser closes a streamed answer when it has been read, and all others at once.
    answer.getvalue()
    return answer


def spend(client):
    """Use up what this client may have."""
    for _time in range(2):
        assert read(client, "/search/?q=visit").status_code == 200


def test_whoever_searched_enough_is_told_when_to_ask_again_and_reads_on(client):
    spend(client)
    for address in COUNTED:
        answer = read(client, address)
        assert answer.status_code == 429, address
        assert 1 <= int(answer["Retry-After"]) <= 61
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    for address in FREE:
        assert read(client, address).status_code in (200, 404), address


def test_the_page_says_why_in_the_language_of_the_address_and_programs_are_told_in_data(client):
    spend(client)
    page = read(client, "/search/?q=visit")
    assert "more was searched and downloaded than the archive does for one reader" in page.content.decode()
    assert not list(faults_in(page))
    assert read(client, "/az/search/?q=visit")["Content-Language"] == "az"
    assert read(client, "/visits/one.json").json()["status"] == 429
    assert read(client, "/visits.csv")["Content-Type"] == "text/plain; charset=utf-8"
    assert read(client, "/oai?verb=Identify")["Content-Type"] == "text/plain; charset=utf-8"
    assert read(client, "/visits.csv", headers={"Accept": "text/html"})["Content-Type"].startswith("text/html")


def test_what_one_address_used_up_the_others_still_have(client):
    spend(client)
    assert read(client, "/search/?q=visit").status_code == 429
    assert read(Client(REMOTE_ADDR="203.0.113.9"), "/search/?q=visit").status_code == 200
    # Nobody becomes another by saying so, while no proxy is trusted.
    assert read(client, "/search/?q=visit", headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 429


def test_behind_proxies_readers_are_told_apart_and_forged_entries_change_nothing(client, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(2):
        read(client, "/search/?q=visit", headers={"X-Forwarded-For": f"forged-{number}, 203.0.113.9"})
    for forged in ("", "198.51.100.7, ", "203.0.113.8,"):
        told = {"X-Forwarded-For": f"{forged}203.0.113.9"}
        assert read(client, "/search/?q=visit", headers=told).status_code == 429
    assert read(client, "/search/?q=visit", headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "forged, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:0:1:ffff::9", "2001:db8:0:1::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "x" * 5000, "x" * 100),
    ],
)
def test_an_address_is_what_the_outermost_trusted_proxy_saw_and_of_ipv6_a_household(settings, proxies, told, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": told} if told else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)) == address


def test_work_is_forgotten_as_it_leaves_the_window_and_not_before(settings):
    counted = work.Counted("work")
    settings.READER_WORK_SECONDS, settings.READER_WORK_WINDOW = 10, 60
    begin = 60 * 1000
    counted.add("a", 10, begin)
    waits = counted.wait("a", begin)
    assert 60 <= waits <= 62
    for asked in (begin, begin + 30, begin + 59.9, begin + waits - 3):
        assert counted.wait("a", asked) > 0
    assert counted.wait("a", begin + waits) == 0
    counted.add("a", 5, begin + 90)
    # Half of the window before is left, which is five: with these five there is no more, and soon there is.
    assert counted.wait("a", begin + 90) == 1
    assert counted.wait("a", begin + 91) == 0


def test_an_answer_is_counted_as_what_it_took_and_as_what_is_streamed_after_its_head(client, settings, monkeypatch):
    settings.READER_WORK_SECONDS = 1000
    spent = iter(range(10_000))
    monkeypatch.setattr(work.time, "thread_time", lambda: next(spent))
    read(client, "/visits.csv")
    number = int(time.time() // 60)
    found = caches["work"].get(f"work:127.0.0.1:{number}") or caches["work"].get(f"work:127.0.0.1:{number + 1}")
    # One unit until the head, one for each piece and one for the end.
    assert found >= 3000


def test_a_page_that_is_kept_or_unchanged_costs_its_reader_nothing_and_asks_no_cache(client, kept, monkeypatch):
    first = read(client, "/search/?q=visit")
    assert first.status_code == 200
    monkeypatch.setattr(work.counted, "_ask", lambda _question: pytest.fail("the cache was asked"))
    assert read(client, "/search/?q=visit").content == first.content
    assert read(client, "/search/?q=visit", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_cache_that_does_not_answer_stops_nobody(client, monkeypatch):
    class Broken:
        def get_many(self, _keys):
            raise ConnectionError("nobody there")

    monkeypatch.setattr(work, "counted", work.Counted("work"))
    monkeypatch.setattr(work, "caches", {"work": Broken()})
    for _time in range(5):
        assert read(client, "/search/?q=visit").status_code == 200


def test_of_long_downloads_one_place_is_always_left_for_others(client, settings, monkeypatch):
    settings.READER_WORK_SECONDS = 1000
    monkeypatch.setattr(work, "places", work.Places(3))
    monkeypatch.setattr(work, "PATIENCE", 0)
    mine = [client.get("/visits.csv") for _number in range(2)]
    refused = client.get("/people.csv", headers={"Accept": "text/html"})
    assert (refused.status_code, refused["Retry-After"]) == (503, str(work.AGAIN))
    assert "leave room for those who read" in refused.content.decode()
    other = Client(REMOTE_ADDR="203.0.113.9").get("/visits.csv")
    assert other.status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.8").get("/visits.csv").status_code == 503
    assert read(client, "/visits/").status_code == 200
    assert client.head("/visits.csv").status_code == 200
    for answer in (*mine, other):
        answer.getvalue()
    assert read(client, "/visits.csv").status_code == 200
    assert work.places.taken.total() == 0


def test_a_download_whose_reader_goes_away_or_that_fails_gives_its_place_back(client, settings, monkeypatch):
    settings.READER_WORK_SECONDS = 1000
    monkeypatch.setattr(work, "places", work.Places(2))
    began = client.get("/visits.csv")
    next(iter(began.streaming_content))
    assert work.places.taken.total() == 1
    # As the server does where nobody takes the next piece.
    began._iterator.close()
    assert work.places.taken.total() == 0
    monkeypatch.setattr("archive.public.downloads.file_answer", lambda *_a, **_n: 1 / 0)
    failing = Client(raise_request_exception=False)
    assert failing.get("/visits.csv").status_code == 500
    assert work.places.taken.total() == 0


def test_a_place_is_waited_for_by_one_at_a_time(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE", 5)
    places = work.Places(2)
    assert places.take("a")
    found = []
    waiting = threading.Thread(target=lambda: found.append(places.take("a")))
    waiting.start()
    while not places.is_awaited:
        time.sleep(0.001)
    began = time.monotonic()
    assert not places.take("a")
    assert time.monotonic() - began < 1
    places.leave("a")
    waiting.join()
    assert found == [True]
