"""“Enter what this document says”: a source on one side, on the other the records it touches, all in one save."""

from archive.admin.documents.pages import DocumentPages

__all__ = ["DocumentPages"]
