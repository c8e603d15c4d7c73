"""Two web processes with one database: what is begun on one goes on on the other."""

import re
import secrets
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.growing import web

ROWS = 4_000


@pytest.fixture
def told(tmp_path, database_address):
    """The environments of two web processes: SQLite in one data folder; else machines that share nothing but these."""
    folders = [tmp_path / "one", tmp_path / "one"]
    if connection.vendor == "sqlite":
        yield [web.environment(folder) for folder in folders]
        return
    folders[1] = tmp_path / "two"
    server, name = database_address, f"two_{secrets.token_hex(4)}"
    shared = {"SECRET_KEY": web.SECRET_KEY, "STORAGE_URL": f"file://{tmp_path}/files"}
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        yield [web.environment(folder, DATABASE_URL=url, **shared) for folder in folders]
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sites(told, tmp_path):
    with web.started(told[0], tmp_path / "one.txt") as one, web.started(told[1], tmp_path / "two.txt") as two:
        yield one, two


def test_an_import_begun_on_one_is_confirmed_on_the_other_and_seen_from_both(sites):
    one, two = sites
    editor = web.Browser().sign_in(one)
    rows = "".join(f"Visit {n} of a long import,1992-01-14\n" for n in range(ROWS))
    sheet = {"file": ("their.csv", f"title_en,date\n{rows}".encode())}
    begun = editor.send_form(f"{one}/admin/archive/visit/import/", files=sheet)
    step = re.search(r"/admin/archive/importbatch/\d+/", str(begun.url))[0]
    # The session that began on one holds on the other, and so does the file.
    preview = editor.get(f"{two}{step}change/")
    assert preview.status_code == 200
    assert "their.csv" in preview.text
    wait_until_idle(editor, sites, step)
    preview = editor.get(f"{two}{step}change/")
    seen = re.search(r'name="seen" value="([^"]*)"', preview.text)[1]
    confirmed = editor.send_form_of(preview, f"{two}{step}apply/", seen=seen, why="So the file says.")
    assert confirmed.status_code == 200, confirmed.text
    phases = wait_until_idle(editor, sites, step)
    assert all("writing" in seen_there for seen_there in phases), phases
    assert not any("interrupted" in seen_there for seen_there in phases), phases
    assert f"{ROWS:,}" in editor.get(f"{one}{step}change/").text
    # What was imported is read on both, and who signs out on one is signed out on the other.
    assert all(editor.get(f"{site}/admin/archive/visit/?q=3999").text.count("Visit 3999") for site in sites)
    editor.send_form_of(editor.get(f"{two}/admin/"), f"{two}/admin/logout/")
    assert editor.get(f"{one}/admin/").url.path == "/admin/login/"


def test_a_worker_whose_lock_is_cut_off_takes_it_again(told, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("a locked file is not cut off")
    with web.started(told[0], tmp_path / "one.txt"), psycopg.connect(told[0]["DATABASE_URL"], autocommit=True) as other:
        holders = "SELECT min(pid) FROM pg_stat_activity WHERE application_name LIKE 'archive: %'"
        first = web.wait_for(lambda: other.execute(holders).fetchone()[0])
        other.execute("SELECT pg_terminate_backend(%s)", [first])
        web.wait_for(lambda: other.execute(holders).fetchone()[0] not in (None, first), 60)


def wait_until_idle(editor, sites, step):
    """The phases that each process told until the work was done."""
    phases, until = [set(), set()], time.monotonic() + 120
    while True:
        for number, site in enumerate(sites):
            phases[number].add(editor.get(f"{site}{step}progress/").json()["phase"])
        if all(editor.get(f"{site}{step}progress/").json()["phase"] == "" for site in sites):
            return phases
        assert time.monotonic() < until
        time.sleep(0.02)
