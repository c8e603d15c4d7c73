"""`python -m tests.benchmarks.kept`: kept pages and 304s beside a constant Django answer, Django's own cache and nginx.

The archive with its first records is started as operators start it, on each database; beside it, with the same server,
workers and threads, a Django project without any middleware whose one view answers with a constant, and another view
of which Django's `cache_page` keeps the archive's page; and nginx with that page as a file. All are asked in turn, five
times, by wrk with eight connections. Printed are the medians of the requests a second, their ratio to the constant
answer, and the processor's time of the web processes for a request. Ends with 1 where a kept page comes to less than
0.65 of the constant answer, or a 304 to less than 0.9.

wrk and nginx are packages of Debian (`apt-get install wrk nginx-light`). Where wrk is missing a plain generator of
requests takes its place, which itself takes more time than what it asks for; where nginx is missing it is left out.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import databases
from tests.benchmarks import load, processes

PAGE = "/visits/"
LEAST = {"kept page": 0.65, "304": 0.9}
_PROJECT = """
from pathlib import Path
from django.conf import settings
settings.configure(SECRET_KEY="constant", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="constant", MIDDLEWARE=[])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_page
page = Path("page.html").read_bytes()
urlpatterns = [
    path("", lambda request: HttpResponse("constant\\n")),
    path("cached/", cache_page(600)(lambda request: HttpResponse(page))),
]
application = get_wsgi_application()
"""
_NGINX = """
worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 64; }}
http {{ access_log off; default_type text/html; client_body_temp_path {folder}; proxy_temp_path {folder};
fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder}; sendfile on; keepalive_requests 1000000;
server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


def main():
    """Print the ratios on each database; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=4, help="of each run")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="else both")
    options = parser.parse_args()
    failed = [measure(database, options) for database in options.database or databases.NAMES]
    return int(any(failed))


def measure(database, options):
    """Measure on one database; whether something is slower than it is to be."""
    os.environ["TEST_DATABASE"] = database
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        # nginx started by root reads as another user.
        os.chmod(folder, 0o755)
        url = processes.new_database(databases.url(folder), "kept")
        asked = targets(url, Path(folder), running)
        found = {name: [] for name in asked}
        for name in list(asked) * options.times:
            found[name].append(load.requests_a_second(*asked[name], seconds=options.seconds))
    return tell(database, found)


def targets(url, folder, running):
    """What is asked, by name: (address, headers, process of the server)."""
    archive, at = running.enter_context(served(_archive(url, folder), folder, "archive"))
    page, tag = first(f"{at}{PAGE}")
    (folder / "page.html").write_bytes(page)
    (folder / "constant.py").write_text(_PROJECT)
    rival, beside = running.enter_context(served(_constant(folder, archive), folder, "constant"))
    found = {
        "constant answer": (f"{beside}/", {}, rival),
        "kept page": (f"{at}{PAGE}", {}, archive),
        "304": (f"{at}{PAGE}", {"If-None-Match": tag}, archive),
        "Django's cache_page": (f"{beside}/cached/", {}, rival),
    }
    if shutil.which("nginx"):
        static, there = running.enter_context(served(_nginx(folder), folder, "nginx", path="/page.html"))
        found["nginx, a file"] = (f"{there}/page.html", {}, static)
    return found


def first(address):
    """A page and its tag."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        return answer.read(), answer.headers["ETag"]


def _archive(url, folder):
    environment = processes.environment(url, folder / "data")

    def start(port):
        command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}"]
        return command, {"env": environment, "cwd": processes.ROOT}

    return start


def _constant(folder, archive):
    # The archive's own server by now, with its arguments.
    command = Path(f"/proc/{archive}/cmdline").read_text().split("\0")
    command = command[: command.index("--bind")]

    def start(port):
        # The classes of its workers and its log are the archive's.
        where = ["--pythonpath", str(processes.ROOT), "--bind", f"127.0.0.1:{port}"]
        return [*command, *where, "constant:application"], {"cwd": folder}

    return start


def _nginx(folder):
    def start(port):
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, user=user))
        return ["nginx", "-c", str(folder / "nginx.conf")], {"cwd": folder}

    return start


@contextmanager
def served(start, folder, name, path="/"):
    """(process, address) of a server on a free port, once it answers; stopped afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command, options = start(port)
    with open(folder / f"{name}.log", "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **options)
    try:
        _await(process, f"http://127.0.0.1:{port}{path}", folder / f"{name}.log")
        yield process.pid, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await(process, address, log):
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        try:
            return first(address)
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{process.args[0]} does not answer: {re.sub('password [^ ]+', 'password', log.read_text())}")


def tell(database, found):
    """Print the medians; whether one is too low."""
    constant = statistics.median(rate for rate, _work in found["constant answer"])
    failed = False
    for name, runs in found.items():
        rate, work = (statistics.median(values) for values in zip(*runs, strict=True))
        ratio = rate / constant
        failed |= ratio < LEAST.get(name, 0)
        least = f", to be at least {LEAST[name]}" if name in LEAST else ""
        print(f"{database}: {name}: {rate:.0f} a second, {work * 1e6:.0f} µs of work each, {ratio:.2f}{least}")
    sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main())
