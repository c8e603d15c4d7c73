"""Deeds on bags, a backup and a restore; and what stands in the place of a bag, read without the archive."""

import hashlib
import shutil

from django.conf import settings

from tests.attacks.faults.deeds import command, deed, visits

FOLDER = "backups"
_TAGS, _MANIFEST = "tagmanifest-sha256.txt", "manifest-sha256.txt"
# Each attempt is told there, also one that came to nothing.
_ATTEMPTS = ("archive_preservationevent", "archive_damage")


def standing(folder) -> list[str]:
    """Each file of each bag in a folder, by its own checksums; without what does not bear the name of a bag yet."""
    bags = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    return [f"{bag.name}/{words}" for bag in bags for words in _files(bag)]


def unfinished(folder) -> list[str]:
    """What backups have begun and left."""
    return sorted(path.name for path in folder.glob(".*"))


def _files(bag):
    try:
        lines = [line for name in (_TAGS, _MANIFEST) for line in (bag / name).read_text().splitlines()]
    except OSError as error:
        return [f"no bag: {error}"]
    listed = {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines)}
    there = {path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()}
    whole = {path for path in there & listed.keys() if _sha256(bag / path) == listed[path]}
    told = dict.fromkeys(whole, "whole") | dict.fromkeys(listed.keys() - whole, "damaged")
    return sorted(f"{path}: {words}" for path, words in (dict.fromkeys(there - {_TAGS}, "not listed") | told).items())


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bag():
    return str(settings.DATA_DIR / FOLDER / "bag")


def with_file():
    """With a source that has a file."""
    from tests import factories as make

    visits()
    make.keep_file(make.make_source(slug="paper"))


@deed("backup", with_file, writes=True, untold=(*_ATTEMPTS, "door_auditentry"))
def backing_up():
    """A bag is made."""
    yield
    command("backup", _bag())


def emptied():
    """An empty archive beside the bag of another."""
    from django.db import connection

    with_file()
    command("backup", _bag())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        connection.close()
        for path in settings.DATA_DIR.glob("archive.sqlite3*"):
            path.unlink()
    shutil.rmtree(settings.DATA_DIR / "uploads")
    command("migrate", verbosity=0, interactive=False)


@deed("restore", emptied, writes=True, untold=_ATTEMPTS)
def restoring():
    """The bag is restored."""
    yield
    command("restore", _bag())
