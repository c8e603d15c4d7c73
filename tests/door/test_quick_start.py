"""Only who tries the archive on their own machine comes in with a password alone."""

import pytest
from django.db import connection

from archive.door.checks import second_factor
from archive.management import quick_start
from tests.door.conftest import make_account
from tests.factories import make_visit

SERVED = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REQUIRE_SECOND_FACTOR", "TRUSTED_PROXIES", "PLAIN_HTTP")


@pytest.fixture
def tried(settings, tmp_path, monkeypatch):
    """An archive that began as a quick start, in a shell that says nothing else."""
    settings.DATA_DIR = tmp_path
    for name in SERVED:
        monkeypatch.delenv(name, raising=False)
    quick_start.remember()


def test_a_quick_start_is_one_again_when_it_is_started_again(db, tried):
    assert quick_start.applies(is_loopback=True) is (connection.vendor == "sqlite")
    assert quick_start.applies(is_loopback=True) is (connection.vendor == "sqlite")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "archive.example"),
        ("TRUSTED_PROXIES", "1"),
        ("CSRF_TRUSTED_ORIGINS", "https://archive.example"),
        ("PLAIN_HTTP", "0"),
        ("REQUIRE_SECOND_FACTOR", "1"),
    ],
)
def test_it_ends_where_anything_says_that_others_reach_the_site(db, tried, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert not quick_start.applies(is_loopback=True)


def test_it_ends_on_an_address_that_others_reach(db, tried):
    assert not quick_start.applies(is_loopback=False)


def test_an_archive_that_did_not_begin_as_one_is_none(db, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    for name in SERVED:
        monkeypatch.delenv(name, raising=False)
    assert not quick_start.applies(is_loopback=True)


@pytest.mark.parametrize("make", [make_account, make_visit])
def test_an_archive_with_an_account_or_a_record_is_not_new(db, make):
    assert quick_start.is_new_archive() is (connection.vendor == "sqlite")
    make()
    assert not quick_start.is_new_archive()


def test_the_second_factor_is_asked_for_unless_somebody_says_otherwise(settings):
    assert settings.REQUIRE_SECOND_FACTOR is True


def test_an_operator_is_told_where_a_password_alone_opens_the_desk(settings):
    assert not second_factor(None)
    settings.REQUIRE_SECOND_FACTOR = False
    assert [warning.id for warning in second_factor(None)] == ["door.W001"]
