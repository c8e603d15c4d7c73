"""A record with all that hangs on it as plain data, in one canonical order, and back."""

from archive.snapshot.base import (
    LEFT_OUT,
    SATELLITES,
    canonical,
    checksum,
    checksum_of,
    columns,
    other_keys,
    owned,
    plain,
)
from archive.snapshot.decisions import DECIDED, DECISIONS
from archive.snapshot.faces import checksums as face_checksums
from archive.snapshot.faces import face_of
from archive.snapshot.merging import Merged, Part, edited, links_of, put, row_of, take_back, with_present_slugs
from archive.snapshot.restoring import RowsPlan, recreate, restore
from archive.snapshot.taking import compose, take

__all__ = [
    "DECIDED",
    "DECISIONS",
    "LEFT_OUT",
    "SATELLITES",
    "Merged",
    "Part",
    "RowsPlan",
    "canonical",
    "checksum",
    "checksum_of",
    "columns",
    "compose",
    "edited",
    "face_checksums",
    "face_of",
    "links_of",
    "other_keys",
    "owned",
    "plain",
    "put",
    "recreate",
    "restore",
    "row_of",
    "take",
    "take_back",
    "with_present_slugs",
]
