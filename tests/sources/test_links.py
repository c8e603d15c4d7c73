"""Links of sources: asked for politely, never inside a private network, with what became of each kept apart."""

import json
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive.models import LinkCheck, Revision
from archive.sources import links
from archive.sources.asking import Manner, _is_public, ask
from tests.factories import make_source

pytestmark = pytest.mark.django_db

# Loopback is where the tests' own server is; no pauses.
HERE = Manner(private=True, step=5, whole=20, pause=0)
OUTSIDE = Manner(step=5, whole=20, pause=0)
ANSWERS = {"/ok": 200, "/gone": 410, "/missing": 404, "/closed": 403, "/broken": 500, "/teapot": 418}
LEADS = {"/moved": (301, "/ok"), "/now": (302, "/ok"), "/to-missing": (301, "/missing"), "/round": (302, "/round"),
         "/away": (302, "http://[::1]:1/"), "/odd": (301, "ftp://example.org/")}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers by its tables, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.asked[self.command, self.path] += 1
        self.server.heard.append(dict(self.headers))
        if self.path == "/slow":
            self.server.until.wait(5)
        status, leads_to = LEADS.get(self.path, (ANSWERS.get(self.path, 404), ""))
        if self.path == "/get-only":
            status = 200 if self.command == "GET" else 405
        self.send_response(status)
        if leads_to:
            self.send_header("Location", leads_to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *arguments):
        """Tests are quiet."""


