"""CSV in plain UTF-8, read line by line: however long the file, a few lines of it are in memory."""

import codecs
import io
from pathlib import Path

from archive.spreadsheets.reading.content import FileContent, head_of
from archive.spreadsheets.reading.delimited import SAMPLE, delimiter_of, holds_nul, records
from archive.spreadsheets.reading.rows import NewRows
from archive.spreadsheets.reading.tables import table
from archive.spreadsheets.reading.workbook import is_workbook

# Lines and records beyond these are no table that people made: they are looked at where memory is limited.
_LONGEST_LINE = 1024 * 1024
_LONGEST_RECORD = 4 * 1024 * 1024
_OTHER_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class _NotPlain(Exception):
    pass


def read_streamed(content, name, options):
    """The sheet of a CSV file, or None where it is none in plain UTF-8 or is so odd that it must be read apart.

    UnreadableFile where it is plain enough and still no sheet.
    """
    head = head_of(content)[:SAMPLE]
    if options.get("encoding") or is_workbook(head) or Path(name).suffix.lower() == ".json":
        return None
    if head.startswith(_OTHER_MARKS) or b"\0" in head:
        return None
    rows = NewRows()
    try:
        with _Lines(content) as lines:
            delimiter = delimiter_of(head.decode("utf-8-sig", errors="ignore"))
            found = table(
                lines.watched(records(lines, delimiter)),
                name,
                content,
                heading_row=options.get("heading_row"),
                sink=rows,
            )
    except (UnicodeDecodeError, _NotPlain):
        return None
    found.rows = rows.stored()
    return found


class _Lines:
    """The lines of a file with their ends."""

    def __init__(self, content):
        file = content.opened() if isinstance(content, FileContent) else io.BytesIO(content)
        self.text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self.number = self.size = 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.text.close()

    def __iter__(self):
        while line := self.text.readline(_LONGEST_LINE):
            self.number += 1
            self.size += len(line)
            if len(line) == _LONGEST_LINE or self.size > _LONGEST_RECORD:
                raise _NotPlain
            if "\0" in line:
                raise holds_nul(self.number)
            yield line

    def watched(self, rows):
        """The rows that are read from the lines; how much of the file one of them takes is counted anew for each."""
        for row in rows:
            self.size = 0
            yield row
