"""How a load reaches the archive: through nginx with its certificate, or the server alone; and who saves there."""

import html
import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx

from tests.operating.recipe import HOST, ROOT


@dataclass(frozen=True)
class Door:
    """A port of this machine; with a context of TLS, HTTPS."""

    port: int
    context: ssl.SSLContext | None = None

    def opened(self, timeout=60) -> socket.socket:
        """A connection, over TLS where that is spoken."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        return self.context.wrap_socket(plain, server_hostname=HOST) if self.context else plain

    def reader(self) -> http.client.HTTPConnection:
        """A connection that speaks HTTP and is kept open."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.sock = self.opened()
        # Once closed it is not opened again by itself: that would be without TLS.
        connection.auto_open = 0
        return connection

    def browser(self, cookies) -> httpx.Client:
        """A browser with these cookies, which says of its forms where they come from."""
        scheme = "https" if self.context else "http"
        headers = {"Host": HOST, "Origin": f"{scheme}://{HOST}", "Referer": f"{scheme}://{HOST}/admin/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return httpx.Client(
            base_url=f"{scheme}://127.0.0.1:{self.port}", headers=headers, verify=self.context or True, timeout=60
        )


class Form(HTMLParser):
    """What a browser would send back of the form of a page that can be changed, whose fields are by name."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.inside, self.select, self.area = {}, False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.inside = re.fullmatch(r"[a-z]+_form", told.get("id") or "") is not None
        name = told.get("name")
        if not self.inside or "disabled" in told:
            return
        if tag == "input" and name and told.get("type") not in ("submit", "file", "button"):
            if told.get("type") not in ("checkbox", "radio") or "checked" in told:
                self.fields.setdefault(name, []).append(told.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in told:
            self.fields.setdefault(self.select, []).append(told.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            # A browser drops the line break that begins a field.
            self.fields[self.area] = [self.fields[self.area][0].removeprefix("\n")]
            self.area = None
        elif tag in ("select", "form"):
            self.select = None
            self.inside = self.inside and tag != "form"

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] = [self.fields[self.area][0] + data]


class Editor:
    """Somebody signed in with a record of their own, who changes it as the form asks for it."""

    FIELD = "summary_en"

    def __init__(self, door, desk):
        self.browser, self.address, self.key = door.browser(desk["cookies"]), desk["address"], desk["key"]
        self.accepted, self.refused, self.seconds = [], [], []

    def save(self, words):
        """Open the form, type these words, save; they count as accepted only where the answer leads on."""
        began = time.monotonic()
        page = self.browser.get(self.address)
        if page.status_code != 200:
            self.refused.append((page.status_code, page.headers.get("Location", "")))
            return
        sent = Form(page.text).fields | {self.FIELD: [words], "why": ["The load."], "_continue": ["1"]}
        cookies = {"Cookie": f"{self.browser.headers['Cookie']}; {_token(page)}"}
        answer = self.browser.post(self.address, data=sent, headers=cookies)
        if answer.status_code == 302:
            self.accepted.append(words)
            self.seconds.append(time.monotonic() - began)
        else:
            self.refused.append((answer.status_code, _errors(answer.text)))

    def read_back(self) -> str:
        """What the form says now."""
        return Form(self.browser.get(self.address).text).fields[self.FIELD][0]


def _token(page):
    """The cookie with which a form is believed to come from its page."""
    return "; ".join(told.split(";")[0] for told in page.headers.get_list("Set-Cookie") if "csrftoken" in told)


def _errors(page):
    found = re.findall(r'class="error(?:list|note)[^"]*"[^>]*>(.*?)</', page, re.DOTALL)
    return html.unescape(" ".join(found))[:300] or page[:300]


def asked(env, *arguments):
    """What the archive's own side of a load finds, and how many clients the database has."""
    command = [sys.executable, "-m", "tests.attacks.desk", *map(str, arguments)]
    env = env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if said.returncode:
        raise RuntimeError(said.stderr)
    told = json.loads(said.stdout.splitlines()[-1])
    return told["found"], told["connections"]
