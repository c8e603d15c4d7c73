"""What the admin of sources has of its own: files, links, the details of each kind, and the reference in words."""

from archive.admin.sources.describing import SourcePages

__all__ = ["SourcePages"]
