"""An archive of any age is brought up to date with all that it holds."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from archive.models import RECORD_TYPES
from tests.growing import upgrading

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def empty(tmp_path, database_address):
    """The environment of an archive that has no tables yet, on the run's kind of database."""
    own = {"ARCHIVE_DATA_DIR": str(tmp_path), "PLAIN_HTTP": "1", "DATABASE_URL": ""}
    if not database_address.startswith("postgres"):
        yield os.environ | own
        return
    server, name = database_address, f"upgrading_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        yield os.environ | own | {"DATABASE_URL": url}
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_records_written_at_any_earlier_state_are_there_for_readers_when_it_is_up_to_date(empty):
    command = [sys.executable, "-m", "tests.growing.upgrading"]
    done = subprocess.run(command, cwd=ROOT, env=empty, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["written"] == len(upgrading.states()) * len(RECORD_TYPES)
