"""Pictures for tests: drawn ones, and those that say more of themselves than they hold."""

import io
import struct
import zlib

from PIL import Image


def drawn(kind, size=(3, 2), **options) -> bytes:
    """A picture of a format of Pillow's."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


def png_of(width, height, rows=b"") -> bytes:
    """A PNG that says that it has so many dots, and holds these rows."""

    def part(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packed = part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows, 9)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + packed
