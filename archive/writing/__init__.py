"""The one way in: every record is saved inside `change`, which checks, weighs, indexes and remembers."""

from archive.writing.base import Change, adopt, change
from archive.writing.faces import complete_faces
from archive.writing.headings import complete_headings
from archive.writing.numbering import NotDeletable, Stale
from archive.writing.publishing import count_migration, counted_last, note_published
from archive.writing.sizes import SET_SIZE, batched

__all__ = [
    "SET_SIZE",
    "Change",
    "NotDeletable",
    "Stale",
    "adopt",
    "batched",
    "change",
    "complete_faces",
    "complete_headings",
    "count_migration",
    "counted_last",
    "note_published",
]
