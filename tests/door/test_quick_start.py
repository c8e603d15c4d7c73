"""Only who tries the archive on their own machine comes in with a password alone."""

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from archive.door.checks import second_factor
from archive.management import quick_start
from archive.management.commands import start
from archive.models import Event
from archive.preserving import back_up
from tests.door.conftest import make_account
from tests.factories import make_visit

SERVED = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REQUIRE_SECOND_FACTOR", "TRUSTED_PROXIES", "PLAIN_HTTP")


@pytest.fixture
def new(settings, tmp_path, monkeypatch):
    """An archive that nobody has started, in a shell that says nothing."""
    settings.DATA_DIR = tmp_path
    for name in SERVED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tried(new):
    """An archive that began as a quick start."""
    quick_start.remember()


@pytest.fixture
def starting(new, settings, tmp_path, monkeypatch):
    """`start` with one record to load, up to where it becomes the server; to be given where it tells."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").mkdir()
    records = [{"model": "archive.event", "fields": {"slug": "talks", "title_en": "Talks"}}]
    (tmp_path / "fixtures" / "events.json").write_text(json.dumps(records))
    for name in ("keep_worker", "become_server", "collect_static"):
        monkeypatch.setattr(start, name, lambda *_given: None)
    return lambda stdout: call_command("start", bind="127.0.0.1:0", stdout=stdout)


class NobodyReads(StringIO):
    """What is printed where the terminal was closed before the password could be read."""

    def write(self, text):
        if "password" in text:
            raise BrokenPipeError
        return super().write(text)


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


def test_an_archive_that_did_not_begin_as_one_is_none(db, new):
    assert not quick_start.applies(is_loopback=True)


@pytest.mark.django_db(transaction=True)
def test_a_start_that_was_cut_off_goes_on_as_the_quick_start_that_it_was(starting, monkeypatch):
    def cut_off(_address):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(start, "make_administrator", cut_off)
        starting(StringIO())
    assert Event.objects.exists()
    told = StringIO()
    starting(told)
    assert ("nobody is asked for a second factor" in told.getvalue()) is (connection.vendor == "sqlite")


@pytest.mark.django_db(transaction=True)
def test_a_password_that_is_told_once_is_stored_only_once_it_was_told(starting):
    with pytest.raises(BrokenPipeError):
        starting(NobodyReads())
    assert not get_user_model().objects.exists()
    told = StringIO()
    starting(told)
    assert "with the password " in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_an_archive_of_a_bag_is_no_quick_start_though_one_began_in_its_folder(new, tmp_path):
    back_up(tmp_path / "bag")
    quick_start.remember()
    make_account()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(tmp_path / "bag"))
    assert quick_start.applies(is_loopback=True) is (connection.vendor == "sqlite")
    call_command("flush", interactive=False, verbosity=0)
    call_command("restore", str(tmp_path / "bag"))
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
