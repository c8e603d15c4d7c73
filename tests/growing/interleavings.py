"""Editors who write and read while replicas fall behind: `python -m tests.growing.interleavings COUNT [unguarded]`.

A process of its own with the archive's settings, router and middleware over DATABASE_URL and REPLICA_URLS; of the
archive's pages only two are in the place of the rest, so that thousands take seconds. It prints what was read where as
JSON. `unguarded` takes away the question whether a replica has what an editor wrote, to see that this finds it.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.core.signals import request_finished, request_started  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402

from archive.models import SavedMapping  # noqa: E402
from config.replicas import middleware, watch  # noqa: E402

THREADS, EDITORS_EACH = 3, 3


def written(request, pk, value):
    """What an editor writes."""
    return JsonResponse({"rows": SavedMapping.objects.filter(pk=pk).update(mapping={"value": value})})


def read(request, pk):
    """What is read, and where."""
    row = SavedMapping.objects.get(pk=pk)
    return JsonResponse({"value": row.mapping["value"], "from": row._state.db})


urlpatterns = [path("written/<int:pk>/<int:value>/", written), path("read/<int:pk>/", read)]


class Browser:
    """Sends requests through all of the archive's middleware, and keeps its cookies."""

    handler, factory = BaseHandler(), RequestFactory()

    def __init__(self, cookies=()):
        self.cookies = dict(cookies)

    def send(self, method, address):
        """The answer's data."""
        request = getattr(self.factory, method)(address, HTTP_HOST="127.0.0.1")
        request.COOKIES, request._dont_enforce_csrf_checks = dict(self.cookies), True
        # As a browser sends them: by these a page is told apart from those that are kept for everybody.
        request.META["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request_started.send(BaseHandler)
        response = self.handler.get_response(request)
        request_finished.send(BaseHandler)
        assert response.status_code == 200, response.content
        self.cookies |= {name: cookie.value for name, cookie in response.cookies.items()}
        return json.loads(response.content)


class Editor(Browser):
    """Somebody signed in, who writes one row again and again."""

    def __init__(self):
        session = SessionStore()
        session["signed_in"] = True
        session.create()
        super().__init__({settings.SESSION_COOKIE_NAME: session.session_key})
        self.value = 0
        self.pk = SavedMapping.objects.create(type="visits", name=session.session_key, mapping={"value": 0}).pk

    def write(self):
        """Write the next value."""
        self.value += 1
        self.send("post", f"/written/{self.pk}/{self.value}/")


def interleave(count, seed):
    """So many reads of some editors, with writes and a reader's reads between; what was found."""
    chance, editors, reader, found = random.Random(seed), [Editor() for _ in range(EDITORS_EACH)], Browser(), Counter()
    while found["reads"] < count:
        editor = chance.choice(editors)
        if chance.random() < 0.4:
            editor.write()
            found["writes"] += 1
        seen = editor.send("get", f"/read/{editor.pk}/")
        found["reads"] += 1
        found["stale"] += seen["value"] != editor.value
        found["on primary" if seen["from"] == "default" else "on replicas"] += 1
        if chance.random() < 0.1:
            seen = reader.send("get", f"/read/{editor.pk}/")
            found["readers"] += 1
            found["readers on replicas"] += seen["from"] != "default"
            found["readers late"] += seen["value"] != editor.value
    assert not reader.cookies
    return found


def hold_back(ended, seed):
    """Let the replicas fall behind and catch up, in no order, at most one at a time for long."""
    chance = random.Random(seed)
    replicas = [psycopg.connect(url, autocommit=True) for url in settings.REPLICA_URLS]
    while not ended.is_set():
        replica = chance.choice(replicas)
        replica.execute("SELECT pg_wal_replay_pause()")
        time.sleep(chance.uniform(0.001, 0.1))
        if chance.random() < 0.8:
            replica.execute("SELECT pg_wal_replay_resume()")
            time.sleep(chance.uniform(0.001, 0.1))
    for replica in replicas:
        replica.execute("SELECT pg_wal_replay_resume()")
        replica.close()


def main(count, unguarded=False):
    """Do it, and print what was found."""
    settings.ROOT_URLCONF = __name__
    if unguarded:
        middleware.has_replayed = lambda alias, position: True
    Browser.handler.load_middleware()
    until = time.monotonic() + 20
    while len(watch.fit()) < len(settings.REPLICAS):
        assert time.monotonic() < until
        time.sleep(0.1)
    ended = threading.Event()
    holding = threading.Thread(target=hold_back, args=[ended, count])
    holding.start()
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(interleave, [-(-count // THREADS)] * THREADS, range(THREADS)))
    ended.set()
    holding.join()
    print(json.dumps(sum(found, Counter())))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] == ["unguarded"])
