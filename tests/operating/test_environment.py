"""Settings that cannot be meant are refused at the start, each in one sentence that says what to write."""

import os
import re
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from archive.management.commands.start import check_openness
from config.environment import Environment, nearest
from tests.operating.recipe import DEPLOY, ROOT

REFUSED = [
    ("DEBUG", "ture", "DEBUG is “ture”, which is neither yes nor no. Write 1 or 0."),
    ("PLAIN_HTTP", "perhaps", "PLAIN_HTTP is “perhaps”, which is neither yes nor no. Write 1 or 0."),
    ("CHECK_LINKS", "2", "CHECK_LINKS is “2”, which is neither yes nor no. Write 1 or 0."),
    ("TRUSTED_PROXIES", "nginx", "TRUSTED_PROXIES is “nginx”, which is no whole number. Write one, for example 0."),
    ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is “-1”, which is not between 0 and 10."),
    ("PAGE_CACHE_MB", "16MB", "PAGE_CACHE_MB is “16MB”, which is no whole number. Write one, for example 16."),
    ("SOURCE_FILE_MOST_MB", "0", "SOURCE_FILE_MOST_MB is “0”, which is not between 1 and 100000."),
    ("LOG_FORMAT", "xml", "LOG_FORMAT is “xml”, which is not known. Write line or json."),
    ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is “*”, which lets anybody choose the host that links are made with."),
    ("ALLOWED_HOSTS", "https://a.example", "ALLOWED_HOSTS is “https://a.example”, which is no host name."),
    ("ALLOWED_HOSTS", "a.example:443", "ALLOWED_HOSTS is “a.example:443”, which is no host name."),
    ("CSRF_TRUSTED_ORIGINS", "a.example", "CSRF_TRUSTED_ORIGINS is “a.example”, which is no origin."),
    ("CONTACT_EMAIL", "the editors", "CONTACT_EMAIL is “the editors”, which is no address."),
    ("SECRET_KEY", "sesame", "SECRET_KEY has 6 letters, of 4 kinds, which can be guessed."),
    ("SECRET_KEY", "a" * 60, "SECRET_KEY has 60 letters, of 1 kinds, which can be guessed."),
    ("DATABASE_URL", "mysql://u:hidden@h/name", "DATABASE_URL names neither PostgreSQL nor SQLite."),
    ("DATABASE_URL", "postgres://u:hidden@h:port/name", "DATABASE_URL names no database, or its port is no number."),
    ("DATABASE_URL", "postgres://u:hidden@h", "DATABASE_URL names no database, or its port is no number."),
    ("CACHE_URL", "memcached://h", "CACHE_URL names no cache. Write such as redis://127.0.0.1:6379/1"),
    ("TRUSTED_PROXY", "1", "TRUSTED_PROXY is no setting of the archive. Write TRUSTED_PROXIES, or remove it."),
    ("ALLOWED_HOST", "a", "ALLOWED_HOST is no setting of the archive. Write ALLOWED_HOSTS, or remove it."),
    ("allowed_hosts", "a", "allowed_hosts is no setting of the archive. Write ALLOWED_HOSTS, or remove it."),
    ("SECRETKEY", "a", "SECRETKEY is no setting of the archive. Write SECRET_KEY, or remove it."),
]


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    """The settings as a fresh process would read them from this environment and nothing else."""

    def read(**environment):
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in ({"ARCHIVE_DATA_DIR": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read


@pytest.mark.parametrize(("name", "value", "sentence"), REFUSED)
def test_a_value_that_cannot_be_meant_is_refused_with_what_to_write(settings_of, name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(**{name: value})
    assert str(refused.value).startswith(sentence)
    assert "hidden" not in str(refused.value)


def test_an_empty_variable_is_one_that_is_not_there(settings_of):
    names = sorted(settings_of()["env"].asked - {"ARCHIVE_DATA_DIR", "SECRET_KEY"})
    plain, empty = settings_of(), settings_of(**dict.fromkeys(names, ""))
    for name in ("DEBUG", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "PAGE_CACHE_BYTES", "DATABASES", "CACHES", "LOGGING"):
        assert empty[name] == plain[name], name


def test_names_of_other_programs_are_left_alone():
    known = Environment().asked | {"DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "TRUSTED_PROXIES"}
    for name in ("PATH", "LANG", "DEBUGINFOD_URLS", "AWS_SECRET_KEY", "PGDATABASE", "PYTHONUNBUFFERED", "HOSTNAME"):
        assert nearest(name, known) is None, name


def test_every_variable_stands_in_the_readmes_table_and_in_no_recipe_that_it_does_not(settings_of):
    asked = settings_of()["env"].asked
    table = set(re.findall(r"`([A-Z_0-9]+)`", "".join(re.findall(r"^\| `.*$", (ROOT / "README.md").read_text(), re.M))))
    table |= {"DJANGO_SUPERUSER_PASSWORD", "DJANGO_SUPERUSER_EMAIL", "AWS_SESSION_TOKEN", "DJANGO_SETTINGS_MODULE"}
    assert asked <= table
    recipe = {line.split("=")[0] for line in (DEPLOY / "archive.env").read_text().splitlines() if "=" in line}
    assert recipe <= asked


@pytest.mark.parametrize("setting", ["PLAIN_HTTP", "DEBUG"])
def test_what_is_for_this_machine_alone_is_not_opened_to_others(settings, setting):
    settings.PLAIN_HTTP = settings.DEBUG = False
    check_openness("0.0.0.0")
    setattr(settings, setting, True)
    check_openness("127.0.0.1")
    with pytest.raises(CommandError, match=f"^{setting}=1 would"):
        check_openness("0.0.0.0")
