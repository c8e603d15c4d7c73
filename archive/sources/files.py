"""Files of sources in the storage: checked when they come in, kept by their checksum, never written over.

The storage is Django's default one, in the data folder unless STORAGE_URL names another; nothing serves it directly.
"""

import hashlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import FileKind, Merge, Proposal, Revision, SourceFile
from archive.sources import pictures
from archive.sources.content import ENDINGS, kind_of
from archive.text import clean

FOLDER = "sources"
_PIECE = 256 * 1024
# Of file systems: a longer name can be downloaded, and not saved.
_MOST_BYTES_OF_NAME = 255
# What was stored and then not saved with any source is kept so long: its editor may still be at the form.
_GRACE = timedelta(days=2)


class Refused(ValueError):
    """A file that the archive does not keep, with the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that stands in the storage: what it is called, what it is, and its checksum."""

    name: str
    kind: str
    size: int
    sha256: str

    def columns(self) -> dict:
        """The values of a row that names it."""
        return asdict(self)


def place_of(sha256: str) -> str:
    """The name under which the storage keeps what has this checksum."""
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:]}"


def take_in(content, name: str) -> Taken:
    """Check a file by its size, content and name, and store it; Refused where it is not to be kept.

    `content` gives its bytes by `chunks()`, as uploads and stored files do.
    """
    content = content if hasattr(content, "chunks") else File(content)
    name, most = _checked_name(name), settings.SOURCE_FILE_MOST_BYTES
    if not content.size:
        raise Refused(_("“%(name)s” is empty: choose the file again.") % {"name": name})
    if content.size > most:
        sentence = _("“%(name)s” has %(size)s MB; a file may have %(most)s MB. Make it smaller or divide it.")
        raise Refused(sentence % {"name": name, "size": content.size // 1024**2 + 1, "most": most // 1024**2})
    kind = kind_of(content.chunks(_PIECE))
    if kind is None:
        sentence = _("“%(name)s” is none of the kinds that the archive keeps: %(kinds)s. Save it as one of them.")
        raise Refused(sentence % {"name": name, "kinds": ", ".join(str(label) for label in FileKind.labels)})
    if not name.lower().endswith(ENDINGS[kind]):
        sentence = _("“%(name)s” is by its content a file of the kind %(kind)s: let its name end in %(ending)s.")
        raise Refused(sentence % {"name": name, "kind": kind.label, "ending": ENDINGS[kind][0]})
    if kind in pictures.FORMATS:
        _check_picture(content, name, kind)
    return Taken(name, kind.value, content.size, _stored(content))


def _checked_name(name):
    found = clean(name.replace("\\", "/").rpartition("/")[2]).lstrip(". ")
    if not found or len(found) > SourceFile._meta.get_field("name").max_length:
        raise Refused(_("The file's name is empty or too long: give it a name of at most 200 letters."))
    if len(found.encode()) > _MOST_BYTES_OF_NAME:
        raise Refused(_("The file's name is too long for many systems to store: give it a shorter one."))
    return found


def _check_picture(content, name, kind):
    try:
        pictures.check(content.chunks(_PIECE), kind)
    except pictures.Damaged:
        sentence = _("“%(name)s” cannot be drawn: it is damaged. Open it in a picture program and save it again.")
        raise Refused(sentence % {"name": name}) from None
    except pictures.TooLarge:
        sentence = _("“%(name)s” has more than %(most)s million dots, or takes too long to draw. Make it smaller.")
        raise Refused(sentence % {"name": name, "most": settings.SOURCE_PICTURE_MOST_MEGAPIXELS}) from None


def _stored(content) -> str:
    """Store the bytes under their checksum, where they are not there yet; the checksum."""
    sha256 = _checksum(content.chunks(_PIECE))
    place = place_of(sha256)
    if default_storage.exists(place):
        if is_whole(sha256):
            return sha256
        # A process that was killed has left a part of it.
        default_storage.delete(place)
    content.seek(0)
    stored = default_storage.save(place, File(content, name=place))
    if stored != place:
        # Somebody else has stored the same in this moment.
        default_storage.delete(stored)
    return sha256


def _checksum(pieces) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def is_whole(sha256: str) -> bool:
    """Whether the storage has all of what this checksum names, unchanged."""
    try:
        with opened(sha256) as stored:
            return _checksum(stored.chunks(_PIECE)) == sha256
    except OSError:
        return False


def opened(sha256: str):
    """What has this checksum, open for reading; OSError where the storage does not have it."""
    return default_storage.open(place_of(sha256), "rb")


def sweep() -> int:
    """Delete what the storage has and nothing names: no source, no version, no proposal, no merge; how many."""
    before = timezone.now() - _GRACE
    loose = {sha256: place for sha256, place in _in_storage() if default_storage.get_modified_time(place) < before}
    gone = loose.keys() - (named() if loose else set())
    for sha256 in gone:
        default_storage.delete(loose[sha256])
    return len(gone)


def _in_storage():
    # A bucket has no folders, so nothing can be asked whether it is there.
    with suppress(FileNotFoundError):
        for folder in default_storage.listdir(FOLDER)[0]:
            for rest in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
                yield folder + rest, f"{FOLDER}/{folder}/{rest}"


def named() -> set[str]:
    """The checksums of all files that a source has, had or may get back."""
    found = set(SourceFile._base_manager.values_list("sha256", flat=True))
    of_sources = (
        Revision._base_manager.filter(record_type="sources").values_list("snapshot", flat=True),
        Proposal._base_manager.filter(about_source__isnull=False).values_list("snapshot", flat=True),
        Merge._base_manager.filter(record_type="sources").values_list("journal", flat=True),
    )
    for rows in of_sources:
        for kept in rows.iterator(chunk_size=500):
            found.update(_checksums_in(kept))
    return found


def _checksums_in(kept):
    """Every value named `sha256` in JSON data, however deep."""
    for value in kept.values() if isinstance(kept, dict) else kept:
        if isinstance(value, dict | list):
            yield from _checksums_in(value)
    if isinstance(kept, dict) and isinstance(kept.get("sha256"), str):
        yield kept["sha256"]
