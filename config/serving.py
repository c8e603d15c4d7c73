"""The server's workers (gunicorn), which give a thread to a request only when it is there.

Gunicorn's own threads wait for what a reader has yet to send: as many halves of requests as there are threads, sent by
one reader without a proxy before the archive, and nobody else reads. Here the loop that waits for new requests gathers
each of them first, with its body where that is small. What a thread then waits for, it waits for within bounds.
"""

import re
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ

from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

# Seconds until a request must be there; and for which a thread waits for a piece more of a large one, or for its reader
# to take a piece of the answer.
GATHERING, PIECE = 10, 20
# For so many seconds a closed connection is listened to, so that its reader gets the end of the answer (RFC 9112, 9.6).
CLOSING = 2
# What is left of a body that nobody wanted is read as far as it is there already.
AT_HAND = 0.05
_BOUND = struct.pack("ll", PIECE, 0)
# So much of a body is gathered: what readers send, and most forms.
MOST_GATHERED = 128 * 1024
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
# What is wrong with a request that cannot be read, by what the server calls it; all else is 400.
_STATUS = {
    errors.LimitRequestLine: (414, "URI Too Long"),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large"),
    errors.ExpectationFailed: (417, "Expectation Failed"),
    errors.UnsupportedTransferCoding: (501, "Not Implemented"),
}


class Worker(ThreadWorker):
    """A worker with threads whose loop gathers requests, and lets go of connections, without any of them."""

    def init_process(self):
        """Begin with no connection in either state."""
        self.closing_conns = deque()
        # What no request can be longer than: with more the parser, which knows the single bounds, refuses it.
        self.most_head = self.cfg.limit_request_line + self.cfg.limit_request_fields * 1024
        super().init_process()

    def load_wsgi(self):
        """Load the archive, whose answers end so that their reader can tell whether they are whole."""
        super().load_wsgi()
        self.wsgi = BreakingOff(self.wsgi)

    def enqueue_req(self, conn):
        """Gather the request of a connection that is new, or whose reader sends another one."""
        if conn.parser is None:
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                conn.sock.setsockopt(socket.SOL_SOCKET, option, _BOUND)
        conn.sock.setblocking(False)
        # Of a reader who does not wait for answers a part may have been read with the request before.
        conn.gathered = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.timeout = time.monotonic() + GATHERING
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.gather, conn))
        if is_whole(conn.gathered, self.most_head):
            self._give_to_a_thread(conn)
        else:
            self.gather(conn, conn.sock)

    def gather(self, conn, sock):
        """Take what has come; with the request whole, give it to a thread."""
        try:
            piece = sock.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        conn.gathered += piece
        if not piece:
            self.pending_conns.remove(conn)
            self._let_go(conn)
        elif is_whole(conn.gathered, self.most_head):
            self._give_to_a_thread(conn)

    def _give_to_a_thread(self, conn):
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        super().enqueue_req(conn)

    def handle(self, conn):
        """Answer a request that is there; in a thread."""
        conn.init()
        conn.parser.unreader.unread(conn.gathered)
        conn.gathered = b""
        return super().handle(conn)

    def finish_request(self, conn, fs):
        """Wait for the next request of a connection, or end it: then its reader is not waited for here either."""
        if not fs.cancelled() and not fs.exception() and fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            conn.timeout = time.monotonic() + CLOSING
            self.poller.register(conn.sock, EVENT_READ, partial(self.listen_on, conn))
            self.closing_conns.append(conn)
        except (OSError, ValueError):
            self.nr_conns -= 1
            conn.close()

    def listen_on(self, conn, sock):
        """Throw away what still comes over a connection that is ending; at its end, let it go."""
        try:
            if sock.recv(64 * 1024):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.closing_conns.remove(conn)
        self._let_go(conn)

    def _keepalive_after(self, conn, keepalive):
        """Whether a connection can be used again: not where something of a body was left that still has to come."""
        return bool(keepalive and conn.parser.finish_body(deadline=time.monotonic() + AT_HAND))

    def _cap_keepalive(self, deadline):
        """Ending, wait no longer for requests that have begun than for those that may come."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def murder_pending(self):
        """Close connections whose request did not come, and those that have been listened to for long enough."""
        super().murder_pending()
        while self.closing_conns and self.closing_conns[0].timeout < time.monotonic():
            self._let_go(self.closing_conns.popleft())

    def _let_go(self, conn):
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def handle_error(self, req, client, addr, exc):
        """Answer what never became a request, or failed before the archive could say so, with the archive's page."""
        status, reason = _status_of(exc)
        if status == 500:
            self.log.error("A request failed", exc_info=exc)
        else:
            self.log.warning("A request could not be read: %s", type(exc).__name__)
        try:
            client.sendall(_whole_answer(status, reason))
        except OSError:
            self.log.debug("Nobody was there to be told.")


class BreakingOff:
    """A WSGI application (PEP 3333) of whose answers none that fails on its way can be taken for a whole one.

    With HTTP/1.1 the last piece is missing then. An answer to HTTP/1.0, as some proxies speak it, ends with its
    connection (RFC 9112, 6.3); so that is reset.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        body = self.application(environ, start_response)
        if environ["SERVER_PROTOCOL"] != "HTTP/1.0" or isinstance(body, environ["wsgi.file_wrapper"]):
            return body
        return _Resetting(body, environ["gunicorn.socket"])


class _Resetting:
    """The pieces of an answer, and the connection that is reset where they fail."""

    def __init__(self, pieces, sock):
        self.pieces, self.sock = pieces, sock
        self.close = getattr(pieces, "close", lambda: None)

    def __iter__(self):
        try:
            yield from self.pieces
        except Exception:
            with suppress(OSError):
                # Closed with this, a connection does not end but break (SO_LINGER of no seconds).
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.sock.close()
            raise


def is_whole(gathered, most_head) -> bool:
    """Whether a request has all of its head, and of its body as much as is gathered; or far too much of a head."""
    head, end, body = gathered.partition(_END)
    if not end:
        return len(gathered) > most_head
    told = _LENGTH.search(head + b"\r\n")
    length = int(told[1]) if told else 0
    # Who expects to be asked for the body (100-continue) does not send it before.
    return length > MOST_GATHERED or len(body) >= length or b"100-continue" in head.lower()


def _status_of(error):
    if not isinstance(error, errors.ParseException):
        return 500, "Internal Server Error"
    return next((told for kind, told in _STATUS.items() if isinstance(error, kind)), (400, "Bad Request"))


def _whole_answer(status, reason) -> bytes:
    # Only a worker that runs has the settings, which the page needs.
    from config.unasked import page_without_request

    headers, body = page_without_request(status)
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    lines += ["Connection: close", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
