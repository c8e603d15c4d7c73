"""An answer that fails on its way is never taken for a whole one, whichever HTTP its reader speaks."""

import socket
import subprocess
import sys

import httpx
import pytest

from tests.ending import end
from tests.growing import web


@pytest.fixture(scope="module")
def server():
    """The server's own workers around an application whose answers can fail: its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.set_inheritable(True)
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "config.serving.Worker", "--threads", "2",
                   "--bind", f"fd://{listening.fileno()}", "tests.limits.breaking:application"]  # fmt: skip
        process = subprocess.Popen(command, cwd=web.ROOT, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL)
        try:
            yield listening.getsockname()[1]
        finally:
            end(process, 15)


def answer_to_http_1_0(port, path) -> bytes:
    """All that comes until the connection ends; ConnectionResetError where it breaks."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as reader:
        reader.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        pieces = []
        while piece := reader.recv(1000):
            pieces.append(piece)
        return b"".join(pieces)


def test_in_pieces_the_last_one_is_missing(server):
    assert httpx.get(f"http://127.0.0.1:{server}/whole").text == "firstlast"
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        httpx.get(f"http://127.0.0.1:{server}/broken")


def test_where_the_end_of_the_connection_is_the_answers_it_breaks_instead(server):
    assert answer_to_http_1_0(server, "/whole").endswith(b"firstlast")
    with pytest.raises(ConnectionResetError):
        answer_to_http_1_0(server, "/broken")
