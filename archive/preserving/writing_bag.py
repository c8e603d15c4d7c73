"""Writes a bag (RFC 8493): beside its place under another name, and given its own when it is whole and on the disk."""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from archive.disk import bring_to_disk

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
# What no bag's name is: of one in the making, and of one that is being removed.
_UNFINISHED = re.compile(r"\..+\.unfinished\.[0-9a-f]{8}")


class Hashed:
    """A file on its way: what is written is counted and summed, and goes to the file where there is one."""

    def __init__(self, file=None):
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write some more."""
        self.digest.update(data)
        self.size += len(data)
        if self.file:
            self.file.write(data)


class Sums:
    """Takes the files of a bag as `Bag` does, and keeps nothing of them but their sizes and checksums."""

    def __init__(self):
        # {path: (SHA-256, size)}
        self.entries = {}

    @contextmanager
    def file(self, path):
        """What a file of the bag is written to."""
        made = Hashed()
        yield made
        self.entries[path] = made.digest.hexdigest(), made.size


class Bag(Sums):
    """A bag in the making, in a folder that does not look like one before `close`."""

    def __init__(self, folder: Path):
        super().__init__()
        self.folder = folder
        self._folders = {folder}

    @contextmanager
    def file(self, path):
        """What a file of the bag is written to; it is on the disk when this is left."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        self._folders.update(p for p in place.parents if p.is_relative_to(self.folder))
        with open(place, "xb") as file:
            made = Hashed(file)
            yield made
            file.flush()
            os.fsync(file.fileno())
        self.entries[path] = made.digest.hexdigest(), made.size

    def tag(self, path, text: str) -> None:
        """Write a file that says something about the bag."""
        with self.file(path) as made:
            made.write(text.encode())

    def close(self, info: dict[str, str]) -> str:
        """Write what makes it a bag, the declaration last; the seal, which is SHA-256 over all its checksums."""
        payload = {path: entry for path, entry in self.entries.items() if path.startswith("data/")}
        size = sum(size for _sha256, size in payload.values())
        self.tag("bag-info.txt", _lines_of(info | {"Payload-Oxum": f"{size}.{len(payload)}"}))
        self.tag(MANIFEST, _manifest(payload))
        declaration = hashlib.sha256(DECLARATION.encode()).hexdigest(), len(DECLARATION)
        tags = {path: entry for path, entry in self.entries.items() if path not in payload}
        manifest = _manifest(tags | {"bagit.txt": declaration})
        self.tag(TAG_MANIFEST, manifest)
        self.tag("bagit.txt", DECLARATION)
        for folder in sorted(self._folders, reverse=True):
            bring_to_disk(folder)
        return hashlib.sha256(manifest.encode()).hexdigest()


def _lines_of(info):
    return "".join(f"{name}: {' '.join(str(value).split())}\n" for name, value in info.items())


def _manifest(entries):
    return "".join(f"{sha256}  {path}\n" for path, (sha256, _size) in sorted(entries.items()))


@contextmanager
def bag_at(place: Path):
    """A Bag that stands at `place` once the work inside has ended well; nothing is left of one that did not.

    FileExistsError where something stands there already.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place.parent)
    with _made_aside(place) as folder:
        try:
            yield Bag(folder)
            # An empty folder may stand there, such as one that was made for this.
            with suppress(FileNotFoundError):
                place.rmdir()
            os.rename(folder, place)
            bring_to_disk(place.parent)
        except OSError as error:
            if place.exists() and any(place.iterdir()):
                raise FileExistsError(place) from error
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def aside(place: Path) -> Path:
    """A place beside that of a bag where the same is no bag; what is left there goes with the next backup."""
    return place.parent / f".{place.name}.unfinished.{secrets.token_hex(4)}"


@contextmanager
def held(folder: Path):
    """Keep other processes from removing a folder; False where another has it, or it is gone.

    Whoever sweeps up after a process that was killed knows by this of one that lives.
    """
    with ExitStack() as handles:
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            handles.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_held = os.path.samestat(os.fstat(handle), folder.lstat())
        except (BlockingIOError, FileNotFoundError):
            is_held = False
        yield is_held


@contextmanager
def _made_aside(place):
    while True:
        folder = aside(place)
        folder.mkdir(mode=0o700)
        with held(folder) as is_held:
            # Another backup that begins at this moment may have swept it up before it was held.
            if is_held:
                yield folder
                return


def _sweep(folder):
    """Remove what was left beside bags by backups that were killed; scheduled ones each have a name of their own."""
    for left in [path for path in folder.iterdir() if _UNFINISHED.fullmatch(path.name)]:
        with suppress(OSError), held(left) as is_held:
            if is_held:
                shutil.rmtree(left, ignore_errors=True)
