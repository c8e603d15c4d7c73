"""The server itself, over the wire: slow readers, half requests, and what never becomes a request."""

import re
import socket
import time
from contextlib import closing, suppress

import httpx
import pytest

from config import serving
from tests.growing import web

# The two processes have four threads each; the promise is of twelve.
MANY = 24


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A started archive: (host, port)."""
    folder = tmp_path_factory.mktemp("site")
    with web.started(web.environment(folder / "data"), folder / "log") as at:
        yield "127.0.0.1", int(at.rpartition(":")[2])


def opened(site, begin=b""):
    """A connection over which so much of a request is sent."""
    connection = socket.create_connection(site, timeout=30)
    connection.sendall(begin)
    return connection


def answer_to(site, request) -> bytes:
    """All that the server says to some bytes, until it ends the connection."""
    with closing(opened(site, request)) as connection:
        pieces = []
        with suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)


HEAD = b"POST /oai HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HALVES = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Pad",
    "half a body": HEAD + b"Content-Length: 1000\r\n\r\nverb=Iden",
    "half a piece": HEAD + b"Transfer-Encoding: chunked\r\n\r\n400\r\nverb",
    "no reader": b"GET /archive.json HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
}


def test_readers_read_on_beside_many_who_send_halves_and_they_are_let_go(site):
    halves = [(kind, opened(site, begin)) for kind, begin in HALVES.items() for _time in range(MANY)]
    try:
        began = time.monotonic()
        for number in range(20):
            answer = httpx.get(f"http://127.0.0.1:{site[1]}/visits/?q=word{number}", timeout=10)
            assert answer.status_code == 200
        # Any one that had to wait for a half request would have waited for as long as those are.
        assert time.monotonic() - began < serving.GATHERING - 2
        for kind, connection in halves:
            connection.settimeout(serving.GATHERING + 10)
            if kind != "no reader":
                with suppress(ConnectionResetError):
                    while connection.recv(65536):
                        pass
    finally:
        for _kind, connection in halves:
            connection.close()


UNREADABLE = {
    b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n": 400,
    b"nonsense\r\n\r\n": 400,
    b"GET / HTTP/9.9\r\n\r\n": 400,
    b"G\xffT / HTTP/1.1\r\n\r\n": 400,
    b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 414,
    b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 100 + b"\r\n": 431,
    b"GET / HTTP/1.1\r\nX-A: " + b"x" * 20_000 + b"\r\n\r\n": 431,
    b"GET / HTTP/1.1\r\nX-A: a\x00b\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nBad Name: 1\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef": 400,
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nTransfer-Encoding: nonsense\r\n\r\n": 501,
}


@pytest.mark.parametrize("request_bytes", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_request_gets_the_sites_page_and_all_headers(site, request_bytes):
    head, _end, body = answer_to(site, request_bytes).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    assert lines[0].split()[1] == str(UNREADABLE[request_bytes])
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    page = body.decode()
    assert "This cannot be understood" in page
    assert "<main" in page
    assert not [word for word in ("gunicorn", "Traceback", "Error", "27.") if word.lower() in page.lower()]


def test_files_of_the_program_have_all_headers(site):
    page = httpx.get(f"http://127.0.0.1:{site[1]}/")
    path = re.search(r'/static/archive/archive[^"]+css', page.text)[0]
    sheet = httpx.get(f"http://127.0.0.1:{site[1]}{path}")
    assert sheet.status_code == 200
    for answer in (page, sheet):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(site):
    said = answer_to(site, HEAD + b"Content-Length: 900000000\r\nConnection: close\r\n\r\nverb=")
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"This is too large" in said
    said = answer_to(site, HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nverb=\r\n")
    assert said.startswith(b"HTTP/1.1 411 ")


def test_a_request_in_many_pieces_and_several_in_one_are_all_answered(site):
    with closing(opened(site)) as connection:
        for sign in b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n":
            connection.sendall(bytes([sign]))
        said = connection.recv(65536)
        assert said.startswith(b"HTTP/1.1 200 ")
        # Over the same connection, two at once, the second of which ends it.
        one = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        connection.sendall(one + b"\r\n" + one + b"Connection: close\r\n\r\n")
        said = b""
        while piece := connection.recv(65536):
            said += piece
        assert said.count(b"HTTP/1.1 200 ") == 2


def test_a_body_is_waited_for_and_asked_for(site):
    form, head = b"verb=Identify", HEAD + b"Content-Length: 13\r\nConnection: close\r\n"
    with closing(opened(site, head + b"Expect: 100-continue\r\n\r\n")) as asked:
        assert asked.recv(65536).startswith(b"HTTP/1.1 100 ")
        asked.sendall(form)
        assert asked.recv(65536).startswith(b"HTTP/1.1 200 ")
    with closing(opened(site, head + b"\r\n" + form[:5])) as sent:
        time.sleep(0.2)
        sent.sendall(form[5:])
        assert b"<Identify>" in b"".join(iter(lambda: sent.recv(65536), b""))
