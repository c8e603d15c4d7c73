"""The database is stopped and started while the archive runs: every answer says so meanwhile, and then works again."""

import re
import time

import httpx
import pytest
from django.db import connection

from tests.growing import web

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could be stopped")
# Seconds within which requests work again, as promised.
AGAIN = 5


@pytest.fixture(scope="module")
def server():
    from tests.growing.cluster import cluster

    with cluster(replicas=0) as made:
        yield made.primary


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    """The archive with its first records on that server."""
    folder = tmp_path_factory.mktemp("outage")
    with web.started(web.environment(folder / "data", DATABASE_URL=server.url()), folder / "log") as address:
        yield address


def says_that_it_is_away(answer):
    """Whether an answer is the page for an absent database, and nothing else."""
    return (
        answer.status_code == 503
        and int(answer.headers["Retry-After"]) > 0
        and "The archive cannot reach its storage" in answer.text
        and "default-src 'none'" in answer.headers["Content-Security-Policy"]
        and not re.search("Traceback|psycopg|postgres|connection", answer.text)
    )


def all_say_that_it_is_away(site, reader, editor, typed):
    """Ask for pages and data, and send a form, as reader and as editor."""
    for address in ("/visits/?q=one", "/az/", "/visits.csv"):
        assert reader.get(f"{site}{address}", headers={"Accept": "text/html"}).status_code == 503, address
    assert says_that_it_is_away(reader.get(f"{site}/people/"))
    assert reader.get(f"{site}/visits.json").json()["status"] == 503
    assert says_that_it_is_away(editor.get(f"{site}/admin/archive/place/"))
    sent = editor.post(f"{site}/admin/archive/place/add/", data=typed)
    assert says_that_it_is_away(sent)
    assert typed["name_en"] in sent.text


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_while_the_database_is_away_every_answer_says_so_and_within_seconds_of_its_return_all_is_as_before(
    site, server, ending
):
    editor, reader = web.Browser().sign_in(site), httpx.Client(timeout=30)
    form = editor.get(f"{site}/admin/archive/place/add/")
    names = re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form.text)
    typed = {**dict(names), "name_en": f"Typed while away, {ending}", "country": "", "why": "A reason."}
    getattr(server, ending)()
    try:
        began = time.monotonic()
        all_say_that_it_is_away(site, reader, editor, typed)
        # Nobody is kept waiting for what is away: the threads are needed for whoever asks next.
        assert time.monotonic() - began < 7 * 6
    finally:
        server.start()
    returned = time.monotonic()
    web.wait_for(lambda: reader.get(f"{site}/visits/?q=one").status_code == 200, AGAIN)
    web.wait_for(lambda: editor.get(f"{site}/admin/archive/place/").status_code == 200, AGAIN)
    assert time.monotonic() - returned < AGAIN
    # Still signed in, and what was typed is stored when it is sent again.
    assert editor.get(f"{site}/admin/archive/place/").url.path == "/admin/archive/place/"
    assert editor.post(f"{site}/admin/archive/place/add/", data=typed).status_code == 200
    count = f"SELECT count(*) FROM archive_place WHERE name_en = 'Typed while away, {ending}'"
    assert server.ask(count, "archive") == 1
