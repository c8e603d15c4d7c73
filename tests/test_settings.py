"""Safe without any environment variable, and open only where an operator says so."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.data_folder import secret_key

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def manage(tmp_path):
    """Run `manage.py` in an environment that has only what is given, on a data folder of its own."""

    def run(*arguments, **environment):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=kept | {"ARCHIVE_DATA_DIR": str(tmp_path / "data")} | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def setting(manage, expression, **environment):
    """The value of an expression over the settings of a fresh process."""
    code = f"from django.conf import settings; print({expression})"
    return manage("shell", "--no-imports", "-c", code, **environment).stdout.strip()


def test_the_deployment_check_is_clean_without_any_environment(manage):
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_the_secret_key_is_made_once_and_for_its_owner_alone(manage, tmp_path):
    first, second = setting(manage, "settings.SECRET_KEY"), setting(manage, "settings.SECRET_KEY")
    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_processes_that_start_at_once_get_the_same_secret_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(secret_key, [tmp_path / "secret_key"] * 32))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_empty_secret_key_is_refused(manage, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").touch()
    assert "is empty. Remove the file" in manage("check").stderr


def test_a_secret_key_of_the_environment_is_taken_and_none_is_written(manage, tmp_path):
    assert setting(manage, "settings.SECRET_KEY", SECRET_KEY="given" * 12) == "given" * 12
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"DATABASE_URL": "mysqlx://someone:secret@localhost/archive"},
            "DATABASE_URL names neither PostgreSQL nor SQLite",
        ),
        ({"REPLICA_URLS": "postgres://someone:secret@localhost/archive"}, "and the primary in DATABASE_URL"),
        ({"STORAGE_URL": "ftp://someone:secret@localhost/files"}, "STORAGE_URL is not understood"),
        ({"ARCHIVE_DATA_DIR": "/dev/null/data"}, "The data folder /dev/null/data cannot be written"),
    ],
)
def test_a_setting_that_cannot_work_ends_in_a_sentence(manage, environment, sentence):
    result = manage("check", **environment)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("plain", ["0", "1"])
def test_cookies_are_bound_to_https_and_the_host_unless_the_site_is_plain(manage, plain):
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE"
    expected = "sessionid csrftoken False" if plain == "1" else "__Host-sessionid __Host-csrftoken True"
    assert setting(manage, names, PLAIN_HTTP=plain) == expected


@pytest.mark.parametrize(
    "path", ["/", "/az/", "/healthz", "/nothing-here/", "/admin/", "/admin/login/", "/static/nothing.css"]
)
@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_strange_host_is_refused_with_the_policy(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_plain_http_is_redirected_on_a_real_site_but_for_the_health_check(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    client.handler.load_middleware()
    assert client.get("/")["Location"] == "https://testserver/"
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.parametrize("language", ["az", "es"])
@pytest.mark.django_db
def test_a_public_page_has_the_language_of_its_address_alone(client, language):
    english = client.get("/", headers={"accept-language": "es"})
    assert english["Content-Language"] == "en"
    assert "Accept-Language" not in english.get("Vary", "")
    assert client.get(f"/{language}/", headers={"accept-language": "en"})["Content-Language"] == language


@pytest.mark.parametrize("language", ["en", "az", "es"])
@pytest.mark.django_db
def test_the_admin_speaks_the_browsers_language(client, language):
    response = client.get("/admin/login/", headers={"accept-language": language})
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
def test_an_anonymous_reader_gets_no_cookie(client):
    assert not client.get("/").cookies


@pytest.mark.django_db
def test_the_database_keeps_what_it_confirms():
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        return
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
