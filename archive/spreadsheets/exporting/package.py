"""A ZIP package, sent as it is written: no more of it is kept than what has not been sent yet."""

import io
import zipfile

from isal import isal_zlib

# Of the 74 MB of 94,000 visits zlib's level 1 made 14.7 MB in 0.30 s, and 12.2 MB in 0.83 s by its usual 6; ISA-L's 2
# makes 13.7 MB in 0.07 s.
_LEVEL = 2


class Package:
    """A ZIP package that is never seen whole; left without `closed`, it lacks the list of its parts: none opens it."""

    def __init__(self):
        self._waiting = bytearray()
        # Of this file it knows only how to write on, so that sizes follow the parts.
        self._zip = zipfile.ZipFile(self, "w", zipfile.ZIP_DEFLATED)

    def write(self, data):
        """Keep what the ZIP writer has made; for the ZIP writer."""
        self._waiting += data
        return len(data)

    def flush(self):
        """Nothing is held back; for the ZIP writer."""

    def begin(self, name, content):
        """The first part, neither compressed nor followed by its size: by it programs know the kind of a package."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as alone:
            alone.writestr(zipfile.ZipInfo(name), content)
            (part,), end = alone.infolist(), alone.start_dir
        self._zip.fp.write(file.getvalue()[:end])
        self._zip.filelist.append(part)

    def add(self, name, content):
        """A small part as a whole."""
        self._zip.writestr(name, content)

    def part(self, name):
        """A part of any size, to be written to piece by piece and closed."""
        part = self._zip.open(name, "w", force_zip64=True)
        # The ZIP writer takes no other compressor than zlib's, whose calls and whose format this one has.
        part._compressor = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
        return part

    def closed(self) -> bytes:
        """The end of the package: only now it is a whole one."""
        self._zip.close()
        return self.taken()

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found, self._waiting = bytes(self._waiting), bytearray()
        return found
