"""The process that reads one file for another: limits first, then the sheets as JSON; see `apart`."""

import contextlib
import json
import os
import resource
import sys


def main():
    """Read the file on the standard input as the last argument says, and print where its rows are."""
    told = json.loads(sys.argv[-1])
    _limit(resource.RLIMIT_AS, told["limits"]["memory"])
    _limit(resource.RLIMIT_CPU, told["limits"]["seconds"])
    _limit(resource.RLIMIT_CORE, 0)
    _set_up(told)
    from archive.spreadsheets.reading.base import UnreadableFile

    try:
        answer = {"sheets": _sheets(**told["question"], rows=told["rows"])}
    except UnreadableFile as refusal:
        answer = {"refusal": str(refusal)}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # Without the time that freeing millions of cells takes.
    os._exit(0)


def _limit(which, most):
    # Some systems know a limit and refuse to set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (most, most))


def _set_up(told):
    """Just as much of Django as sentences in the editor's language need."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    settings.configure(
        LANGUAGES=told["languages"],
        LOCALE_PATHS=told["locale_paths"],
        LOGGING_CONFIG=None,
        SHEET_LIMITS=told["limits"],
        USE_I18N=True,
    )
    apps.populate(())
    translation.activate(told["language"])


def _sheets(name, rows, **options):
    from archive.spreadsheets.reading.kinds import sheets_in
    from archive.spreadsheets.reading.rows import RowFile

    with os.fdopen(rows, "wb") as file:
        sheets = sheets_in(sys.stdin.buffer.read(), name, new_sink=lambda: RowFile(file), **options)
        return [
            {
                "name": sheet.name,
                "headings": sheet.headings,
                "heading_row": sheet.heading_row,
                "places": list(sheet.places),
                "merged": list(sheet.merged.items()),
                "rows": sheet.rows.place() if isinstance(sheet.rows, RowFile) else RowFile(file).place(),
            }
            for sheet in sheets
        ]
