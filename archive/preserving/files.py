"""The files of sources: which the archive names, whether they are whole, their way into a bag and back."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from archive.models import SourceFile
from archive.preserving.outcomes import Found
from archive.sources import files as stored

FOLDER = "data/files"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Named:
    """A file that the archive names: its checksum, and by which source, or by none any more but in older versions."""

    sha256: str
    source: str = ""
    name: str = ""


def named() -> list[Named]:
    """Every file that a source has, or had, by its checksum, each once: of all that this takes there is one line."""
    found = {sha256: Named(sha256) for sha256 in stored.named()}
    for sha256, source, name in SourceFile._base_manager.order_by("-pk").values_list("sha256", "source__slug", "name"):
        found[sha256] = Named(sha256, source, name)
    return [found[sha256] for sha256 in sorted(found)]


def place_in_bag(sha256) -> str:
    """Where a file stands in a bag."""
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:]}"


def problem_of(file: Named) -> Found | None:
    """What is wrong with a file in the storage; None where it is whole."""
    try:
        with stored.opened(file.sha256) as content:
            is_whole = _checksum(content) == file.sha256
    except OSError:
        return _missing(file)
    return None if is_whole else _altered(file)


def copy(file: Named, bag) -> Found | None:
    """Copy a file into a bag; where it is missing or altered, leave it out and say so."""
    problem = problem_of(file)
    if problem:
        return problem
    with stored.opened(file.sha256) as content, bag.file(place_in_bag(file.sha256)) as made:
        for piece in content.chunks(_PIECE):
            made.write(piece)
    return None


def bring_back(bag_folder, sha256) -> None:
    """Store a file of a bag, where the storage does not have it whole already."""
    if stored.is_whole(sha256):
        return
    place = stored.place_of(sha256)
    default_storage.delete(place)
    with open(bag_folder / place_in_bag(sha256), "rb") as content:
        default_storage.save(place, File(content, name=place))


def _checksum(content):
    digest = hashlib.sha256()
    for piece in content.chunks(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _missing(file):
    words = _("the file “%(name)s” (SHA-256 %(sha256)s) is not in the storage.")
    return _found(file, words, _("Put it back from a backup, or upload it again."))


def _altered(file):
    words = _("the file “%(name)s” (SHA-256 %(sha256)s) is not what its checksum says any more.")
    return _found(file, words, _("Replace it by that of a backup."))


def _found(file, words, remedy):
    name = file.name or _("of an earlier version")
    return Found("sources", file.source or file.sha256, words % {"name": name, "sha256": file.sha256}, remedy)


def problems(tell=None):
    """Each file that the archive names and the storage does not have whole."""
    for file in named():
        found = problem_of(file)
        if found:
            yield found
        if tell:
            tell(1)
