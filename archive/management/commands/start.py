"""From an empty folder to a site that answers: `python manage.py start`."""

import errno
import fcntl
import hashlib
import ipaddress
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from archive import writing
from archive.management import quick_start
from archive.management.durability import check_database, check_durability
from archive.models import RECORD_TYPES
from archive.spreadsheets import progress

# Threads, each of which is given a request when that is there (see the class).
SERVER = ["--worker-class", "config.serving.Worker", "--workers", "2", "--threads", "4", "--graceful-timeout", "8"]
# A line with an address, and headers of a browser with its cookies; 400 connections for each worker at once.
SERVER += ["--limit-request-line", "4094", "--limit-request-fields", "60", "--limit-request-field_size", "8190"]
SERVER += ["--worker-connections", "400"]
# The control socket would be written into the home folder.
SERVER += ["--no-control-socket", "--log-level", "warning"]
SERVER += ["--logger-class", "config.logs.server.ServerLogger"]
# Stands in place of what the static files were collected from, while they are.
UNFINISHED = "unfinished"


class Command(BaseCommand):
    """Migrate, load the first records and make the administrator where there are none, then become the server."""

    help = "Prepares the archive where that is needed and serves it."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="ADDRESS:PORT", help="where to listen")
        parser.add_argument("--without-worker", action="store_true", help="`manage.py worker` runs elsewhere")

    def handle(self, *, bind, without_worker, verbosity, **options):
        host, port = parse_bind(bind)
        check_openness(host)
        listener = listen(host, port)
        url = site_url(host, listener)
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            check_durability()
            self.load_first_records(host)
            collect_static()
            self.stdout.write(f"The archive is at {url} and keeps its data in {settings.DATA_DIR}.")
            # A password that is told once is stored only once it was told.
            with transaction.atomic():
                self.stdout.write(make_administrator(f"{url}admin/"))
                self.stdout.flush()
        if quick_start.applies(is_loopback(host)):
            self.stdout.write("Here nobody is asked for a second factor; a site that others reach asks for one.")
            os.environ["REQUIRE_SECOND_FACTOR"] = "0"
        if connection.vendor == "postgresql" and not os.environ.get("SECRET_KEY"):
            self.stdout.write(
                "Where several machines serve this archive, give each the same SECRET_KEY, see the README."
            )
        if not is_loopback(host):
            self.stdout.write("It answers over HTTPS only: put a proxy with a certificate in front, see the README.")
        self.stdout.flush()
        if is_loopback(host) and all(is_loopback(name.strip("[]")) for name in settings.ALLOWED_HOSTS):
            os.environ.setdefault("PLAIN_HTTP", "1")
        if not without_worker:
            keep_worker()
        become_server(listener)

    def load_first_records(self, host):
        """Load `fixtures/` into an archive without a record, all or nothing; adopt what was loaded, now or by hand."""
        with transaction.atomic():
            is_new = quick_start.is_new_archive()
            if not any(record_type.objects.exists() for record_type in RECORD_TYPES):
                self.stdout.write("Loading the first records …")
                self.stdout.flush()
                call_command("loaddata", *sorted((settings.BASE_DIR / "fixtures").glob("*.json")), verbosity=0)
            writing.adopt(why="Loaded from fixtures.")
            # Before it is stored: cut off afterwards, it is not new any more when it is started again.
            if is_new and is_loopback(host):
                quick_start.remember()


def parse_bind(text):
    """Split `127.0.0.1:8000`, `[::1]:8000` or `localhost:8000` into host and port; CommandError names what is wrong."""
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    if not (colon and host and port.isascii() and port.isdigit()) or (":" in host) != bracketed:
        raise CommandError(f"“{text}” is no address to listen on. Write address and port, for example 127.0.0.1:8000.")
    if int(port) > 65535:
        raise CommandError(f"There is no port {port}. Take one from 1 to 65535, for example 8000.")
    return host, int(port)


