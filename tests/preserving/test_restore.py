"""Restores: all of a bag or nothing, into an empty archive on either database, with the same bag at the end."""

import json
import os
import subprocess
import sys

import bagit
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction

from archive.models import Heading, PreservationEvent, Revision, SourceFile, Visit
from archive.preserving import back_up, restore, restoring, tables, verify
from archive.sources import files
from tests import factories as make
from tests.preserving import world


def contents(bag):
    """Every file of a bag's data, with what it holds."""
    data = bag / "data"
    return {p.relative_to(data).as_posix(): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def empty():
    """Make the archive one that nothing was ever stored in."""
    call_command("flush", interactive=False, verbosity=0)


def elsewhere(settings, folder, *arguments):
    """Run a command on an archive of its own, on SQLite."""
    environment = os.environ | {"ARCHIVE_DATA_DIR": str(folder), "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_an_archive_goes_to_another_database_and_back_and_is_the_same_to_the_byte(storage, settings, tmp_path):
    """On the run of PostgreSQL: from there to SQLite and back."""
    with transaction.atomic():
        world.fill()
    found = list(Visit.objects.matching("naughty").values_list("slug", flat=True))
    there = Revision.objects.count(), SourceFile.objects.get(name="scan.txt").sha256
    back_up(tmp_path / "one")
    elsewhere(settings, tmp_path / "other", "restore", tmp_path / "one")
    elsewhere(settings, tmp_path / "other", "backup", tmp_path / "two")
    empty()
    settings.MEDIA_ROOT = tmp_path / "new uploads"
    restore(tmp_path / "two")
    back_up(tmp_path / "three")
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "three")
    assert (Revision.objects.count(), SourceFile.objects.get(name="scan.txt").sha256) == there
    assert files.is_whole(there[1])
    assert list(Visit.objects.matching("naughty").values_list("slug", flat=True)) == found
    assert get_user_model().objects.get(username="mara").check_password("a password of hers")
    assert verify().found == []
    goes_on()


def goes_on():
    """What is made after a restore gets keys of its own, and history goes on."""
    visit = make.make_visit(title_en="After the restore")
    make.edit(visit, note="edited")
    assert list(visit.revisions.values_list("number", flat=True)) == [2, 1]
    make.edit(Visit.objects.get(slug="the-first-visit"), note="edited after the restore")
    assert verify().found == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_from_a_damaged_bag_or_over_an_archive_or_where_it_comes_out_otherwise(
    storage, tmp_path, monkeypatch, capsys
):
    visit = make.make_visit(title_en="Kept")
    back_up(tmp_path / "bag")
    with pytest.raises(CommandError, match="not empty .* writes over nothing: name a new database"):
        call_command("restore", str(tmp_path / "bag"))
    assert Visit.objects.get() == visit
    empty()
    # The database stores something else than the bag has: found when it is read back.
    with monkeypatch.context() as patched:
        stored = restoring.tables.stored_values
        patched.setattr(restoring.tables, "stored_values", lambda *given: _altered(stored(*given)))
        with pytest.raises(CommandError, match="What was restored is not what the bag has"):
            call_command("restore", str(tmp_path / "bag"))
    assert not Visit.objects.exists()
    table = tmp_path / "bag/data/tables/archive.visit.jsonl"
    table.write_bytes(table.read_bytes().replace(b"Kept", b"Keqt"))
    with pytest.raises(CommandError, match="nothing was restored"):
        call_command("restore", str(tmp_path / "bag"))
    assert "data/tables/archive.visit.jsonl" in capsys.readouterr().err
    assert not Visit.objects.exists()
    assert set(PreservationEvent.objects.filter(kind="restore").values_list("outcome", flat=True)) == {"failed"}


def _altered(rows):
    for row in rows:
        yield tuple("Lost" if value == "Kept" else value for value in row)


@pytest.mark.django_db(transaction=True)
def test_without_passwords_everybody_is_there_and_nobody_gets_in(storage, tmp_path):
    get_user_model().objects.create_user("mara", password="a password of hers")
    get_user_model().objects.create(username="nobody")
    back_up(tmp_path / "whole")
    back_up(tmp_path / "one", passwords=False)
    empty()
    restore(tmp_path / "one")
    mara = get_user_model().objects.get(username="mara")
    assert not mara.has_usable_password()
    back_up(tmp_path / "two", passwords=False)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    empty()
    restore(tmp_path / "whole")
    assert get_user_model().objects.get(username="nobody").password == ""


@pytest.mark.django_db
def test_a_link_in_a_bag_is_not_followed(storage, tmp_path, capsys):
    back_up(tmp_path / "bag")
    secret = tmp_path / "secret"
    keys = tmp_path / "bag/data/last-keys.json"
    keys.rename(secret)
    keys.symlink_to(secret)
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(tmp_path / "bag"))
    assert "data/last-keys.json: it is a link" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_trial_restores_beside_the_archive_and_tells_of_it(storage, tmp_path, capsys):
    make.make_visit()
    back_up(tmp_path / "bag")
    call_command("restore", str(tmp_path / "bag"), "--trial")
    assert "can be restored" in capsys.readouterr().out
    assert Visit.objects.count() == 1
    assert PreservationEvent.objects.filter(kind="restore", outcome="sound").count() == 1
    (tmp_path / "bag/data/records/visits.csv").unlink()
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(tmp_path / "bag"), "--trial")
    assert "data/records/visits.csv: it is missing" in capsys.readouterr().err
    assert PreservationEvent.objects.filter(kind="restore", outcome="failed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_bag_of_an_older_program_is_restored_and_what_it_had_not_is_computed(storage, tmp_path):
    """As if made before there were headings, of which a bag has nothing then: no table, and no column of records."""
    visit = make.make_visit(title_en="Of long ago", visitor_country="FR", date="1992")
    back_up(tmp_path / "bag")
    _without_headings(tmp_path / "bag")
    empty()
    restore(tmp_path / "bag")
    assert Visit.objects.get().pk == visit.pk
    assert Heading.objects.get(type="visits", facet="visitor_country", value="FR").records == 1
    assert verify().found == []


@pytest.mark.django_db(transaction=True)
def test_a_bag_of_a_newer_program_is_refused(storage, tmp_path):
    make.make_visit()
    back_up(tmp_path / "bag")
    _rewritten(tmp_path / "bag", lambda table: table["columns"].append({"name": "colour", "what": "", "type": "text"}))
    empty()
    with pytest.raises(CommandError, match="does not know .*colour.*: restore it with the version that made it"):
        call_command("restore", str(tmp_path / "bag"))
    assert not Visit.objects.exists()


def _without_headings(bag):
    for name in ("archive.heading", "archive.listed"):
        (bag / f"data/tables/{name}.jsonl").unlink()

    def forget(table):
        table["columns"] = [column for column in table["columns"] if column["name"] != "headings"]
        path = bag / table["file"]
        if path.exists():
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            lines = (tables.encode({k: v for k, v in row.items() if k != "headings"}) for row in rows)
            path.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    _rewritten(bag, forget)


def _rewritten(bag, change):
    """The bag with other words about its tables, of another migration, with checksums that are right for that."""
    schema = json.loads((bag / "schema.json").read_text("utf-8"))
    for table in schema["tables"]:
        change(table)
    schema["tables"] = [table for table in schema["tables"] if (bag / table["file"]).exists()]
    (bag / "schema.json").write_text(json.dumps(schema), "utf-8")
    info = (bag / "bag-info.txt").read_text("utf-8")
    (bag / "bag-info.txt").write_text(info.replace("Archive-Migration: 00", "Archive-Migration: x"), "utf-8")
    bagit.Bag(str(bag)).save(manifests=True)
