"""Signing in, in tests that are about something else: as the door does it, with the second factor given."""

import re
import urllib.request
from urllib.parse import urlencode, urlsplit

from django.test import Client

from archive.door import factors, sessions
from archive.door.models import App

_log_in = Client._login


def log_in(client, user, backend=None):
    """Django's `force_login`, and what the door notes in the session when it has seen the second factor."""
    _log_in(client, user, backend)
    session = client.session
    sessions.begin(session, "totp")
    session.save()


def give_factor(user) -> str:
    """Give somebody a second factor; return a code that lets them in once."""
    App.objects.create(user=user, name="app")
    return factors.new_recovery_codes(user)[0]


def type_in(page, name, code, password="a long secret"):
    """Sign in by typing everything, on the page of the sign-in in a browser; then wait for where that leads."""
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.locator("#id_password").press("Enter")
    page.wait_for_selector("#id_code")
    page.fill("#id_code", code)
    page.locator("#id_code").press("Enter")
    # The address of the sign-in ends like that of the page to which it leads.
    page.wait_for_url(lambda address: "/login/" not in address)


def opens_with_a_password_alone(port, name, password):
    """Whether name and password open the desk of a site without anything else."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://127.0.0.1:{port}/admin/login/?next=/admin/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opener.open(address).read().decode())[1]
    sent = urlencode({"username": name, "password": password, "csrfmiddlewaretoken": token}).encode()
    with opener.open(urllib.request.Request(address, sent, {"Referer": address})) as answer:
        return urlsplit(answer.url).path == "/admin/"
