"""Takes versions back: what they created goes, what they changed goes back; what was edited since stays, named."""

from archive.undoing.deed import NotUndoable, Undone, undo_changes, undo_import
from archive.undoing.foreseen import Foreseen, foresee, foresee_changes
from archive.undoing.kept import Kept, Reason, kept_by
from archive.undoing.selection import CHANGES, KINDS, OfImport, OfPerson

__all__ = [
    "CHANGES",
    "KINDS",
    "Foreseen",
    "Kept",
    "NotUndoable",
    "OfImport",
    "OfPerson",
    "Reason",
    "Undone",
    "foresee",
    "foresee_changes",
    "kept_by",
    "undo_changes",
    "undo_import",
]
