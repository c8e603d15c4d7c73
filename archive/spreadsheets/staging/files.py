"""The file of an import: kept as it came with its checksum, replaced by a repaired one, deleted when never applied."""

import hashlib
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch, RowChoice
from archive.models.contents import store_content
from archive.spreadsheets.reading import FileContent, Limits, UnreadableFile
from archive.spreadsheets.reading.base import too_large
from archive.spreadsheets.reading.content import head_of
from archive.spreadsheets.reading.kinds import check_kind
from archive.spreadsheets.resources import resource_for
from archive.spreadsheets.staging.base import WAITING, NotReady, NotWaiting, claim, current
from archive.spreadsheets.staging.looking import (
    looked_into,
    mapping_data,
    outline_of,
    said_of_reading,
    stored_content,
)
from archive.spreadsheets.together import ARCHIVE
from archive.text import clean

_PIECE = 1024 * 1024
_OF_FILE = ["file_name", "sha256", "size", "outline", "message", "mapping"]


def upload(type, content, file_name, *, user, source=None, mapping=None, choice=RowChoice.ACCEPT) -> ImportBatch:
    """Keep a file (bytes, or a file object) as an import of this type, `archive` for a workbook of all types.

    `mapping` is a Mapping or its data. A file that cannot be read is refused with UnreadableFile, and nothing is kept;
    only where an encoding is missing, which the editor can still say, the file waits with that message.
    """
    if type != ARCHIVE:
        resource_for(type)
    check_choice(choice, source)
    batch = ImportBatch(type=type, user=user, source=source, state=BatchState.UPLOADED, choice=choice)
    batch.user_name = user.get_username() if user else ""
    batch.mapping = mapping_data(mapping)
    content = _taken(batch, content, file_name)
    with transaction.atomic():
        batch.save()
        _store(batch, content)
    return batch


def replace_file(batch, content, file_name) -> ImportBatch:
    """Put a repaired file in the place of the one that waits: its mapping, source and choice stay, its rows go."""
    batch.mapping = dict(batch.mapping)
    content = _taken(batch, content, file_name, is_repaired=True)
    with transaction.atomic():
        message = batch.message
        claim(batch, BatchState.UPLOADED, WAITING)
        batch.rows.all().delete()
        batch.counts, batch.findings, batch.message = {}, {}, message
        batch.save(update_fields=[*_OF_FILE, "counts", "findings"])
        _store(batch, content)
    return batch


def set_mapping(batch, mapping) -> None:
    """Keep how the file is read and mapped (a Mapping or its data); UnreadableFile where either does not work."""
    data, outline = mapping_data(mapping), batch.outline
    if said_of_reading(data) != outline.get("read_as") or not outline.get("sheets"):
        outline = outline_of(stored_content(batch), batch.file_name, data)
    with transaction.atomic():
        claim(batch, BatchState.UPLOADED, WAITING)
        batch.mapping, batch.outline = data, outline
        batch.save(update_fields=["mapping", "outline"])


def discard(batch) -> None:
    """Set an upload aside for good; NotWaiting where it is worked on or was applied."""
    if not _delete(ImportBatch.objects.filter(pk=batch.pk, state__in=WAITING)):
        raise NotWaiting(current(batch))


def clean_up() -> int:
    """Delete the uploads that were never applied in so many days (SHEET_UPLOADS_KEPT_DAYS); how many there were."""
    since = timezone.now() - timedelta(days=settings.SHEET_UPLOADS_KEPT_DAYS)
    return _delete(ImportBatch.objects.filter(state__in=WAITING, created_at__lt=since))


def check_choice(choice, source) -> None:
    """NotReady where values are to be taken as testimony of a source that the import does not name."""
    if choice == RowChoice.TESTIMONY and source is None:
        raise NotReady(_("Testimony is a source's: choose the source that the file comes from first."))


def _delete(batches):
    # The content is never fetched.
    return batches.defer("content").delete()[1].get("archive.ImportBatch", 0)


def _taken(batch, content, file_name, is_repaired=False):
    """Look into a file and note in the import what it is; the content to store. UnreadableFile where it is none."""
    name = clean(PurePath(str(file_name or "")).name)[-255:]
    content = _in_reach(content)
    check_kind(head_of(content), name)
    if is_repaired:
        _find_sheet(batch, content, name)
    batch.message, batch.outline = looked_into(content, name, batch.mapping)
    if batch.type == ARCHIVE and not all(sheet["name"] for sheet in batch.outline.get("sheets", ())):
        raise UnreadableFile(
            _(
                "The file holds one table and does not say of what: choose a type of record for it, or upload a "
                "workbook with one sheet for each type, named after it."
            )
        )
    batch.file_name, batch.size = name, len(content)
    digest = hashlib.sha256()
    for piece in [content] if isinstance(content, bytes) else content.pieces():
        digest.update(piece)
    batch.sha256 = digest.hexdigest()
    return content


def _find_sheet(batch, content, name):
    """A repaired workbook of one sheet is that sheet, whatever it is called; a CSV file has none."""
    wanted = batch.mapping.get("sheet")
    if wanted:
        sheets = outline_of(content, name, {**batch.mapping, "sheet": None, "heading_row": None})["sheets"]
        if len(sheets) == 1 and sheets[0]["name"] != wanted:
            del batch.mapping["sheet"]


def _in_reach(content):
    """The bytes in memory where they are few, else in a temporary file."""
    limits = Limits.now()
    if not isinstance(content, bytes):
        pieces = content.chunks(_PIECE) if hasattr(content, "chunks") else iter(lambda: content.read(_PIECE), b"")
        content = FileContent(_at_most(pieces, limits.packed))
        content = bytes(content) if len(content) <= limits.small else content
    if len(content) > limits.packed:
        raise too_large()
    return content


def _at_most(pieces, most):
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise too_large()
        yield piece


def _store(batch, content):
    store_content(batch, "content", content)
    # It is fetched by whoever asks for it, and not written back by whoever saves the import.
    batch.__dict__.pop("content", None)
