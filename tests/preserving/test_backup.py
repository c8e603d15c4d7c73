"""Backups: one moment of a live archive as a bag that others can read, or nothing that looks like one."""

import csv
import fcntl
import hashlib
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import bagit
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.models import Person, PreservationEvent, SourceFile, Visit
from archive.preserving import back_up, backing_up, removing, writing_bag
from archive.preserving.writing_bag import bag_at
from archive.sources import files
from tests import factories as make


def made(tmp_path, **options):
    return tmp_path / "bag", back_up(tmp_path / "bag", **options)


def files_in(place):
    """The files of a bag's data, by their paths."""
    return {p.relative_to(place).as_posix() for p in (place / "data").rglob("*") if p.is_file()}


@pytest.mark.usefixtures("filled")
def test_a_bag_is_read_without_this_software(tmp_path):
    place, _told = made(tmp_path)
    is_a_bag_to_a_reader_that_is_not_ours(place)
    has_records_in_open_formats(place)
    describes_every_file_and_column(place)


def is_a_bag_to_a_reader_that_is_not_ours(place):
    bag = bagit.Bag(str(place))
    assert bag.is_valid()
    assert not (place / "fetch.txt").exists()
    assert {"README.txt", "schema.json"} <= set(bag.tagfile_entries())
    assert set(bag.payload_entries()) == {
        p.relative_to(place).as_posix() for p in (place / "data").rglob("*") if p.is_file()
    }


def has_records_in_open_formats(place):
    folder = place / "data" / "records"
    visits = json.loads((folder / "visits.json").read_text("utf-8"))
    found = next(v for v in visits if v["slug"] == "the-first-visit")
    assert (found["title_en"], found["date"], found["occasion"]) == ("First visit", "2012-08-21", "conference")
    with open(folder / "visits.csv", encoding="utf-8", newline="") as file:
        rows = {row["slug"]: row for row in csv.DictReader(file)}
    assert len(rows) == len(visits) == Visit.objects.count()
    assert set(rows["the-first-visit"]["places"].split("; ")) == {"mexico-city", "baku"}
    assert rows["naughty-0"]["title_en"] == "'=1+1"
    with open(folder / "citations.csv", encoding="utf-8", newline="") as file:
        cited = [(row["record_type"], row["record"], row["stated"]) for row in csv.DictReader(file)]
    assert ("visits", "the-first-visit", "1999") in cited


def describes_every_file_and_column(place):
    schema = json.loads((place / "schema.json").read_text("utf-8"))
    assert all(entry["what"] and entry["columns"] for part in schema.values() for entry in part)
    described = {entry["file"] for part in schema.values() for entry in part}
    described |= {entry["as_json"] for entry in schema["records"]}
    there = files_in(place)
    unexplained = {p for p in there - described if not p.startswith(("data/files/", "data/contents/"))}
    assert unexplained == {"data/last-keys.json"}
    readme = (place / "README.txt").read_text("utf-8")
    assert all(
        folder in readme for folder in ("data/records", "data/tables", "data/files", "data/contents", "last-keys")
    )
    for table in schema["tables"]:
        lines = (place / table["file"]).read_text("utf-8").splitlines()
        assert len(lines) == table["rows"]
        names = {column["name"] for column in table["columns"]}
        assert all(json.loads(line).keys() <= names for line in lines)


@pytest.mark.django_db
def test_passwords_are_left_out_by_choice(storage, tmp_path, django_user_model):
    django_user_model.objects.create_user("mara", "mara@example.org", "a password of hers")
    place, _told = made(tmp_path, passwords=False)
    users = (place / "data/tables/auth.user.jsonl").read_text("utf-8")
    assert "mara@example.org" in users
    assert "password" not in users
    assert "md5$" not in "".join(p.read_text("utf-8", "replace") for p in place.rglob("*") if p.is_file())
    assert "left out" in (place / "bag-info.txt").read_text("utf-8")


@pytest.mark.django_db
def test_a_file_that_the_archive_lost_is_named_and_the_rest_is_kept(storage, tmp_path, capsys):
    kept, lost = (
        make.keep_file(make.make_source()),
        make.keep_file(make.make_source(slug="bereft"), content=b"Another."),
    )
    os.unlink(storage / files.place_of(lost.sha256))
    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "bag"))
    assert ended.value.code == 1
    assert "sources/bereft" in capsys.readouterr().err
    assert PreservationEvent.objects.get().outcome == "damaged"
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()
    inside = tmp_path / "bag/data/files" / kept.sha256[:2] / kept.sha256[2:]
    assert hashlib.sha256(inside.read_bytes()).hexdigest() == kept.sha256
    assert SourceFile.objects.count() == 2


@pytest.mark.django_db
def test_a_backup_that_fails_is_loud_and_leaves_nothing(storage, tmp_path, monkeypatch):
    make.make_visit()

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up.describing, "schema", fail)
    with pytest.raises(CommandError, match="There is no backup: OSError: .* No space left"):
        call_command("backup", str(tmp_path / "bags" / "bag"))
    assert list((tmp_path / "bags").iterdir()) == []
    event = PreservationEvent.objects.get()
    assert (event.outcome, "No space left" in event.message) == ("failed", True)
    assert event.ended_at is not None


