"""A replica that has stopped without a word is given up, by whoever waits for it and whoever looks at it."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connections

from config.replicas import choice, watch
from config.replicas.backend.base import DatabaseWrapper as ReplicasWrapper
from config.replicas.choice import Choice, made

pytestmark = pytest.mark.skipif(
    connections["default"].vendor != "postgresql", reason="only PostgreSQL has streaming replicas"
)


@pytest.fixture
def pooled(transactional_db):
    """The run's database as a replica, with two connections in a pool that gives them out without a look."""
    given = connections["default"].settings_dict
    options = given["OPTIONS"] | {"pool": {"min_size": 2, "max_size": 2}}
    replica = ReplicasWrapper(given | {"OPTIONS": options, "CONN_HEALTH_CHECKS": False}, alias="replica1")
    replica.pool.open(wait=True)
    yield replica
    replica.close()
    replica.close_pool()


def test_connections_that_nobody_has_used_yet_are_broken_off_too(pooled):
    """A pool asks over each whether it is alive, and so would wait for a replica that is frozen."""
    watch.break_off("replica1")
    for connection in [pooled.pool.getconn() for _ in range(2)]:
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        pooled.pool.putconn(connection)


def test_a_request_that_a_replica_has_failed_does_not_connect_to_it_again(pooled, monkeypatch):
    # Nobody looks at replicas here.
    monkeypatch.setattr(watch, "leave_out", lambda alias: None)
    with made(Choice("replica1")):
        pooled.ensure_connection()
        pooled.close()
        choice.note_failure()
        with pytest.raises(OperationalError, match="has failed this request"):
            pooled.ensure_connection()


def test_a_server_that_says_nothing_is_given_up_after_the_time_that_a_look_may_take(pooled, monkeypatch):
    """Without being asked to cancel the question, which psycopg would wait ten seconds for."""
    monkeypatch.setattr(watch, "PATIENCE", 0.5)

    async def look():
        parameters = watch.Watch.parameters_of("default")
        async with await psycopg.AsyncConnection.connect(autocommit=True, **parameters) as connection:
            await watch.answer(connection, "SELECT pg_sleep(3)")

    begun = time.monotonic()
    # In a thread of its own, as the archive's look is: a browser's tests leave a loop that runs in this one.
    with ThreadPoolExecutor(1) as beside, pytest.raises(TimeoutError, match="nothing for 0.5 seconds"):
        beside.submit(asyncio.run, look()).result()
    assert time.monotonic() - begun < 3
    # It would sleep on, and the run's database be in use at its end.
    pooled.cursor().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
