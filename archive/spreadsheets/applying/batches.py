"""The stored import of a file that is applied as it was read."""

import hashlib

from archive.models import BatchState, ImportBatch
from archive.spreadsheets.planning import Kind


def new_batch(plans, type, by, choice) -> ImportBatch:
    """The import of the file of these plans: of the sheet that was asked for, which is the last one."""
    main = plans[-1]
    content = main.sheet.content
    return ImportBatch.objects.create(
        type=type,
        file_name=main.sheet.file_name[:255],
        content=content,
        sha256=_sha256(content),
        size=len(content),
        mapping=main.mapping,
        source=main.source,
        choice=choice,
        user=by,
        user_name=by.get_username() if by else "",
        state=BatchState.APPLYING,
        counts={kind.value: sum(plan.counts[kind.value] for plan in plans) for kind in Kind},
    )


def _sha256(content):
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    found = hashlib.sha256()
    for piece in content.pieces():
        found.update(piece)
    return found.hexdigest()
