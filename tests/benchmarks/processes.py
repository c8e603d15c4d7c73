"""Starts the processes of a benchmark: on a database and in a folder of their own."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(url, folder):
    """The environment of the archive on this database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}
    return kept | {"DATABASE_URL": url, "ARCHIVE_DATA_DIR": str(folder), "PLAIN_HTTP": "1"}


def start(url, folder, *arguments, module="tests.benchmarks.work"):
    """Start the archive's part of a benchmark."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, text=True)


def run(url, folder, *arguments, **options):
    """Run it to its end; the last line that it prints, as the data it is (None where it prints nothing)."""
    process = start(url, folder, *arguments, **options)
    out, _none = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}")
    lines = out.splitlines()
    return json.loads(lines[-1]) if lines else None


def asked(env, code):
    """What a line of Python finds as `told` in a process of the archive's own, as the data it is."""
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        f"{code}\nimport json; print(json.dumps(told))",
    ]
    env = env | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
    return json.loads(said.splitlines()[-1])


def busy() -> float:
    """The seconds of work so far of this process and of the one that serves it on a database server here."""
    from django.db import connection

    served = 0
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with contextlib.suppress(OSError):
            served = int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    return time.process_time() + served


def new_database(url, name) -> str:
    """The address of a new empty database: beside this one on its server, or a file beside its file."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return f"sqlite:///{Path(parts.path).parent / name}.sqlite3"
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))
