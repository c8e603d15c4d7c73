"""The recipe of the README, as it stands in `.deploy/`, carries the archive: over HTTPS, with headers, kept alive."""

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import warnings

import pytest

from tests.operating import recipe
from tests.operating.recipe import DEPLOY, HOST, ROOT

# What the scan of tests/attacks/observatory.py gives points for, and what promises.md asks beside it.
SCORED = {
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Each kind of answer: what is sent (method, path, headers, body), and its status.
KINDS = {
    "a page": ("GET", "/", {}, None, 200),
    "a page in another language": ("GET", "/az/visits/", {}, None, 200),
    "a head": ("HEAD", "/visits/", {}, None, 200),
    "data": ("GET", "/visits.json", {}, None, 200),
    "a workbook": ("GET", "/visits.xlsx", {}, None, 200),
    "a drawing": ("GET", "/timeline.svg", {}, None, 200),
    "a feed": ("GET", "/changes.atom", {}, None, 200),
    "the harvest": ("GET", "/oai?verb=Identify", {}, None, 200),
    "robots": ("GET", "/robots.txt", {}, None, 200),
    "health": ("GET", "/healthz", {}, None, 200),
    "readiness": ("GET", "/readyz", {}, None, 200),
    "the sign-in": ("GET", "/admin/login/", {}, None, 200),
    "the way to the sign-in": ("GET", "/admin/", {}, None, 302),
    "a page that is not there": ("GET", "/nowhere/", {}, None, 404),
    "a static file that is not there": ("GET", "/static/nowhere.css", {}, None, 404),
    "what cannot be understood": ("GET", "/search/?q=%00", {}, None, 400),
    "a form without its token": ("POST", "/admin/login/", {}, b"username=x", 403),
    "a method that is none of its": ("PUT", "/visits/", {}, b"x", 403),
    "a question about methods": ("OPTIONS", "/visits/", {}, None, 405),
    "a strange host": ("GET", "/", {"Host": "evil.example"}, None, 400),
    "more than nginx takes": ("POST", "/admin/login/", {"Content-Length": "300000000"}, None, 413),
    "what is nginx's own": ("GET", "/nginx-itself", {}, None, 404),
    "no request at all": ("GET", "/", {"Bad header": "x"}, None, 400),
    "too long an address": ("GET", "/" + "a" * 10_000, {}, None, 414),
}


def ask(site, method, path, headers=(), body=None):
    """(status, headers in small letters, body) of one request over TLS."""
    connection = http.client.HTTPSConnection("127.0.0.1", site.secure, timeout=30)
    connection.sock = site.context().wrap_socket(
        socket.create_connection(("127.0.0.1", site.secure), timeout=30), server_hostname=HOST
    )
    try:
        connection.putrequest(method, path, skip_host=True)
        for name, value in ({"Host": HOST} | ({"Content-Length": len(body)} if body else {}) | dict(headers)).items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, [(name.lower(), value) for name, value in answer.getheaders()], answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_once_each_header_that_is_scored(site, kind):
    *question, expected = KINDS[kind]
    status, headers, _body = ask(site, *question)
    assert status == expected
    for name, value in SCORED.items():
        assert [found for given, found in headers if given == name] == [value], name
    (policy,) = [value for name, value in headers if name == "content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.fullmatch(r"[0-9a-f]{32}", dict(headers)["x-request-id"])
    assert "access-control-allow-origin" not in dict(headers)
    assert "gunicorn" not in str(headers)
    assert not re.search(r"nginx/\d", str(headers))


def test_while_the_archive_is_away_nginx_says_so_with_the_same_headers(needs_nginx, tmp_path):
    inner = recipe.free_port()
    with recipe.proxied(tmp_path, inner) as (process, plain, secure):
        site = recipe.Site(tmp_path, plain, secure, inner, {"nginx": process})
        status, headers, body = ask(site, "GET", "/visits/")
    assert status == 503
    assert {name: value for name, value in headers if name in SCORED} == SCORED
    assert dict(headers)["retry-after"] == "60"
    assert body == b"The archive does not answer at the moment. Ask again in a minute.\n"


def test_what_has_not_changed_is_said_with_the_same_headers(site):
    tag = dict(ask(site, "GET", "/visits/")[1])["etag"]
    status, headers, _body = ask(site, "GET", "/visits/", {"If-None-Match": tag})
    assert status == 304
    assert {name: value for name, value in headers if name in SCORED} == SCORED


def test_plain_http_leads_to_the_same_page_over_https_whatever_host_is_asked_for(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=30)
    connection.request("GET", "/visits/?q=a", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/visits/?q=a")


def test_cookies_are_those_of_this_host_over_https_and_out_of_reach_of_scripts(site):
    cookies = [value for name, value in ask(site, "GET", "/admin/login/")[1] if name == "set-cookie"]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie


def test_no_tls_before_1_2_is_spoken(site):
    context = site.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", site.secure)) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=HOST)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", site.secure)) as plain:
        assert context.wrap_socket(plain, server_hostname=HOST).version() == "TLSv1.2"


def test_a_request_is_found_in_the_log_by_the_number_that_its_answer_carries(site):
    headers = {"X-Request-ID": "forged-by-the-asker", "X-Forwarded-For": "203.0.113.9"}
    _status, answered, _body = ask(site, "GET", "/search/?q=embassy&token=very-private", headers)
    number = dict(answered)["x-request-id"]
    # It is written when the answer has been sent.
    recipe.wait(lambda: number in site.log.read_text(), 10)
    lines = [json.loads(line) for line in site.log.read_text().splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line.get("request_id") == number]
    told = {name: line[name] for name in ("level", "logger", "method", "path", "status", "address")}
    assert told == {
        "level": "INFO",
        "logger": "archive.requests",
        "method": "GET",
        "path": "/search/?q=embassy&token=…",
        "status": 200,
        "address": "127.0.0.1",
    }
    assert line["milliseconds"] > 0
    assert "very-private" not in site.log.read_text()


def test_the_servers_own_messages_are_json_too_and_only_the_start_speaks_to_people(site):
    with socket.create_connection(("127.0.0.1", site.inner)) as asking:
        asking.sendall(b"THIS IS NO REQUEST\r\n\r\n")
        assert b" 400 " in asking.recv(4096)
    recipe.wait(lambda: '"logger": "gunicorn.error"' in site.log.read_text(), 10)
    plain = [line for line in site.log.read_text().splitlines() if line and not line.startswith("{")]
    assert [
        line for line in plain if not re.match("Loading the first|The archive is at|Sign in at|Where several", line)
    ] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze found: apt-get install systemd")
@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("*.service")))
def test_systemd_finds_nothing_wrong_with_the_units(unit, tmp_path):
    text = (DEPLOY / unit).read_text()
    text = text.replace("/srv/archive/.venv/bin/python", sys.executable).replace("/srv/archive", str(ROOT))
    path = tmp_path / unit
    path.write_text(text)
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    # What it says of other units of this machine is not ours.
    assert not [line for line in result.stderr.splitlines() if unit in line]


def test_the_readme_names_each_file_of_the_recipe():
    readme = (ROOT / "README.md").read_text()
    for path in recipe.DEPLOY.iterdir():
        assert f".deploy/{path.name}" in readme