@pytest.fixture(scope="module")
def web():
    """The address of a small server on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.heard, server.until = Counter(), [], threading.Event()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.until.set()
    server.shutdown()
    server.server_close()


def outcome(web, path, manner=HERE):
    return ask([web.url + path], manner)[web.url + path]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/ok", ("ok", 200)),
        ("/ok#part", ("ok", 200)),
        ("/get-only", ("ok", 200)),
        ("/now", ("ok", 200)),
        ("/moved", ("moved", 200)),
        ("/gone", ("dead", 410)),
        ("/missing", ("dead", 404)),
        ("/to-missing", ("dead", 404)),
        ("/teapot", ("dead", 418)),
        ("/closed", ("unreachable", 403)),
        ("/broken", ("unreachable", 500)),
        ("/round", ("unreachable", 302)),
        ("/away", ("unreachable", None)),
        ("/odd", ("refused", None)),
    ],
)
def test_what_becomes_of_an_address(web, path, expected):
    found = outcome(web, path)
    assert (found.outcome, found.status) == expected


@pytest.mark.parametrize("manner", [replace(HERE, step=0.2), replace(HERE, whole=0.2)])
def test_nobody_waits_for_a_server_that_does_not_answer(web, manner):
    began = time.monotonic()
    assert outcome(web, "/slow", manner).outcome == "unreachable"
    assert time.monotonic() - began < 4


def test_it_is_asked_with_head_first_and_says_who_asks(web):
    web.asked.clear()
    assert outcome(web, "/moved").moved_to == f"{web.url}/ok"
    assert web.asked == {("HEAD", "/moved"): 1, ("HEAD", "/ok"): 1}
    assert "link-check" in web.heard[-1]["User-Agent"]
    assert web.heard[-1]["Host"] == web.url.removeprefix("http://")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/ok",
        "http://localhost:{port}/ok",
        "http://[::ffff:127.0.0.1]:{port}/ok",
        "http://2130706433:{port}/ok",
        "http://0.0.0.0:{port}/ok",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///nothing",
    ],
)
def test_nothing_inside_a_private_network_is_asked_for(web, address):
    web.asked.clear()
    address = address.format(port=web.server_port)
    found = ask([address], OUTSIDE)[address]
    assert found.outcome == "refused", found
    assert not web.asked


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::"],
)  # fmt: skip
def test_numbers_that_belong_to_nobody_are_not_public(number):
    assert not _is_public(number)


def test_numbers_of_the_internet_are_public():
    assert _is_public("93.184.216.34")
    assert _is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_a_redirection_inside_is_judged_before_anybody_goes_there(web, monkeypatch):
    from archive.sources import asking

    public = {"example.org": ["127.0.0.1"]}

    async def numbers_of(host, port):
        return public.get(host, [host.strip("[]")])

    # The first stop passes for public; where it leads does not.
    monkeypatch.setattr(asking, "_numbers_of", numbers_of)
    monkeypatch.setattr(asking, "_is_public", lambda number: number in sum(public.values(), []) and not web.asked)
    web.asked.clear()
    address = f"http://example.org:{web.server_port}/moved"
    assert ask([address], OUTSIDE)[address].outcome == "refused"
    assert web.asked == {("HEAD", "/moved"): 1}


def test_what_became_of_a_link_is_kept_and_makes_no_version_of_its_source(web):
    source = make_source(url=f"{web.url}/missing", archived_url=f"{web.url}/ok")
    versions = Revision.objects.count()
    first = links.check([source.url, source.archived_url], HERE)
    again = links.check([source.url], HERE)[source.url]
    assert (again.outcome, again.status) == ("dead", 404)
    assert again.since == first[source.url].since < again.checked_at
    states = {link.name: (link.state, link.is_dead) for link in links.links_of([source])[source.pk]}
    assert states == {"url": ("dead", True), "archived_url": ("ok", False)}
    assert Revision.objects.count() == versions


def test_never_checked_come_first_and_then_the_oldest():
    make_source(url="https://example.org/new")
    for number, days in enumerate((40, 90, 5)):
        address = f"https://example.org/{number}"
        make_source(url=address)
        then = timezone.now() - timedelta(days=days)
        LinkCheck.objects.create(address=address, outcome="ok", checked_at=then, since=then)
    before = timezone.now() - timedelta(days=30)
    assert [a.rpartition("/")[2] for a in links.due(before)] == ["new", "1", "0"]
    assert [a.rpartition("/")[2] for a in links.due(before, most=1)] == ["new"]


def test_the_worker_asks_only_where_an_operator_lets_it(web, settings):
    settings.CHECK_LINKS_PRIVATE = True
    make_source(url=f"{web.url}/ok")
    web.asked.clear()
    assert not links.check_one_due()
    assert not web.asked
    settings.CHECK_LINKS = True
    assert links.check_one_due()
    assert not links.check_one_due()
    assert LinkCheck.objects.get().outcome == "ok"


def test_the_worker_checks_a_link_while_nobody_waits(web, settings):
    from archive.management.commands.worker import Queue

    settings.CHECK_LINKS = settings.CHECK_LINKS_PRIVATE = True
    make_source(url=f"{web.url}/gone")
    queue = Queue()
    queue.check_a_link()
    queue.check_a_link()
    assert LinkCheck.objects.get().outcome == "dead"


def test_the_command_says_what_is_dead(web, settings, capsys):
    settings.CHECK_LINKS_PRIVATE = True
    make_source(url=f"{web.url}/ok")
    make_source(url=f"{web.url}/gone", status="draft")
    call_command("check_links")
    printed = capsys.readouterr().out.splitlines()
    counts = {"ok": 1, "moved": 0, "dead": 1, "unreachable": 0, "refused": 0}
    assert printed == [f"dead: {web.url}/gone (410)", json.dumps(counts)]
    call_command("check_links")
    assert '"ok": 0' in capsys.readouterr().out
    call_command("check_links", "--all")
    assert '"ok": 1' in capsys.readouterr().out


def test_checks_of_addresses_that_no_source_has_are_forgotten():
    now = timezone.now()
    for name in ("kept", "gone"):
        LinkCheck.objects.create(address=f"https://example.org/{name}", outcome="ok", checked_at=now, since=now)
    make_source(archived_url="https://example.org/kept")
    assert links.forget_unused() == 1
    assert LinkCheck.objects.get().address.endswith("kept")


def test_readers_are_told_what_is_not_there_any_more(client):
    source = make_source(slug="annals", url="https://example.org/a", archived_url="https://example.org/b")
    day = timezone.now().replace(year=2026, month=3, day=12)
    LinkCheck.objects.create(address=source.url, outcome="dead", status=404, checked_at=day, since=day)
    page = client.get("/sources/annals/").content.decode()
    assert "not there any more on 12 March 2026" in page
    assert "never checked" in page


def test_the_editors_list_shows_and_finds_dead_links(admin_client):
    now = timezone.now()
    dead = make_source(title_en="Dead one", url="https://example.org/dead")
    make_source(title_en="Unseen one", archived_url="https://example.org/unseen")
    make_source(title_en="Without one")
    LinkCheck.objects.create(address=dead.url, outcome="dead", status=404, checked_at=now, since=now)
    page = admin_client.get("/admin/archive/source/").content.decode()
    assert "dead (404)" in page
    for state, title in (("dead", "Dead one"), ("never", "Unseen one")):
        found = admin_client.get("/admin/archive/source/", {"links": state}).context["cl"].queryset
        assert [str(source) for source in found] == [title]
    form = admin_client.get(f"/admin/archive/source/{dead.pk}/change/").content.decode()
    assert "dead (404)" in form
