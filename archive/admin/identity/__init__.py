"""Identity in the admin: records that may be one, the page on which two become one, and the merges so far."""

from archive.admin.identity import merges
from archive.admin.identity.duplicates import DuplicatePages
from archive.admin.identity.merging import MergePages


class IdentityPages(DuplicatePages, MergePages):
    """The pages of duplicates and merges, beside a type's list and a record's form."""


__all__ = ["IdentityPages", "merges"]
