"""The sheets' door: every type of record as a spreadsheet, out and in."""

from importlib import import_module

# Where each word of the door stands. It is fetched when it is asked for: the process that reads a file (`reading`)
# has no use for models, and starts ten times as fast without them.
_PLACES = {
    "applying": ("apply",),
    "exporting": ("FORMATS", "Format", "UnknownFormat", "stream", "write"),
    "mapping": ("Mapping", "Recipe", "Suggestion", "UnknownName", "date_order", "suggest", "suggested"),
    "planning": ("Kind", "Plan", "PlannedRow", "Problem", "plan"),
    "reading": ("Limits", "Row", "Sheet", "UnreadableFile", "read", "read_all"),
    "resources": ("SHEETS", "UnknownSheet", "resource_for"),
    "together": ("Plans", "apply_together", "prepare", "prepare_all"),
    "undoing": ("Kept", "NotUndoable", "Reason", "Undone", "kept_by", "undo"),
}
_PLACE_OF = {word: place for place, words in _PLACES.items() for word in words}

__all__ = sorted(_PLACE_OF)  # noqa: PLE0605


def __getattr__(word):
    if word not in _PLACE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {word!r}")
    return getattr(import_module(f"{__name__}.{_PLACE_OF[word]}"), word)
