"""Whether an uploaded picture is one, and of what size: drawn once, in a process that is ended where it takes too much.

A picture of some kilobytes can be one of many gigabytes to whoever draws it. The archive itself never draws one of a
source, but its editors and readers do. A PDF is not looked into at all: nothing here reads one.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from archive.models import FileKind

# The names of the formats in Pillow.
FORMATS = {
    FileKind.PNG: "PNG",
    FileKind.JPEG: "JPEG",
    FileKind.GIF: "GIF",
    FileKind.WEBP: "WEBP",
    FileKind.TIFF: "TIFF",
}
# What the process may take: bytes of memory, for four to each dot and the program; and seconds.
MEMORY, SECONDS = 1024 * 1024 * 1024, 20
_ROOT = Path(__file__).resolve().parents[2]
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from archive.sources.drawing import main; main()"


class Damaged(ValueError):
    """What is no picture of its kind."""


class TooLarge(ValueError):
    """A picture of more dots than the archive keeps."""


def check(pieces, kind) -> None:
    """Draw the picture that these pieces of bytes are; TooLarge or Damaged where it cannot be kept as one."""
    most = settings.SOURCE_PICTURE_MOST_MEGAPIXELS * 1_000_000
    told = {"format": FORMATS[kind], "most": most, "memory": MEMORY, "seconds": SECONDS}
    with tempfile.TemporaryFile() as copy:
        copy.writelines(pieces)
        copy.seek(0)
        found = _drawn(copy, told)
    if found == "large":
        raise TooLarge
    if found != "whole":
        raise Damaged


def _drawn(file, told) -> str:
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-c", _CODE, str(_ROOT), json.dumps(told)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # It knows no secret of the archive.
            env={"PYTHONUTF8": "1"},
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "large"
    return ended.stdout.decode("ascii", "replace") if ended.returncode == 0 else "large"
