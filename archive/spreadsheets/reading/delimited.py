"""CSV and TSV: which encoding, which delimiter, and no letter damaged."""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from archive.spreadsheets.formulas import unguarded
from archive.spreadsheets.reading.base import Limits, Row, UnreadableFile, table

_DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(content: bytes, file_name: str, encoding=None):
    """The sheet of a CSV or TSV file; a raw leading apostrophe that guards a formula is taken off again."""
    text = decoded(content, encoding)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)s holds a NUL character: the file is not a text file.") % {"line": line})
    return table(_records(text), file_name, content)


def decoded(content: bytes, encoding=None) -> str:
    """The text of a file in Unicode, or in the encoding that the editor declares; UnreadableFile names a wrong line."""
    mark = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    chosen = mark or encoding or _unmarked(content)
    try:
        return content.decode(chosen)
    except LookupError:
        sentence = _("“%(encoding)s” is not a known encoding: write utf-8, windows-1252, windows-1254 or windows-1251.")
        raise UnreadableFile(sentence % {"encoding": encoding}) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Line %(line)s is not in %(encoding)s: save the file as “CSV UTF-8”, or say in which encoding it is.")
            % {"line": line, "encoding": "UTF-8" if chosen == "utf-8-sig" else chosen.upper()}
        ) from None


def _unmarked(content):
    """UTF-8, or UTF-16 where every other byte is NUL."""
    start = content[:2000]
    for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(start) >= 4 and start[offset::2].count(0) > len(start) // 2 * 0.7:
            return name
    return "utf-8"


def _records(text):
    csv.field_size_limit(Limits.now().cell * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    while True:
        line, number = reader.line_num + 1, number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(_sentence(error, line)) from None
        yield Row(number, [unguarded(cell) for cell in cells])


def _sentence(error, line):
    if "field larger" in str(error) or "unexpected end" in str(error):
        return _("A quotation mark opened in line %(line)s is not closed, or its cell is far too long: close it.") % {
            "line": line
        }
    return _('In line %(line)s a quotation mark stands inside a quoted cell: write it twice ("") or remove it.') % {
        "line": line
    }


def _delimiter(text) -> str:
    """The delimiter that divides the first line with text into the most cells."""
    start = io.StringIO(text[:100_000], newline="")
    first = next((line for line in start if line.strip()), "")
    counts = {}
    for delimiter in _DELIMITERS:
        try:
            counts[delimiter] = max((len(row) for row in csv.reader([first], delimiter=delimiter)), default=0)
        except csv.Error:
            counts[delimiter] = 0
    return max(counts, key=counts.get)
