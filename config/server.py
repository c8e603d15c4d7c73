"""The threads of the web server, which take a request when it is there and not when somebody has begun to send it.

gunicorn's own gthread worker reads a request's head in the thread that answers it, and waits as long as the sender
likes: as many half-sent requests as there are threads stop the site. Here the loop that waits for connections collects
heads, and bodies of the size of a form, as a proxy in front would.
"""

import re
import time
from functools import partial
from selectors import EVENT_READ
from socket import SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET
from struct import pack

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

# Seconds that a sender has for a head and a form's body; between two pieces of a longer body, or of an answer taken.
WHOLE, BETWEEN = 20, 10
# Bytes that are collected of a request before a thread takes it; gunicorn refuses a longer head.
COLLECTED = 256 * 1024
_LENGTH = re.compile(rb"\r?\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r?\n", re.IGNORECASE)
_WAITS = re.compile(rb"\r?\nexpect:[ \t]*100-continue", re.IGNORECASE)
# struct timeval of POSIX: seconds and microseconds, native longs.
_TIMEVAL = pack("@ll", BETWEEN, 0)


class WholeRequestWorker(ThreadWorker):
    """gunicorn's threaded worker, but that a thread is given requests which are there."""

    def accept(self, listener):
        """Take a connection and wait for what it sends."""
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, sock, address, listener.getsockname())
        for each_way in (SO_RCVTIMEO, SO_SNDTIMEO):
            sock.setsockopt(SOL_SOCKET, each_way, _TIMEVAL)
        conn.parser, conn.initialized = get_parser(self.cfg, sock, address), True
        self.await_request(conn)

    def on_client_socket_readable(self, conn, client):
        """A connection that was kept open begins its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.await_request(conn)

    def finish_request(self, conn, fs):
        """A request has been answered; of what was sent behind it (pipelining), a part may have been read already."""
        left = conn.parser.unreader.take_buffered()
        if left and not fs.cancelled() and fs.exception() is None and fs.result():
            conn.sock.setblocking(False)
            self.await_request(conn, left)
        else:
            super().finish_request(conn, fs)

    def await_request(self, conn, came=b""):
        """Collect what comes, without a thread."""
        conn.came = bytearray(came)
        if is_whole(conn.came):
            self.hand_over(conn)
            return
        conn.timeout = time.monotonic() + WHOLE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn, client):
        """Collect a piece; whole, the request goes to a thread, and whoever has hung up is forgotten."""
        try:
            piece = client.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        conn.came += piece
        if piece and not is_whole(conn.came):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if piece:
            self.hand_over(conn)
        else:
            self.nr_conns -= 1
            conn.close()

    def hand_over(self, conn):
        """A thread parses what was collected, and answers."""
        conn.parser.unreader.unread(bytes(conn.came))
        conn.came = bytearray()
        self.enqueue_req(conn)


def is_whole(came) -> bool:
    """Whether nothing more is to be waited for: all has come, the sender waits for a word, or it is too long."""
    head = came.find(b"\r\n\r\n")
    if head < 0 or len(came) >= COLLECTED:
        return len(came) >= COLLECTED
    length = _LENGTH.search(came, 0, head + 4)
    expected = int(length[1]) if length else 0
    return bool(_WAITS.search(came, 0, head + 4)) or len(came) >= head + 4 + min(expected, COLLECTED)
