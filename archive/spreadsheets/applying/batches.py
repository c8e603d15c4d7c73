"""The stored import of a file that is applied as it was read."""

import hashlib
from collections import Counter

from archive.models import BatchState, ImportBatch
from archive.models.contents import store_content
from archive.spreadsheets.planning import Kind


def new_batch(plans, type, by, choice) -> ImportBatch:
    """The import of the file of these plans: of the sheet that was asked for, which is the last one."""
    main = plans[-1]
    content = main.sheet.content
    found = ImportBatch.objects.create(
        type=type,
        file_name=main.sheet.file_name[:255],
        content=b"",
        sha256=_sha256(content),
        size=len(content),
        mapping=main.mapping,
        source=main.source,
        choice=choice,
        user=by,
        user_name=by.get_username() if by else "",
        state=BatchState.APPLYING,
        counts=_counts(plans),
    )
    store_content(found, "content", content)
    return found


def _counts(plans):
    """The number of rows of each kind in all sheets."""
    found = Counter()
    for plan in plans:
        found.update(plan.counts)
    return {kind.value: found[kind.value] for kind in Kind if kind.value in found}


def _sha256(content):
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    found = hashlib.sha256()
    for piece in content.pieces():
        found.update(piece)
    return found.hexdigest()
