"""The undo of an import, as the sheets' door offers it."""

from archive.undoing import Kept, NotUndoable, Reason, Undone, kept_by
from archive.undoing import undo_import as undo

__all__ = ["Kept", "NotUndoable", "Reason", "Undone", "kept_by", "undo"]
