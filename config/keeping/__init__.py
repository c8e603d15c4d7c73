"""Answers for readers are kept: by browsers and shared caches with validators, and whole in memory, by revision.

What readers see is numbered (archive.models.PublishedRevision). A copy of an answer, wherever it lies, is good as long
as that number is the one before which it was made; so nothing is ever taken out of a cache because something changed.
Nothing that was made for a signed-in person is kept or may be kept by anybody.
"""

from config.keeping.middleware import KeepingMiddleware
from config.keeping.server import KeptAnswers

__all__ = ["KeepingMiddleware", "KeptAnswers"]
