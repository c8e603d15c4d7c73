"""Damages to a bag."""

import hashlib
import os
import shutil

from archive.preserving import back_up, problems_of_bag

TAGS, MANIFEST = "tagmanifest-sha256.txt", "manifest-sha256.txt"


def make(place):
    """A sound bag of the archive as it is."""
    back_up(place)
    return place


def damaged(sound, place, chance, kind=None) -> list[str]:
    """Damage a copy of a bag in one way; sentences about what `verify` did not name, or named without reason."""
    shutil.copytree(sound, place)
    damage = kind or chance.choice(DAMAGES)
    path = damage(place, chance)
    found = problems_of_bag(place)
    shutil.rmtree(place)
    words = f"{damage.__name__} of {path}"
    if not any(path == f.slug or path in f.words for f in found):
        return [f"{words} was not named: {[str(f) for f in found]}"]
    # Of a file that a damaged manifest lists otherwise, nobody can say which of the two is wrong; both are named.
    invented = [f for f in found if f.slug != path and not ("manifest" in path and "manifest" in f.words)]
    return [f"{words}: {found_one} was named too" for found_one in invented]


def _any_file(place, chance, below="", filled=False):
    files = sorted(p for p in (place / below).rglob("*") if p.is_file() and (p.stat().st_size or not filled))
    return chance.choice(files)


def _path(place, file):
    return file.relative_to(place).as_posix()


def flip_a_bit(place, chance):
    file = _any_file(place, chance, filled=True)
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    return _path(place, file)


def cut_the_tail(place, chance):
    file = _any_file(place, chance, filled=True)
    with open(file, "rb+") as opened:
        opened.truncate(chance.randrange(file.stat().st_size))
    return _path(place, file)


def lose_a_file(place, chance):
    file = _any_file(place, chance)
    file.unlink()
    return _path(place, file)


def add_a_file(place, chance):
    file = place / chance.choice(["data/extra.csv", "data/tables/archive.extra.jsonl", "extra.txt", "data/files/zz/1"])
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_bytes(b"more")
    return _path(place, file)


def lose_a_row(place, chance):
    file, lines = _lines(place, chance)
    del lines[chance.randrange(len(lines))]
    file.write_bytes(b"".join(lines))
    return _path(place, file)


def add_a_row(place, chance):
    file, lines = _lines(place, chance)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    file.write_bytes(b"".join(lines))
    return _path(place, file)


def _lines(place, chance):
    file = _any_file(place, chance, chance.choice(["data/tables", "data/records"]), filled=True)
    return file, file.read_bytes().splitlines(keepends=True)


def lead_out_of_the_bag(place, chance):
    way = chance.choice(["../../etc/passwd", "/etc/passwd", "~/x", "data/../../x", "data//x", "data/a\\b", "C:/x"])
    _rewrite(place, lambda lines: [*lines, f"{'0' * 64}  {way}\n"])
    return MANIFEST


def link_a_file(place, chance):
    file = _any_file(place, chance, "data")
    copy = place.parent / f"{place.name}-elsewhere"
    shutil.copy(file, copy)
    file.unlink()
    os.symlink(copy, file)
    return _path(place, file)


def put_a_folder_in_its_place(place, chance):
    file = _any_file(place, chance)
    file.unlink()
    file.mkdir()
    return _path(place, file)


def change_a_checksum(place, chance):
    lines = (place / MANIFEST).read_text().splitlines(keepends=True)
    number = chance.randrange(len(lines))
    lines[number] = hashlib.sha256(lines[number].encode()).hexdigest() + lines[number][64:]
    (place / MANIFEST).write_text("".join(lines))
    return MANIFEST


def change_a_file_and_its_checksum(place, chance):
    """The manifest of tag files gives it away."""
    file = _any_file(place, chance, "data")
    path = _path(place, file)
    file.write_bytes(file.read_bytes() + b"\n")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    lines = (place / MANIFEST).read_text().splitlines(keepends=True)
    lines = [f"{sha256}  {path}\n" if line[66:].rstrip("\n") == path else line for line in lines]
    (place / MANIFEST).write_text("".join(lines))
    return MANIFEST


def list_a_file_that_is_not_there(place, chance):
    _rewrite(place, lambda lines: [*lines, f"{'0' * 64}  data/records/nowhere.csv\n"])
    return "data/records/nowhere.csv"


def fetch_something(place, chance):
    (place / "fetch.txt").write_text("https://example.org/x - data/x\n")
    return "fetch.txt"


def _rewrite(place, change):
    """Change the manifest, and its own checksum with it."""
    manifest = place / MANIFEST
    manifest.write_text("".join(change(manifest.read_text().splitlines(keepends=True))))
    sha256 = hashlib.sha256(manifest.read_bytes()).hexdigest()
    lines = (place / TAGS).read_text().splitlines(keepends=True)
    (place / TAGS).write_text("".join(f"{sha256}  {MANIFEST}\n" if MANIFEST in line else line for line in lines))


DAMAGES = (
    flip_a_bit, cut_the_tail, lose_a_file, add_a_file, lose_a_row, add_a_row, lead_out_of_the_bag, link_a_file,
    put_a_folder_in_its_place, change_a_checksum, change_a_file_and_its_checksum, list_a_file_that_is_not_there,
    fetch_something,
)  # fmt: skip
