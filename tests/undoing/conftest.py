"""The people of the archive in tests of undoing: one or more of each role."""

from tests.review.conftest import somebody

__all__ = ["somebody"]
