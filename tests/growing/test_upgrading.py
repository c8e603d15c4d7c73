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


def found_by(module, env):
    """What a module that works on an archive of its own prints at its end."""
    command = [sys.executable, "-m", f"tests.growing.{module}"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_records_written_at_any_earlier_state_are_there_for_readers_when_it_is_up_to_date(empty):
    told = found_by("upgrading", empty)
    assert told["wrong"] == []
    assert told["written"] == len(upgrading.states()) * len(RECORD_TYPES)


def test_rows_that_no_rule_had_kept_out_are_repaired_where_that_is_safe_and_else_named(empty):
    found = found_by("malformed", empty)
    line = f"archive_visit {found['wrong']}: slug = 'A visit/1' (visit_slug_fits_an_address)"
    assert line in found["told"]
    assert "run `migrate` again" in found["told"]
    # A date's days are computed, so that nobody is asked for them.
    assert "dates_have_bounds" not in found["told"]
    assert found["dates"] == ["1992-01", "1992-01-01", "1992-01-31"]
    named = f"archive_party {found['party'] - 1}, {found['party']}: agreement_id = {found['agreement']}, country = 'FR'"
    assert named in found["told_then"]
    assert found["parties"] == 1
