"""A crowd at the archive's door: readers, editors who save each second, and some who send half a request and wait."""

import http.client
import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.operating.recipe import HOST

PATHS = (
    *("/", "/visits/", "/people/", "/agreements/", "/events/", "/az/visits/", "/es/people/", "/timeline/", "/about/"),
    *(
        "/visits/?sort=title",
        "/visits/?evidence=disputed",
        "/organizations/",
        "/sources/",
        "/trade/",
        "/discrepancies/",
    ),
)
# What is sent of a request before nothing more is: nothing, half a head, a head without its body, one letter of it.
HALVES = (
    b"",
    b"G",
    b"GET / HTTP/1.1\r\nHost: %s\r\nX-Half: " % HOST.encode(),
    b"POST /admin/login/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 500\r\n\r\nusername=a" % HOST.encode(),
)


@dataclass
class Told:
    """What a crowd has met: answers by status, errors in words, and the seconds that each answer took."""

    statuses: Counter = field(default_factory=Counter)
    errors: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def __str__(self):
        if not self.seconds:
            return f"no answers, {len(self.errors)} errors {self.errors[:3]}"
        last = statistics.quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else self.seconds[0]
        return (
            f"{len(self.seconds)} answers {dict(self.statuses)}, {len(self.errors)} errors {self.errors[:3]}, "
            f"median {statistics.median(self.seconds) * 1000:.0f} ms, 99 % {last * 1000:.0f} ms, "
            f"longest {max(self.seconds):.1f} s"
        )


class Crowd:
    """Threads that work until they are told to stop, each with `Told` of its own kind."""

    def __init__(self, door):
        self.door, self.stop, self.threads = door, threading.Event(), []
        self.readers, self.half_open = Told(), Counter()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop.set()
        for thread in self.threads:
            thread.join(90)

    def begin(self, work, *given):
        """One more who does this until the end."""
        thread = threading.Thread(target=work, args=given, daemon=True)
        self.threads.append(thread)
        thread.start()

    def read(self, seed, pause=0.0):
        """Ask for one page after the other over a connection that is kept."""
        chance, connection = random.Random(seed), None
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                connection = connection or self.door.reader()
                connection.request("GET", chance.choice(PATHS), headers={"Host": HOST, "Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
                self.readers.statuses[answer.status] += 1
                self.readers.seconds.append(time.monotonic() - began)
                if answer.will_close:
                    connection = connection.close()
            except (OSError, http.client.HTTPException) as error:
                # A server may close a kept connection in the moment in which it is used again (RFC 9112, 9.3.1).
                if connection is None or time.monotonic() - began > 1:
                    self.readers.errors.append(repr(error))
                connection = connection and connection.close()
            self.stop.wait(pause)

    def edit(self, editor, every=1.0):
        """Save once in so many seconds, as often as the archive keeps up with."""
        number = 0
        while not self.stop.is_set():
            began, number = time.monotonic(), number + 1
            try:
                editor.save(f"Words {number} of record {editor.key}.")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                editor.refused.append((0, repr(error)))
            self.stop.wait(max(0.0, every - (time.monotonic() - began)))

    def send_half(self, number):
        """Send half a request and wait; begin anew when the server has had enough."""
        while not self.stop.is_set():
            try:
                with self.door.opened(timeout=5) as half:
                    half.sendall(HALVES[number % len(HALVES)])
                    self.half_open["opened"] += 1
                    half.settimeout(0.5)
                    self.wait_for_end(half)
            except OSError:
                self.half_open["closed on us"] += 1
                self.stop.wait(0.2)

    def wait_for_end(self, half):
        """Until the server hangs up or all is over."""
        while not self.stop.is_set():
            try:
                if not half.recv(4096):
                    return
            except TimeoutError:
                continue
