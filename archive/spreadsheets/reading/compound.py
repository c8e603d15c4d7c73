"""A stream out of a compound file, in which XLS workbooks are kept ([MS-CFB])."""

import struct

_HEADER = 512
_FREE = 0xFFFFFFFA
_ENTRY = 128
_ROOT = 5


def stream_of(content: bytes, *names: str) -> bytes:
    """The stream of the first of these names that there is; empty where the file has none or is damaged."""
    try:
        return _Compound(content).stream(names)
    except (struct.error, IndexError, ValueError):
        return b""


class _Compound:
    def __init__(self, content):
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0] % 16
        _tables, self.directory, _signature, self.least, self.small_start = struct.unpack_from("<IIIII", content, 44)
        self.table = self._numbers(b"".join(map(self._sector, self._sectors_of_table())))

    def stream(self, names):
        entries = self._chain(self.directory, self._sector, self.table)
        found, root = {}, None
        for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, place + 64)
            name = entries[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", entries, place + 116)
            found.setdefault(name, (start, size))
            root = (start, size) if kind == _ROOT else root
        wanted = next((found[name] for name in names if name in found), None)
        if wanted is None or root is None:
            return b""
        start, size = wanted
        if size >= self.least:
            return self._chain(start, self._sector, self.table)[:size]
        return self._small(start, root[0])[:size]

    def _small(self, start, root):
        """A short stream, in sectors of 64 bytes within the stream of the root."""
        held = self._chain(root, self._sector, self.table)
        table = self._numbers(self._chain(self.small_start, self._sector, self.table))
        return self._chain(start, lambda number: held[number * 64 : number * 64 + 64], table)

    def _sectors_of_table(self):
        """The numbers of the sectors that hold the table of sectors: 109 in the header, the others in a chain."""
        found = [n for n in struct.unpack_from("<109I", self.content, 76) if n < _FREE]
        following, seen = struct.unpack_from("<I", self.content, 68)[0], set()
        while following < _FREE and following not in seen:
            seen.add(following)
            *numbers, following = self._numbers(self._sector(following))
            found += [n for n in numbers if n < _FREE]
        return found

    def _sector(self, number):
        # The header takes the place of the first sector, whatever the size of the others.
        start = max(_HEADER, self.size) + number * self.size
        return self.content[start : start + self.size]

    def _chain(self, number, sector, table):
        found, seen = [], set()
        while number < _FREE and number not in seen:
            seen.add(number)
            found.append(sector(number))
            number = table[number]
        return b"".join(found)

    @staticmethod
    def _numbers(data):
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
