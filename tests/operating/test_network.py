"""The archive asks no other host while it runs, but those that an operator names: files, replicas, links to look at."""

import ast
import socket

import pytest
from django.urls import reverse

from archive.models import RECORD_TYPES
from tests.factories import MAKERS
from tests.growing.web import ROOT

# What opens connections, by the modules that may: each with the setting or command without which it does not.
CLIENTS = {"aiohttp", "boto3", "botocore", "ftplib", "http.client", "httpx", "redis", "requests", "smtplib", "socket"}
CLIENTS |= {"telnetlib", "urllib.request", "urllib3", "xmlrpc.client", "django.core.mail"}
MAY = {
    "archive/sources/bucket.py": "STORAGE_URL=s3://…",
    "archive/sources/asking.py": "manage.py check_links",
    "archive/management/commands/start.py": "listens",
    "config/serving.py": "listens",
    "config/replicas/watch.py": "REPLICA_URLS",
}


def imported(path):
    """The names of all modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def is_client(name):
    """Whether a module is one that opens connections, or a part of one."""
    return any(name == client or name.startswith(f"{client}.") for client in CLIENTS)


def test_what_opens_connections_is_written_in_one_list():
    files = [ROOT / "manage.py", *(ROOT / "archive").rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    asking = {str(path.relative_to(ROOT)) for path in files if any(map(is_client, imported(path)))}
    assert asking == set(MAY)


@pytest.fixture
def nobody_else(monkeypatch):
    """Every attempt to reach or look up another host; the database's own library goes past Python's sockets."""
    asked = []

    def refuse(*what):
        asked.append(what)
        raise OSError("Nobody is there.")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    return asked


@pytest.mark.django_db
def test_pages_and_files_are_made_without_asking_anybody(nobody_else, client, admin_client):
    records = [MAKERS[model.address](status="published") for model in RECORD_TYPES]
    read = ["/", "/search/?q=a", "/timeline/", "/map/", "/network/", "/oai?verb=Identify", "/visits.xlsx"]
    for address in (*read, *(record.get_absolute_url() for record in records), "/healthz", "/readyz"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        answer.getvalue()
    for model, record in zip(RECORD_TYPES, records, strict=True):
        name = model._meta.model_name
        for address in (
            reverse(f"admin:archive_{name}_changelist"),
            reverse(f"admin:archive_{name}_change", args=[record.pk]),
            reverse(f"admin:archive_{name}_export"),
        ):
            assert admin_client.get(address).status_code == 200, address
    assert not nobody_else
