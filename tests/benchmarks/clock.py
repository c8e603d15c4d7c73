"""How long work takes: [processor, clock] in seconds.

The processor's time is that of this process, of its children that have ended, and of the server's process that answers
this one where the database is PostgreSQL on this machine. It tells the same whoever else works on the machine.
"""

import os
import time
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def timed(found, name):
    """Note in `found`, under this name, how long the work inside takes."""
    from django.db import connection

    connection.ensure_connection()
    processor, clock = _processor(connection), time.perf_counter()
    yield
    found[name] = [_processor(connection) - processor, time.perf_counter() - clock]


def _processor(connection):
    spent = os.times()
    seconds = spent.user + spent.system + spent.children_user + spent.children_system
    if connection.vendor == "postgresql":
        pid = connection.connection.info.backend_pid
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / _TICKS
    return seconds
