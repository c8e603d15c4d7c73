"""A disk that is full: a file system of some megabytes in memory, an archive on it, and saves until nothing fits.

`python -m tests.attacks.full_disk --saves 30` wants root, for it mounts; the short form, without a mount, stands in
tests/limits/test_storage_pages.py. SQLite and the files of sources lie on the full disk; it ends by itself.
"""

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.growing import web

PAGES = ("/", "/visits/", "/az/people/", "/search/?q={n}", "/visits.csv", "/visits/?q={n}", "/archive.json")


@contextmanager
def small_disk(megabytes):
    """A file system of so many megabytes."""
    with tempfile.TemporaryDirectory(prefix="archive-full-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk):
    """Take all room that is left."""
    with open(disk / "filler", "ab", buffering=0) as filler:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    filler.write(bytes(size))
            except OSError:
                continue


def fields_of(page):
    """What a browser would send of a page's form, as far as its inputs go."""
    return dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.text))


def save(editor, at, number):
    """Save a place with a long note; the status of the answer, and whether what was typed is in it."""
    typed = {**fields_of(editor.get(f"{at}/admin/archive/place/add/")), "name_en": f"Typed {number}", "why": "So."}
    answer = editor.post(f"{at}/admin/archive/place/add/", data=typed, follow_redirects=False)
    return answer.status_code, f"Typed {number}" in answer.text


def upload(editor, at, number):
    """Save a source with a file of 300 KB."""
    typed = {**fields_of(editor.get(f"{at}/admin/archive/source/add/")), "title_en": f"Given {number}", "why": "So."}
    typed |= {"files-TOTAL_FORMS": "1", "kind": "other"}
    file = {"files-0-upload": (f"{number}.txt", os.urandom(150_000).hex().encode())}
    return editor.post(f"{at}/admin/archive/source/add/", data=typed, files=file, follow_redirects=False).status_code


def stored(disk):
    """How many places and sources of the attack the database holds; its own verdict; half files in the storage."""
    with sqlite3.connect(disk / "data" / "archive.sqlite3") as database:
        ask = lambda question: database.execute(question).fetchone()[0]  # noqa: E731
        return (
            ask("SELECT count(*) FROM archive_place WHERE name_en LIKE 'Typed %'"),
            ask("SELECT count(*) FROM archive_source WHERE title_en LIKE 'Given %'"),
            ask("PRAGMA integrity_check"),
        )


def attack(disk, saves):
    """Save before, on and after a full disk; what came of it."""
    told = {"saved": Counter(), "uploaded": Counter(), "read": Counter(), "given back": 0}
    with web.started(web.environment(disk / "data"), Path(tempfile.gettempdir()) / "full-disk-site.log") as at:
        editor = web.Browser().sign_in(at)
        assert save(editor, at, 0)[0] == 302
        fill(disk)
        for number in range(1, saves + 1):
            status, is_given_back = save(editor, at, number)
            told["saved"][status] += 1
            told["given back"] += status == 507 and is_given_back
            told["uploaded"][upload(editor, at, number)] += 1
            for page in PAGES:
                told["read"][httpx.get(at + page.format(n=number), timeout=60).status_code] += 1
            told["read"][editor.get(f"{at}/admin/").status_code] += 1
            fill(disk)
        (disk / "filler").unlink()
        assert save(editor, at, saves + 1)[0] == 302
        told["stored"] = stored(disk)
    return told


def main():
    """Attack, and end with status 1 where something was called stored that is not, or could not be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=30, help="how often on the full disk")
    parser.add_argument("--megabytes", type=int, default=24, help="the size of the disk")
    options = parser.parse_args()
    if os.geteuid():
        sys.exit("Only root may mount a file system.")
    with small_disk(options.megabytes) as disk:
        told = attack(disk, options.saves)
    for name, found in told.items():
        print(f"{name}: {found}")
    places, sources, verdict = told["stored"]
    is_true = places == told["saved"][302] + 2 and sources == told["uploaded"][302] and verdict == "ok"
    sys.exit(0 if is_true and set(told["read"]) == {200} and set(told["saved"]) <= {302, 507} else 1)


if __name__ == "__main__":
    main()
