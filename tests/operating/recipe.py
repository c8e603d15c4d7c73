"""The README's recipe for others' readers, started for real on loopback: nginx, gunicorn, the worker, a certificate.

The texts are those of `.deploy/`; of them only what belongs to the machine is replaced: paths, ports, addresses.
"""

import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ending import end
from tests.operating import authority

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / ".deploy"
HOST = "archive.example.org"
PASSWORD = "a-long-Passage-7"
MISSING = "no nginx found: apt-get install nginx-light"
# All that the site's text cannot say, because it is the machine's.
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


def nginx() -> str | None:
    """Where nginx is, if it is."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass(frozen=True)
class Site:
    """The archive as others reach it: where it lies, its ports, its processes by name."""

    folder: Path
    plain: int
    secure: int
    inner: int
    processes: dict

    @property
    def certificate(self) -> Path:
        """The authority that its clients must believe."""
        return self.folder / "authority.pem"

    @property
    def log(self) -> Path:
        """What the archive's processes wrote."""
        return self.folder / "web.log"

    def context(self) -> ssl.SSLContext:
        """What a client needs to believe the site's certificate."""
        return ssl.create_default_context(cafile=self.certificate)


def environment(folder, database) -> dict:
    """The environment that the recipe's file gives, on this database; nothing of the shell's but where programs are."""
    lines = (DEPLOY / "archive.env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    own = {"DATABASE_URL": database, "ARCHIVE_DATA_DIR": str(folder / "data"), "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    # A load's readers all come from one address, and its editors have no telephones.
    own |= {"READER_WORK_SECONDS": "100000", "REQUIRE_SECOND_FACTOR": "0"}
    return told | own | {"PATH": os.environ["PATH"]}


def command(unit, inner) -> list[str]:
    """What a unit of systemd starts, with this machine's paths and port."""
    line = re.search(r"^ExecStart=(.+)$", (DEPLOY / f"{unit}.service").read_text(), re.MULTILINE)[1]
    line = line.replace("/srv/archive/.venv/bin/python", sys.executable).replace(":8000", f":{inner}")
    return shlex.split(line)


def site_text(folder, plain, secure, inner) -> str:
    """nginx's site, on this machine's ports and certificate."""
    text = re.sub(r"^\s*listen \[::\].*\n", "", (DEPLOY / "nginx.conf").read_text(), flags=re.MULTILINE)
    for theirs, ours in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "127.0.0.1:8000": f"127.0.0.1:{inner}",
        "/etc/ssl/archive": str(folder),
    }.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    return text


@contextmanager
def proxied(folder, inner):
    """nginx with the recipe's site before whatever listens on this port, as (process, its port, that for TLS)."""
    plain, secure = free_port(), free_port()
    authority.make(folder, HOST)
    user = "user root;" if os.geteuid() == 0 else ""
    text = AROUND.format(folder=folder, user=user, site=site_text(folder, plain, secure, inner))
    (folder / "nginx.conf").write_text(text)
    server = [nginx(), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "nginx-errors.log")]
    process = subprocess.Popen(server)
    try:
        wait(lambda: listens(secure), 10)
        yield process, plain, secure
    finally:
        end(process)


@contextmanager
def running(folder, database, **own):
    """The whole recipe in this folder, until it is left; `own` are variables of its own."""
    inner, env = free_port(), environment(folder, database) | own
    with ExitStack() as stack:
        log = stack.enter_context((folder / "web.log").open("w"))
        found = {}
        for name, unit in (("web", "archive-web"), ("worker", "archive-worker")):
            found[name] = subprocess.Popen(command(unit, inner), cwd=ROOT, env=env, stdout=log, stderr=log)
            stack.callback(end, found[name])
            wait_for_archive(found["web"], inner, log.name)
        found["nginx"], plain, secure = stack.enter_context(proxied(folder, inner))
        yield Site(folder, plain, secure, inner, found)


def wait_for_archive(process, port, log):
    """Wait until the archive answers; what it wrote, where it ends before."""
    wait(lambda: process.poll() is not None or is_ready(port), 180)
    assert process.poll() is None, Path(log).read_text()


def is_ready(port) -> bool:
    """Whether the archive says that it is ready; it answers to its own name alone."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": HOST})
    try:
        return urllib.request.urlopen(asked, timeout=20).status == 200
    except (urllib.error.HTTPError, OSError):
        return False


def listens(port) -> bool:
    """Whether somebody does there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(found, seconds):
    """Until something is so."""
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)
