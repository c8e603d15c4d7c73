"""Import in the admin: a file is uploaded, its columns find their places, its rows are looked through and applied."""

from archive.admin.sheets.pages import SheetPages

__all__ = ["SheetPages"]
