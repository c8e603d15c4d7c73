"""How the archive's databases are reached: SQLite in a file, PostgreSQL through a pool, and PostgreSQL's replicas."""

from django.core.exceptions import ImproperlyConfigured

from config import environment

_OF_POSTGRESQL = ("postgres://", "postgresql://")
_SQLITE = "django.db.backends.sqlite3"
# No page asks so much that to compile its query, or to share it among workers, would pay, but planners think so of a
# large table. What an index of words finds is kept row by row: of a page of rows each would be made words of anew.
_PLANS = "-c jit=off -c max_parallel_workers_per_gather=0 -c work_mem=16MB"


def primary(env, url, folder) -> dict:
    """The database that all is written to; without an address SQLite in the data folder."""
    if url and not url.startswith((*_OF_POSTGRESQL, "sqlite://")):
        raise ImproperlyConfigured(
            "DATABASE_URL names neither PostgreSQL nor SQLite. "
            "Write postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3, or leave it out."
        )
    environment.database("DATABASE_URL", url)
    found = env.db_url_config(url) if url else {"ENGINE": _SQLITE, "NAME": folder / "archive.sqlite3"}
    found.setdefault("OPTIONS", {})
    pool = _pool(env)
    if found["ENGINE"] == _SQLITE:
        return _lasting(found)
    # A connection is not waited for long, for there are as many as threads: then the server is away, and the page
    # says so.
    found["OPTIONS"].setdefault("pool", {"min_size": 1, "timeout": 2} | pool)
    found["OPTIONS"].setdefault("connect_timeout", 5)
    found["OPTIONS"].setdefault("options", _PLANS)
    return found | {"CONN_HEALTH_CHECKS": True}


def replica(env, url, of) -> dict:
    """A streaming replica of the PostgreSQL at another address."""
    if not all(one.startswith(_OF_POSTGRESQL) for one in (of, url)):
        raise ImproperlyConfigured(
            "REPLICA_URLS names replicas of a PostgreSQL: write postgres://user:password@host:5432/name for each, "
            "separated by commas, and the primary in DATABASE_URL."
        )
    environment.database("REPLICA_URLS", url)
    found = env.db_url_config(url) | {"ENGINE": "config.replicas.backend", "CONN_HEALTH_CHECKS": True}
    found.setdefault("OPTIONS", {})
    # None is opened before it is needed, and none waited for long: the primary answers too.
    found["OPTIONS"].setdefault("pool", {"min_size": 0, "timeout": 2} | _pool(env))
    found["OPTIONS"].setdefault("connect_timeout", 2)
    found["OPTIONS"].setdefault("options", _PLANS)
    return found


def _pool(env):
    # Of each process; an attempt to connect anew is given up soon, or after an outage the next would be far away.
    return {"max_size": env.int("DATABASE_POOL_MAX", default=8, least=1, most=1000), "reconnect_timeout": 2}


def _lasting(found):
    """SQLite such that what it has confirmed is there after any crash."""
    found["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        # Without this, what INSERT OR REPLACE puts in a row's place goes past the triggers that keep the row.
        "PRAGMA recursive_triggers=ON; "
        # 8 MiB of pages at hand, four times what SQLite keeps by itself: the upper levels of all indexes of a million.
        "PRAGMA cache_size=-8192",
    }
    # To open the file and teach it Django's functions takes longer than a page's queries. After a minute it is opened
    # anew, so that a file put in its place is found.
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
