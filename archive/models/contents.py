"""Files kept in a column: packed, so that a row that holds one stays small enough to be written again and again."""

import zlib

from django.db import models

# What is stored begins so where it is packed; what was stored before does not.
_MARK = b"\x00zlib:"
# Sheets are packed to a fifth at this level already.
_LEVEL = 3
_PIECE = 1024 * 1024


class PackedField(models.BinaryField):
    """Bytes, packed in the database; given as bytes, or as anything with `pieces()`, of which no more is in memory."""

    def deconstruct(self):
        """The column is a binary one: what is in it is this field's own business."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def get_db_prep_value(self, value, connection, prepared=False):
        """The packed bytes."""
        return value if value is None else super().get_db_prep_value(packed(value), connection, prepared)

    def from_db_value(self, value, expression, connection):
        """The bytes as they were given."""
        return value if value is None else b"".join(unpacked(value))


def packed(content) -> bytes:
    """The packed form of bytes, or of what gives them in pieces."""
    pieces = content.pieces() if hasattr(content, "pieces") else [bytes(content)]
    packer = zlib.compressobj(_LEVEL)
    found = [_MARK, *map(packer.compress, pieces)]
    return b"".join([*found, packer.flush()]) if len(content) else b""


def unpacked(stored):
    """The bytes in pieces of what is stored."""
    stored = memoryview(stored)
    if bytes(stored[: len(_MARK)]) != _MARK:
        yield bytes(stored)
        return
    unpacker, rest = zlib.decompressobj(), stored[len(_MARK) :]
    while len(rest):
        yield unpacker.decompress(rest, _PIECE)
        rest = unpacker.unconsumed_tail
    yield unpacker.flush()


def content_of(row, name):
    """The bytes of such a column of a stored row, piece by piece: unpacked, the whole is never in memory."""
    as_stored = models.functions.Cast(name, models.BinaryField())
    stored = type(row)._base_manager.filter(pk=row.pk).values_list(as_stored, flat=True).get()
    yield from unpacked(stored)


def store_content(row, name, content) -> None:
    """Write bytes, or what gives them in pieces, into such a column of a stored row, and nothing else of it."""
    type(row)._base_manager.filter(pk=row.pk).update(**{name: content})
