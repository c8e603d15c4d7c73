"""Which replicas are fit to be read from: looked at every second by a thread, so that no request pays for it.

A replica is fit while it answers, still follows the primary, and lacks nothing that is older than REPLICA_LATE_SECONDS.
How late it is, is told by the primary's own positions in its log (WAL): each look notes the present one with its time,
and a replica is as late as the newest position that it has replayed is old. Neither the clocks of the servers nor how
long ago somebody wrote come into it, and a primary that is away makes no replica late.
"""

import asyncio
import contextlib
import logging
import os
import socket
import threading
import time
import weakref
from bisect import bisect_right

import psycopg
from django.conf import settings
from django.db import connections

from config.replicas.choice import PRIMARY

# Seconds between two looks, which one may take, and for which a replica that failed a request is left out.
LOOK, PATIENCE, PAUSE = 1, 2, 3
_NOW = "SELECT pg_current_wal_insert_lsn() - '0/0'"
_THERE = """SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() - '0/0',
    extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float"""
_DJANGOS = ("cursor_factory", "context", "prepare_threshold")
_logger = logging.getLogger(__name__)
_lock = threading.Lock()
_watch = None
# The connections of this process to each replica, with a second handle on the socket of each.
_connections = weakref.WeakKeyDictionary()


def fit() -> list[str]:
    """The replicas to read from now; the first call of a process begins to look, and finds none yet."""
    return [alias for alias, replica in _running().replicas.items() if replica.is_fit]


def leave_out(alias) -> None:
    """A replica has failed a request: for a few seconds nobody asks it."""
    replica = _running().replicas.get(alias)
    if replica:
        replica.left_out_until = time.monotonic() + PAUSE
        replica.be(False, "it failed a request")


def remember(alias, connection) -> None:
    """Requests will wait for answers over this connection."""
    with _lock:
        if connection not in _connections:
            handle = os.dup(connection.fileno())
            _connections[connection] = alias, handle
            weakref.finalize(connection, os.close, handle)


def break_off(alias) -> None:
    """Wake whoever waits for a replica that has stopped without a word, as a machine that freezes does."""
    with _lock:
        # Kept, they cannot go while their handles are used.
        ours = [(connection, handle) for connection, (other, handle) in _connections.items() if other == alias]
    for _connection, handle in ours:
        shut_down(handle)


def shut_down(handle) -> None:
    """End what is said over a socket; whoever waits there is told at once."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(handle)) as broken:
        broken.shutdown(socket.SHUT_RDWR)


def _running():
    global _watch
    with _lock:
        if _watch is None or not _watch.is_alive():
            _watch = Watch(settings.REPLICAS)
            _watch.start()
    return _watch


class Positions:
    """Where the primary's log stood and when, for as long as that may matter."""

    def __init__(self, most_seconds):
        self.most_seconds, self.times, self.positions = most_seconds, [], []

    def note(self, position, now):
        """One more."""
        self.times.append(now)
        self.positions.append(position)
        while self.times[0] < now - self.most_seconds and self.times[1] < now - self.most_seconds:
            del self.times[0], self.positions[0]

    def lateness(self, replayed, now, age) -> float:
        """How many seconds old the newest state is that a replica has; `age`: what it says itself, else not known."""
        if not self.positions or replayed >= self.positions[-1]:
            return 0
        found = bisect_right(self.positions, replayed)
        return now - self.times[found - 1] if found else float("inf") if age is None else max(age, now - self.times[0])


class Replica:
    """A replica as the looks of this process have found it."""

    def __init__(self, alias):
        self.alias, self.is_fit, self.left_out_until = alias, False, 0.0

    def be(self, is_fit, why=""):
        """Take it in or leave it out, and say so."""
        if self.is_fit != is_fit:
            self.is_fit = is_fit
            _logger.warning("%s is %s", self.alias, "read from" if is_fit else f"left out: {why}")

    def judge(self, follows, lateness):
        """What a look has found."""
        if not follows:
            self.be(False, "it follows no primary")
        elif lateness > settings.REPLICA_LATE_SECONDS:
            self.be(False, f"it is {lateness:.0f} seconds late")
        elif time.monotonic() >= self.left_out_until:
            self.be(True)


class Watch(threading.Thread):
    """Looks at the primary and every replica, each over one connection of its own."""

    def __init__(self, aliases):
        super().__init__(name="replicas", daemon=True)
        self.replicas = {alias: Replica(alias) for alias in aliases}
        self.positions = Positions(settings.REPLICA_LATE_SECONDS + 2 * LOOK + PATIENCE)
        self.open, self.parameters = {}, {alias: self.parameters_of(alias) for alias in (PRIMARY, *aliases)}

    @staticmethod
    def parameters_of(alias):
        """Django's parameters of a connection, but for those that psycopg's asynchronous one does not take."""
        given = connections[alias].get_connection_params()
        return {name: value for name, value in given.items() if name not in _DJANGOS}

    def run(self):
        """Look, for as long as the process lives."""
        asyncio.run(self.look_on())

    async def look_on(self):
        """The same: first where the primary stands, then at all replicas at once."""
        while True:
            await self.look_at_primary()
            await asyncio.gather(*(self.look_at(replica) for replica in self.replicas.values()))
            await asyncio.sleep(LOOK)

    async def look_at_primary(self):
        """Note where its log stands; while it is away, nobody grows late."""
        try:
            (position,) = await self.asked(PRIMARY, _NOW)
        except (psycopg.Error, OSError, TimeoutError):
            return
        # After a restore or a change of primary it may stand before where it stood.
        if self.positions.positions and position < self.positions.positions[-1]:
            self.positions = Positions(self.positions.most_seconds)
        self.positions.note(position, time.monotonic())

    async def look_at(self, replica):
        """Judge one replica; one that does not answer in time is gone."""
        try:
            follows, replayed, age = await self.asked(replica.alias, _THERE)
        except (psycopg.Error, OSError, TimeoutError) as error:
            replica.be(False, f"it does not answer: {str(error).strip() or type(error).__name__}")
            break_off(replica.alias)
            return
        replica.judge(follows, self.positions.lateness(replayed or 0, time.monotonic(), age))

    async def asked(self, alias, question):
        """The row that answers, within the time; the connection is kept for the next look."""
        try:
            if alias not in self.open:
                async with asyncio.timeout(PATIENCE):
                    connect = psycopg.AsyncConnection.connect
                    self.open[alias] = await connect(autocommit=True, **self.parameters[alias])
            return await answer(self.open[alias], question)
        except BaseException:
            broken = self.open.pop(alias, None)
            if broken is not None:
                await broken.close()
            raise


async def answer(connection, question):
    """The row that answers, or TimeoutError.

    The socket is shut down rather than the question cancelled: psycopg would ask a server that has frozen to cancel it,
    and wait ten seconds more for that.
    """
    begun = time.monotonic()
    giving_up = asyncio.get_running_loop().call_later(PATIENCE, shut_down, connection.fileno())
    try:
        return await (await connection.execute(question)).fetchone()
    except psycopg.Error as error:
        if time.monotonic() - begun < PATIENCE:
            raise
        raise TimeoutError(f"nothing for {PATIENCE} seconds") from error
    finally:
        giving_up.cancel()
