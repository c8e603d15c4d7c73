"""Deeds on pages: a form is sent over HTTP to the archive's own WSGI application, on loopback."""

import json
import re
import threading
from contextlib import contextmanager

import httpx
from django.conf import settings

from tests.attacks.faults.deeds import deed, visits

# What a page answers that has stored what was sent.
STORED = 302
TOKEN = "x" * 32


class NotTold(Exception):
    """The answer does not say that anything was saved."""


@contextmanager
def site():
    """The archive served by threads of this process, as its address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *words):
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def keep_form(address, **changes):
    """Keep the form of a page of the admin as an editor has it open, with these changes typed, for `sending`."""
    from django.test import Client
    from django.test.utils import setup_test_environment, teardown_test_environment

    from tests.admin.conftest import typed
    from tests.attacks.faults.deeds import _editor
    from tests.signing_in import log_in

    client = Client(HTTP_HOST="127.0.0.1")
    log_in(client, _editor())
    setup_test_environment()
    sent = typed(client.get(address), **changes)
    teardown_test_environment()
    cookies = {key: morsel.value for key, morsel in client.cookies.items()} | {settings.CSRF_COOKIE_NAME: TOKEN}
    _kept_form().write_text(json.dumps([address, sent, cookies], default=str))


@contextmanager
def sending():
    """A function that sends the form that was kept, with files: the same each time, as from a page that stays open."""
    from django.db import connection

    address, sent, cookies = json.loads(_kept_form().read_text())
    with site() as at, httpx.Client(base_url=at, cookies=cookies, timeout=120) as browser:
        connection.ensure_connection()
        # What the request uses is the connection that was used here, and whoever traces it knows it.
        connection.close()
        yield lambda **files: told(browser.post(address, data=sent, headers={"X-CSRFToken": TOKEN}, **files))


def _kept_form():
    return settings.DATA_DIR / "form.json"


def told(answer):
    """NotTold, with what the page says, unless the answer says that it is stored."""
    if answer.status_code != STORED:
        words = re.findall(r'(?s)class="(?:errornote|errorlist)[^>]*>(.*?)</|<h1>(.*?)</h1>', answer.text)
        raise NotTold(f"{answer.status_code} {words[:9]}")


def with_form():
    """With the form of a visit that an editor has open."""
    from tests.attacks.faults.deeds import _visit

    visits()
    address = f"/admin/archive/visit/{_visit('v-0').pk}/change/"
    keep_form(address, title_en="New", note="As typed.", purpose_en="Talks")


@deed("save", with_form, compared=True)
def saving():
    """A form of the admin is sent: a visit, its title, its place and a testimony."""
    with sending() as send:
        yield
        send()


def with_source():
    """With a source that has a file already, and its form."""
    from tests import factories as make

    visits()
    source = make.make_source(slug="paper")
    make.keep_file(source)
    keep_form(f"/admin/archive/source/{source.pk}/change/", note="With its scan.")


@deed("upload", with_source, compared=True)
def uploading():
    """A file of a source is uploaded on its form, large enough to be kept on the disk on its way."""
    with sending() as send:
        yield
        content = b"As it was written.\n" * 160_000
        send(files={"files-1-upload": ("long.txt", content, "text/plain")})


def published():
    """With the form that a reader has open."""
    from archive.public.corrections.guard import sealed
    from tests.attacks.faults.deeds import _visit

    visits()
    (settings.DATA_DIR / "seal").write_text(sealed(_visit("v-0")))


@deed("correction", published)
def correcting():
    """A reader sends a correction."""
    from unittest import mock

    from django.db import connection

    from archive.public.corrections import guard
    from tests.public.correcting import SAID

    seal = (settings.DATA_DIR / "seal").read_text()
    with site() as at, mock.patch.object(guard, "_is_fresh", return_value=False):
        connection.ensure_connection()
        connection.close()
        yield
        told(
            httpx.post(f"{at}/visits/v-0/correct/", data={"form": seal, **SAID, "email": "r@example.org"}, timeout=120)
        )
