"""What the benchmark of the desk does in a process of its own: `python -m tests.benchmarks.desk_work …`.

The environment names the database (DATABASE_URL) and the data folder (ARCHIVE_DATA_DIR), as for the archive itself.
"""

import functools
import json
import logging
import os
import statistics
import sys
import time

import django

from tests.benchmarks import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PLAIN_HTTP", "1")

TIMES = 5
# A page that takes less than this part of the limit the first time is not measured again.
PLAINLY_QUICK = 0.25
# A page over the limit is measured again so often, in case somebody else had the machine.
AGAIN = 2


def fill(*numbers):
    """Make the small archive, or the one with so many visits and citations."""
    from django.core.management import call_command

    from tests.benchmarks.desk_archive import Size
    from tests.benchmarks.desk_archive import fill as filled

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    begin = time.perf_counter()
    filled(Size.large(*map(int, numbers)) if numbers else Size.small())
    print(json.dumps({"seconds": time.perf_counter() - begin}))


def ask(*roles):
    """How many queries each page asks, for each role."""
    print(json.dumps(_asked(roles, _queries)))


def measure(limit, *roles):
    """For each page and role the queries, the seconds as they pass, and the seconds of work, database included."""
    print(json.dumps(_asked(roles, lambda client, where: _measured(client, where, float(limit)))))


def _asked(roles, found):
    """{role: {page: what is found of it}} of the pages that answer this role."""
    # Pages that a role does not get are no news.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    answers = {}
    for role in roles:
        client = _client(role)
        answers[role] = {}
        for name, where in _pages():
            told = found(client, where)
            if told is not None:
                answers[role][name] = told
    return answers


def _client(role):
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests.signing_in import log_in

    client = Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
    log_in(client, get_user_model().objects.get(username=role))
    return client


@functools.cache
def _pages():
    from tests.benchmarks.desk_pages import pages

    return list(dict(pages(_client("administrator"))).items())


def _queries(client, where):
    """The number of queries of a page; None where this role does not get it."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    # Django keeps so many queries and no more: the count begins anew for each page.
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(queries) if answer.status_code == 200 else None


def _measured(client, where, limit):
    # The request whose queries are counted warms up.
    queries = _queries(client, where)
    if queries is None:
        return None
    passed, worked = _times(client, where, 1)
    if passed > PLAINLY_QUICK * limit:
        passed, worked = _times(client, where)
    for _time in range(AGAIN):
        if passed > limit:
            passed, worked = min((passed, worked), _times(client, where))
    return {"queries": queries, "passed": passed, "worked": worked}


def _times(client, where, times=TIMES):
    """The medians of the seconds that pass and of the seconds of work."""
    passed, worked = [], []
    for _time in range(times):
        begin, busy = time.perf_counter(), processes.busy()
        client.get(where)
        passed.append(time.perf_counter() - begin)
        worked.append(processes.busy() - busy)
    return statistics.median(passed), statistics.median(worked)


WORK = {work.__name__: work for work in (fill, ask, measure)}

if __name__ == "__main__":
    django.setup()
    WORK[sys.argv[1]](*sys.argv[2:])
