"""Readers and editors at once, and some who send half a request: the short form of `python -m tests.attacks.load`."""

import socket
import time
from types import SimpleNamespace

import pytest

from tests.attacks.crowd import Crowd
from tests.attacks.door import Door
from tests.attacks.load import load, lost, report
from tests.operating import recipe


def test_readers_and_editors_at_once_meet_no_error_and_no_save_is_lost(site, own_database):
    env = recipe.environment(site.folder, own_database)
    outcome = load(site, env, Door(site.secure, site.context()), 8, readers=8, editors=3, half_open=40, pause=0.05)
    report(outcome)
    assert outcome.failed == []
    assert sum(outcome.crowd.readers.statuses.values()) > 20


@pytest.mark.parametrize(
    ("said", "now", "number"),
    [
        (["", "one", "two"], "two", 0),
        (["", "one"], "one", 1),
        (["", "one", "two"], "one", 1),
        (["", "one", "two", "two"], "two", 2),
        (["", "one", "refused", "two"], "two", 1),
    ],
)
def test_what_a_load_calls_lost(said, now, number):
    person = SimpleNamespace(key=1, accepted=["one", "two"], refused=[(409, "")], read_back=lambda: now)
    assert len(lost({"1": said}, [person])) == number


def test_twelve_who_send_half_a_request_to_the_server_alone_hold_up_no_reader(site):
    door = Door(site.inner)
    with Crowd(door) as crowd:
        for number in range(12):
            crowd.begin(crowd.send_half, number)
        recipe.wait(lambda: crowd.half_open["opened"] >= 12, 20)
        time.sleep(0.5)
        assert [status_of(site.inner) for _time in range(3)] == [200] * 3


def status_of(port) -> int:
    """What the server answers to a request that is whole, within the time that half ones are given."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as asking:
        asking.sendall(f"GET /healthz HTTP/1.1\r\nHost: {recipe.HOST}\r\nConnection: close\r\n\r\n".encode())
        return int(asking.makefile("rb").readline().split()[1])


def test_a_request_that_comes_letter_by_letter_is_answered(site):
    with socket.create_connection(("127.0.0.1", site.inner), timeout=15) as asking:
        for letter in f"GET /healthz HTTP/1.1\r\nHost: {recipe.HOST}\r\n\r\n":
            asking.sendall(letter.encode())
        assert b" 200 " in asking.recv(4096)
        # The connection is kept; two requests at once are answered one after the other.
        asking.sendall(f"GET /healthz HTTP/1.1\r\nHost: {recipe.HOST}\r\n\r\n".encode() * 2)
        came = b""
        while came.count(b" 200 ") < 2:
            piece = asking.recv(4096)
            assert piece
            came += piece
