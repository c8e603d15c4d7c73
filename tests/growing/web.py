"""Web processes of the archive, and browsers of whoever uses them."""

import base64
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from django_otp.oath import totp

from tests.ending import end

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a-long-Passage-7"
SECRET_KEY = secrets.token_urlsafe(50)
# Of the administrator, for every sign-in after the first.
RECOVERY_CODES = []


def environment(data, **variables):
    """What such a process is told: nothing of the shell's, a data folder, and what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    told = {"ARCHIVE_DATA_DIR": str(data), "PLAIN_HTTP": "1", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    return kept | told | variables


def manage(*arguments, env):
    """Run one of the archive's commands."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, capture_output=True)


@contextmanager
def started(env, log):
    """`start` on a free port, as its address, until it is left; what it says goes to the file `log`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
    with open(log, "w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address) or process.poll() is not None, 180)
        assert process.poll() is None, Path(log).read_text()
        yield address
    finally:
        end(process, 15)


def answers(address):
    """Whether the archive is there."""
    try:
        return httpx.get(f"{address}/healthz", timeout=20).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(found, seconds=20):
    """What `found` gives as soon as it is anything."""
    until = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < until
        time.sleep(0.1)
    return result


class Browser(httpx.Client):
    """Keeps its cookies, whichever port it asks, and sends forms as the pages before asked for them."""

    def __init__(self):
        super().__init__(follow_redirects=True, timeout=60)

    def send_form(self, address, files=None, **values):
        """Read the page with a form, then send the form."""
        return self.send_form_of(self.get(address), address, files, **values)

    def send_form_of(self, page, address, files=None, **values):
        """Send a form of a page that was read."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        return self.post(address, data={"csrfmiddlewaretoken": token, **values}, files=files)

    def sign_in(self, address):
        """As the administrator that `start` has made."""
        answer = self.send_form(f"{address}/admin/login/?next=/admin/", username="admin", password=PASSWORD)
        if answer.url.path == "/admin/login/code/":
            answer = self.send_form_of(answer, str(answer.url), code=RECOVERY_CODES.pop())
        elif answer.url.path == "/admin/login/second-factor/":
            key = base64.b32decode(re.search(r'door-secret"><code>([A-Z2-7 ]+)<', answer.text)[1].replace(" ", ""))
            shown = self.send_form_of(answer, str(answer.url), code=f"{totp(key):06d}")
            RECOVERY_CODES.extend(re.findall(r"<li><code>([a-z2-9-]+)</code>", shown.text))
            answer = self.get(f"{address}/admin/")
        assert answer.url.path == "/admin/", answer.text
        return self