@pytest.mark.django_db
def test_what_a_killed_backup_left_is_no_bag_and_goes_with_the_next(storage, tmp_path):
    left = tmp_path / ".bag.unfinished.00000000"
    (left / "data").mkdir(parents=True)
    (left / "data" / "half").write_text("half")
    back_up(tmp_path / "bag")
    assert [p.name for p in tmp_path.iterdir() if p.name != "uploads"] == ["bag"]


@pytest.mark.django_db
def test_nothing_is_written_over(storage, tmp_path):
    (tmp_path / "bag").mkdir()
    back_up(tmp_path / "bag")
    before = (tmp_path / "bag" / "bag-info.txt").read_bytes()
    with pytest.raises(CommandError, match="nothing is written over"):
        call_command("backup", str(tmp_path / "bag"))
    assert (tmp_path / "bag" / "bag-info.txt").read_bytes() == before


@pytest.mark.django_db
def test_so_many_bags_are_kept_and_nothing_else_is_removed(storage, tmp_path, monkeypatch):
    folder = tmp_path / "bags"
    (folder / "2020-01-01T00-00-00Z.txt").mkdir(parents=True)
    (folder / "2019-01-01T00-00-00Z").mkdir()
    for name in ("2021-01-01T00-00-00Z", "2022-01-01T00-00-00Z"):
        back_up(folder / name)
    call_command("backup", str(folder), "--keep", "2")
    names = sorted(p.name for p in folder.iterdir())
    assert names[:3] == ["2019-01-01T00-00-00Z", "2020-01-01T00-00-00Z.txt", "2022-01-01T00-00-00Z"]
    assert len(names) == 4
    assert "2021-01-01T00-00-00Z" not in names


@pytest.mark.django_db
def test_what_a_scheduled_backup_left_when_it_was_killed_goes_with_the_next_of_another_name(storage, tmp_path):
    """In the making as well as in removing an older one; else they would fill the disk, a night after the other."""
    folder = tmp_path / "bags"
    (folder / ".2020-01-01T00-00-00Z.unfinished.0123abcd" / "data").mkdir(parents=True)
    (folder / ".notes.unfinished").mkdir()
    names = ["2021-01-01T00-00-00Z", "2022-01-01T00-00-00Z", "2023-01-01T00-00-00Z"]
    for name in names[:2]:
        back_up(folder / name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(removing, "shutil", Killed)
        with pytest.raises(KeyboardInterrupt):
            removing.remove_older(folder, 1)
    assert removing.bags_in(folder) == [folder / names[1]]
    assert len(list(folder.iterdir())) == 3
    back_up(folder / names[2])
    assert sorted(path.name for path in folder.iterdir()) == [".notes.unfinished", *names[1:]]


class Killed:
    """In the place of `shutil`: the process is ended before anything is removed."""

    @staticmethod
    def rmtree(_folder):
        raise KeyboardInterrupt


def test_backups_at_the_same_time_remove_each_bag_once_and_nothing_that_another_has_in_its_hands(tmp_path):
    """Two timers that go off together, again and again: each has its bag, none fails, and nothing is left over."""

    def keep_making(number):
        for minute in range(20):
            made = tmp_path / f"2020-01-01T{number:02}-{minute:02}-00Z"
            with bag_at(made) as bag:
                bag.tag("data/words.txt", "Some words.")
                bag.close({})
            assert number < 3 or (made / "bagit.txt").is_file()
            removing.remove_older(tmp_path, 2)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(keep_making, number) for number in range(4)]:
            done.result()
    assert len(removing.bags_in(tmp_path)) == len(list(tmp_path.iterdir())) == 2


def test_a_bag_in_the_making_is_left_alone_from_its_first_moment(tmp_path, monkeypatch):
    """Another backup begins when this one has made its folder and has not laid its hand on it yet."""
    lock, begun = fcntl.flock, []

    def another_begins_first(*given):
        if not begun:
            begun.append(True)
            writing_bag._sweep(tmp_path)
        lock(*given)

    monkeypatch.setattr(fcntl, "flock", another_begins_first)
    with bag_at(tmp_path / "bag") as bag:
        writing_bag._sweep(tmp_path)
        assert bag.folder.is_dir()
        assert list(tmp_path.iterdir()) == [bag.folder]


@pytest.mark.django_db(transaction=True)
def test_a_bag_is_of_one_moment_while_editors_save(storage, tmp_path):
    """Every file is read in the same state, though somebody saves between any two of them; and nobody waits."""
    person = make.make_person(name_en="Before")
    saved = []

    def save_meanwhile(_count):
        def work():
            make.edit(person, name_en=f"After {len(saved)}")
            saved.append(True)
            connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)

    back_up(tmp_path / "bag", tell=save_meanwhile)
    assert len(saved) > 2
    assert Person.objects.get().name_en.startswith("After")
    tables = tmp_path / "bag/data/tables"
    assert json.loads((tables / "archive.person.jsonl").read_text())["name_en"] == "Before"
    versions = (tables / "archive.revision.jsonl").read_text().splitlines()
    assert [json.loads(line)["number"] for line in versions] == [1]
    assert json.loads((tmp_path / "bag/data/records/people.json").read_text())[0]["name_en"] == "Before"
