"""Reads a bag (RFC 8493) and names each file in it that is damaged, missing, too much, or where none may be.

A bag of this archive has more than the standard asks for: its tag files are all there, listed in their own manifest,
its checksums are SHA-256, and it fetches nothing. `bagit` from PyPI was weighed: it changes the working folder of the
whole process, takes a link for what it leads to, and does not miss a manifest of tag files; tests hold it beside this.
"""

import hashlib
import os
import re
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from archive.preserving.outcomes import Found
from archive.preserving.writing_bag import DECLARATION, MANIFEST, TAG_MANIFEST

NEEDED = ("README.txt", "bag-info.txt", "bagit.txt", MANIFEST, "schema.json")
# Other writers of bags put one space, or a tab.
_LINE = re.compile(r"([0-9a-f]{64})[ \t]+([^ \t\r\n][^\r\n]*)")
_PIECE = 1024 * 1024


def problems_of_bag(folder: Path, tell=None) -> list[Found]:
    """Everything that is wrong with a bag; `tell` is called with the number of bytes that were read since."""
    if not (folder / "bagit.txt").exists():
        return [_found(".", _("this folder is no bag: it has no bagit.txt."))]
    return list(_Checking(folder, tell).run())


def seal_of(folder: Path) -> str:
    """SHA-256 over the manifest of a bag's tag files: the same for no other bag."""
    return hashlib.sha256((folder / TAG_MANIFEST).read_bytes()).hexdigest()


def info_of(folder: Path) -> dict[str, str]:
    """What bag-info.txt says."""
    lines = (folder / "bag-info.txt").read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def listed(folder: Path, name=MANIFEST) -> dict[str, str]:
    """{path: SHA-256} of a manifest that is known to be sound."""
    found = (_LINE.fullmatch(line) for line in (folder / name).read_text("utf-8").splitlines())
    return {match[2]: match[1] for match in found if match}


class _Checking:
    def __init__(self, folder, tell):
        self.folder, self.tell = folder, tell
        self.found = []
        # What stands in the folder, and what was named as wrong already.
        self.there, self.named = set(), set()

    def run(self):
        self._walk(self.folder, "")
        if self._bytes("bagit.txt") != DECLARATION.encode():
            self._note("bagit.txt", _("it does not declare a bag of BagIt 1.0 in UTF-8."))
        for name in {*NEEDED, TAG_MANIFEST} - self.there - self.named:
            self._note(name, _("it is missing."))
        if "fetch.txt" in self.there:
            self._note("fetch.txt", _("a bag of this archive fetches nothing: it does not belong here."))
        tags, payload = self._manifest(TAG_MANIFEST, tags=True), self._manifest(MANIFEST, tags=False)
        for manifest, entries in ((TAG_MANIFEST, tags), (MANIFEST, payload)):
            for path, sha256 in entries.items():
                self._check(path, sha256, manifest)
        for path in sorted(self.there - tags.keys() - payload.keys() - {TAG_MANIFEST} - self.named):
            self._note(path, _("no manifest lists it: it does not belong to the bag."))
        for name in sorted(set(NEEDED) & self.there - tags.keys() - self.named):
            self._note(name, _("%(manifest)s does not list it.") % {"manifest": TAG_MANIFEST})
        return self.found

    def _walk(self, folder, before):
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                # Names that are no UTF-8 are told as they can be.
                path = before + entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                if entry.is_symlink():
                    self._note(path, _("it is a link; a bag has only files."))
                elif entry.is_dir(follow_symlinks=False):
                    self._walk(entry.path, f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    self.there.add(path)
                else:
                    self._note(path, _("it is no file."))

    def _manifest(self, name, tags):
        """{path: SHA-256} of the lines of a manifest that are what they are to be."""
        entries = {}
        text = (self._bytes(name) or b"").decode("utf-8", "replace")
        lines = text.split("\n")
        if text and lines.pop():
            self._note(name, _("its last line has no end: the file was cut off."))
        for number, line in enumerate(lines, 1):
            match = _LINE.fullmatch(line)
            path = match and match[2]
            if not match:
                self._note(name, _("line %(number)s is none of a manifest.") % {"number": number})
            elif not _is_safe(path):
                words = _("line %(number)s names “%(path)s”, which leads out of the bag or is not one plain path.")
                self._note(name, words % {"number": number, "path": path})
            elif path.startswith("data/") == tags or path in entries:
                words = _("line %(number)s names “%(path)s”, which has no place there.")
                self._note(name, words % {"number": number, "path": path})
            else:
                entries[path] = match[1]
        return entries

    def _check(self, path, sha256, manifest):
        if path in self.named:
            return
        if path not in self.there:
            self._note(path, _("it is missing, or %(manifest)s is damaged.") % {"manifest": manifest})
        elif self._checksum(path) != sha256:
            self._note(path, _("it is damaged, or %(manifest)s is: the checksums differ.") % {"manifest": manifest})

    def _checksum(self, path):
        digest = hashlib.sha256()
        try:
            with open(self.folder / path, "rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    if self.tell:
                        self.tell(len(piece))
        except OSError:
            return None
        return digest.hexdigest()

    def _bytes(self, name):
        try:
            return (self.folder / name).read_bytes() if name in self.there else None
        except OSError:
            return None

    def _note(self, path, words):
        self.named.add(path)
        self.found.append(_found(path, words))


def _is_safe(path) -> bool:
    """Whether a path of a manifest leads to one place below the bag, whichever system reads it."""
    parts = path.split("/")
    plain = not path.startswith(("/", "~")) and "\\" not in path and ":" not in path
    return plain and all(part not in ("", ".", "..") for part in parts) and str(PurePosixPath(path)) == path


def _found(path, words):
    return Found("bag", path, words, _("Take another bag, or another copy of this one."))
