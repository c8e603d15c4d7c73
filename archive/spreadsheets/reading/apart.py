"""Reads a file in a process of its own, whose memory and time are limited and which knows no secret of the archive."""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Limits, Sheet, UnreadableFile, megabytes
from archive.spreadsheets.reading.content import FileContent
from archive.spreadsheets.reading.rows import StoredRows

_ROOT = Path(__file__).resolve().parents[3]
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from archive.spreadsheets.reading.child import main; main()"


def sheets_apart(content, name, **options) -> list[Sheet]:
    """What `kinds.sheets_in` gives, read in a child process; its death is told in one sentence."""
    # Closed when the last sheet that reads from it is gone.
    rows = tempfile.TemporaryFile()  # noqa: SIM115
    answer = _answer(content, rows, {"name": name, **options})
    if "refusal" in answer:
        raise UnreadableFile(answer["refusal"])
    return [
        Sheet(
            found["name"],
            found["headings"],
            StoredRows(rows, **found["rows"]),
            name,
            content,
            found["heading_row"],
            found["places"],
            dict(found["merged"]),
        )
        for found in answer["sheets"]
    ]


def _answer(content, rows, question):
    limits = Limits.now()
    content = FileContent([content]) if isinstance(content, bytes) else content
    with content.opened() as file:
        try:
            ended = subprocess.run(
                [sys.executable, "-I", "-c", _CODE, str(_ROOT), json.dumps(_told(question, rows, limits))],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[rows.fileno()],
                env={"PYTHONUTF8": "1"},
                timeout=limits.seconds * 2,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _died(limits) from None
    if ended.returncode:
        raise _died(limits)
    return json.loads(ended.stdout)


def _told(question, rows, limits):
    """What the child has to know; it reads no settings."""
    return {
        "question": question,
        "rows": rows.fileno(),
        "limits": asdict(limits),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": [[code, str(label)] for code, label in settings.LANGUAGES],
        "locale_paths": [str(path) for path in settings.LOCALE_PATHS],
    }


def _died(limits):
    return UnreadableFile(
        _(
            "The file could not be read with %(memory)s of memory in %(seconds)s seconds: it is damaged, or far too "
            "large. Save it again in a spreadsheet program, or divide it into several files."
        )
        % {"memory": megabytes(limits.memory), "seconds": limits.seconds}
    )
