"""A ZIP package, sent as it is written: no more of it is kept than what has not been sent yet."""

import zipfile

# Of 8.5 MB of a sheet level 1 made 1.7 MB in 0.04 s, the usual 6 made 1.4 MB in 0.10 s.
_LEVEL = 1


class Package:
    """A ZIP package that is never seen whole; left without `closed`, it lacks the list of its parts: none opens it."""

    def __init__(self):
        self._waiting = bytearray()
        # Of this file it knows only how to write on, so that sizes follow the parts.
        self._zip = zipfile.ZipFile(self, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def write(self, data):
        """Keep what the ZIP writer has made; for the ZIP writer."""
        self._waiting += data
        return len(data)

    def flush(self):
        """Nothing is held back; for the ZIP writer."""

    def add(self, name, content):
        """A small part as a whole."""
        self._zip.writestr(name, content)

    def part(self, name):
        """A part of any size, to be written to piece by piece and closed."""
        return self._zip.open(name, "w", force_zip64=True)

    def closed(self) -> bytes:
        """The end of the package: only now it is a whole one."""
        self._zip.close()
        return self.taken()

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found, self._waiting = bytes(self._waiting), bytearray()
        return found
