"""The log: who asked what, found by a number; no secret, no line that somebody else has written."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.test import RequestFactory

from config.logs import asking, formats
from config.logs.masking import on_one_line, without_secrets
from tests.operating.recipe import ROOT

SECRET = "Xk3-9fPq7Lm2Vb8Tz4Rn6Wc1"


@pytest.fixture(params=formats.FORMATS)
def written(request):
    """(format, what a message is written as), as the root's handler writes it."""
    about, formatter = formats.AboutRequest(), formats.formatter(request.param)

    def write(message, *arguments, error=None, **told):
        record = logging.LogRecord("archive.test", logging.WARNING, __file__, 1, message, arguments, error)
        vars(record).update(told)
        about.filter(record)
        return formatter.format(record)

    return request.param, write


FORGED = "x\n2026-01-01 00:00:00,000 ERROR archive: all is lost\r\x1b[31m\u2028\u202ered\x85"


def test_no_text_begins_a_line_of_its_own_or_moves_the_terminal(written):
    name, write = written
    for line in (write("User %s", FORGED), write("User", who=FORGED)):
        assert len(line.splitlines()) == 1
        assert not any(letter in line for letter in "\x1b\r\u2028\u202e\x85")
        assert "all is lost" in line
    if name == "json":
        assert json.loads(write("User", who=FORGED))["who"] == FORGED


def test_an_errors_stack_is_told_without_lines_that_could_be_messages(written):
    name, write = written
    try:
        raise ValueError(FORGED)
    except ValueError:
        text = write("It failed", error=sys.exc_info())
    assert "test_logs.py" in text
    if name == "json":
        assert "ValueError" in json.loads(text)["stack"]
        assert len(text.splitlines()) == 1
    else:
        assert all(line.startswith("    ") for line in text.splitlines()[1:])
        assert not any(letter in text for letter in "\x1b\r\u2028\u202e\x85")


@pytest.mark.parametrize(
    "text",
    [
        f"/corrections/{SECRET}/",
        f"/az/corrections/{SECRET}/?x=1",
        f"/search/?q=a&token={SECRET}",
        f"/accounts/reset/{SECRET}/",
        f"/unlock/?key={SECRET}&code={SECRET}",
        f"csrfmiddlewaretoken={SECRET}&username=ana",
        f"password: '{SECRET}'",
        f"{{'sessionid': '{SECRET}'}}",
        f"postgres://archive:{SECRET}@127.0.0.1/archive cannot be reached",
        f"Not Found: /corrections/{SECRET}/",
    ],
)
def test_secrets_are_left_out_of_every_message(written, text):
    _name, write = written
    assert SECRET not in write("%s", text)
    assert SECRET not in write("Told", where=text)
    assert SECRET not in write("Told", deep={"inner": [text]})


def test_a_corrections_own_address_is_not_told_even_where_it_looks_like_a_name():
    assert without_secrets("GET /az/corrections/all-in-small-letters/?a=1") == "GET /az/corrections/…/?a=1"


def test_a_value_whose_name_says_that_it_is_secret_is_not_told(written):
    _name, write = written
    assert SECRET not in write("Told", recovery_token=SECRET, more={"password": SECRET})
    assert "visits" in write("Told", key="visits", author="visits")


@pytest.mark.parametrize(
    "text",
    [
        "/visits/the-visit-of-the-president-of-the-republic-in-2012/",
        "/search/?q=embassy&since=1990&sort=title",
        "/static/archive/archive.0a1b2c3d4e5f.css",
        "/id/people/ana-ruiz",
        "The author: Ana Ruiz; status code: 404",
    ],
)
def test_addresses_of_pages_are_told_as_they_are(text):
    assert without_secrets(text) == text
    assert on_one_line(text) == text


def answer(application, **environ):
    """(the headers, the lines) of one request through what logs it."""
    told, lines = {}, []
    handler = logging.Handler()
    handler.emit = lines.append
    handler.addFilter(formats.AboutRequest())
    asking.logger.addHandler(handler)
    asking.logger.setLevel(logging.INFO)
    try:
        body = asking.Logged(application)(
            RequestFactory().get("/").environ | environ, lambda status, headers: told.update(headers)
        )
        list(body)
        body.close()
    finally:
        asking.logger.removeHandler(handler)
        asking.logger.setLevel(logging.NOTSET)
    return told, lines


def plain(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_a_number_is_taken_from_a_trusted_proxy_alone(settings, proxies, kept):
    settings.TRUSTED_PROXIES = proxies
    told, (line,) = answer(plain, HTTP_X_REQUEST_ID="0123456789abcdef", HTTP_X_FORWARDED_FOR="forged, 203.0.113.9")
    assert (told["X-Request-ID"] == "0123456789abcdef") is kept
    assert line.request_id == told["X-Request-ID"]
    assert line.address == ("203.0.113.9" if kept else "127.0.0.1")


@pytest.mark.parametrize("number", ["x\nforged", "a" * 65, "<script>", ""])
def test_a_number_that_is_none_is_not_taken_even_from_a_proxy(settings, number):
    settings.TRUSTED_PROXIES = 1
    told, _lines = answer(plain, HTTP_X_REQUEST_ID=number)
    assert told["X-Request-ID"] != number
    assert len(told["X-Request-ID"]) == 32


def test_what_breaks_before_it_answers_is_told_as_500():
    def broken(environ, start_response):
        raise RuntimeError

    lines = []
    handler = logging.Handler()
    handler.emit = lines.append
    asking.logger.addHandler(handler)
    asking.logger.setLevel(logging.INFO)
    try:
        with pytest.raises(RuntimeError):
            asking.Logged(broken)(RequestFactory().get("/").environ, None)
    finally:
        asking.logger.removeHandler(handler)
        asking.logger.setLevel(logging.NOTSET)
    assert [line.status for line in lines] == [500]


@pytest.mark.django_db
def test_who_is_signed_in_is_told_by_number_and_nobody_else_is_asked_for(client, django_user_model):
    user = django_user_model.objects.create_superuser("ana", password="x")
    client.force_login(user)
    one = asking.Asking({"REQUEST_METHOD": "GET"})
    client.get("/admin/", **{asking.IN_META: one})
    assert one.told()["user"] == user.pk
    assert "ana" not in str(one.told())
    other = asking.Asking({"REQUEST_METHOD": "GET"})
    type(client)().get("/", **{asking.IN_META: other})
    assert "user" not in other.told()


def test_a_command_that_breaks_says_so_in_one_line_of_json(tmp_path):
    env = {"PATH": os.environ["PATH"], "ARCHIVE_DATA_DIR": str(tmp_path), "LOG_FORMAT": "json"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", "raise ValueError('a\\nb')"]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert json.loads(line)["level"] == "CRITICAL"
    assert "ValueError: a\nb" in json.loads(line)["stack"]
