"""The README's recipe, running, for all tests of this folder."""

import os
import secrets
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.operating import recipe


@pytest.fixture(scope="session")
def own_database(database_address, tmp_path_factory):
    """A new database beside the run's own: a file, or on its server."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/archive.sqlite3"
        return
    name = f"recipe_{secrets.token_hex(4)}"
    with psycopg.connect(database_address, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        yield urlsplit(database_address)._replace(path=f"/{name}").geturl()
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def needs_nginx():
    """Without nginx these tests are skipped, or fail where REQUIRE_NGINX is set."""
    if not recipe.nginx():
        pytest.fail(recipe.MISSING) if os.environ.get("REQUIRE_NGINX") else pytest.skip(recipe.MISSING)


@pytest.fixture(scope="session")
def site(needs_nginx, own_database, tmp_path_factory):
    """The whole recipe."""
    with recipe.running(tmp_path_factory.mktemp("site"), own_database) as running:
        yield running