def is_loopback(host):
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_openness(host):
    """CommandError where settings for this machine alone would reach others."""
    if is_loopback(host):
        return
    if settings.PLAIN_HTTP:
        raise CommandError(
            f"PLAIN_HTTP=1 would send passwords unencrypted to whoever reaches {host}. Leave it out and put a proxy "
            "with a certificate in front, or listen on 127.0.0.1."
        )
    if settings.DEBUG:
        raise CommandError(
            f"DEBUG=1 would show the program and its settings to whoever reaches {host}. Leave it out, or listen on "
            "127.0.0.1."
        )


def listen(host, port):
    """A listening socket, taken before anything else is done so that a second start ends here, or CommandError."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except (OSError, UnicodeError) as error:
        raise CommandError(unable_to_listen(host, port, error)) from error
    return listener


def unable_to_listen(host, port, error):
    """The sentence for an address that cannot be listened on."""
    reasons = {
        errno.EADDRINUSE: f"Another program listens on {host} port {port} already. Stop it, or take another port",
        errno.EADDRNOTAVAIL: f"{host} is no address of this machine. Take one that is",
        errno.EACCES: f"This user may not listen on port {port}. Take one above 1023",
    }
    unknown = f"{host} is not known as an address here. Take another one"
    reason = reasons.get(error.errno, unknown) if isinstance(error, OSError) else unknown
    return f"{reason}, for example --bind 127.0.0.1:{port + 1 if 1023 < port < 65535 else 8000}."


@contextmanager
def one_at_a_time():
    """Hold other starts on the same data folder, and on the same PostgreSQL, back until the archive is prepared."""
    with open(settings.DATA_DIR / "start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        check_database()
        while True:
            # Asked again and again: waiting inside the database would hold up an index that is made concurrently there.
            with progress.held("start") as telling:
                if telling is not None:
                    yield
                    return
            time.sleep(0.5)


def make_administrator(admin):
    """Make the administrator if there is none; return the sentence that tells how to sign in at the address `admin`."""
    users = get_user_model()._default_manager
    if users.filter(is_superuser=True, is_active=True).exists():
        return f"Editors sign in at {admin}."
    name = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "admin"
    given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    if users.filter(username=name).exists():
        raise CommandError(f"“{name}” is a user without the rights. Name another in DJANGO_SUPERUSER_USERNAME.")
    password = given or secrets.token_urlsafe(12)
    users.create_superuser(name, os.environ.get("DJANGO_SUPERUSER_EMAIL", ""), password)
    known = "the password from DJANGO_SUPERUSER_PASSWORD"
    shown = known if given else f"the password {password} (shown only this once)"
    return f"Sign in at {admin} as {name} with {shown}."


def collect_static():
    """Collect, hash and compress the static files, unless none has changed since the last time."""
    stamp = settings.STATIC_ROOT / ".collected-from"
    current = static_fingerprint()
    before = stamp.read_text() if stamp.exists() else ""
    if before == current:
        return
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(UNFINISHED)
    # Whoever was cut off may have left half a file, which is newer than what it is a copy of and would be kept.
    call_command("collectstatic", interactive=False, verbosity=0, clear=before in ("", UNFINISHED))
    stamp.write_text(current)


def static_fingerprint():
    """A digest that changes when a static file, its size or its time of change does."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def site_url(host, listener):
    """The address that a person opens."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def keep_worker():
    """Run the worker beside the server, in a session of its own, for as long as any process of the server lives."""
    reading, writing = os.pipe()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--until-closed", str(reading)]
    keeper = settings.BASE_DIR / "config" / "keeper.py"
    subprocess.Popen(
        [sys.executable, "-I", str(keeper), str(reading), *command],
        stdin=subprocess.DEVNULL,
        pass_fds=[reading],
        start_new_session=True,
    )
    os.close(reading)
    # The server's processes hold it from here on and never use it.
    os.set_inheritable(writing, True)


def become_server(listener):
    """Replace this process by the production server, so that signals reach it; never returns."""
    connection.close()
    listener.set_inheritable(True)
    bind = ["--bind", f"fd://{listener.fileno()}", "--pythonpath", str(settings.BASE_DIR)]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *SERVER, *bind, "config.wsgi:application"])
