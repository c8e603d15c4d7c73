"""CSV and TSV: which encoding, which delimiter, and no letter damaged."""

import codecs
import csv
import re
from collections import Counter

from django.utils.translation import gettext as _

from archive.spreadsheets.formulas import unguarded
from archive.spreadsheets.reading import codepages
from archive.spreadsheets.reading.base import Limits, Row, UnreadableFile
from archive.spreadsheets.reading.tables import table

_DELIMITERS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
# How much of a file is looked at to find its delimiter.
SAMPLE = 100_000
_SAMPLE_ROWS = 30


def read_delimited(content: bytes, file_name: str, encoding=None, heading_row=None, sink=None):
    """The sheet of a CSV or TSV file; a raw leading apostrophe that guards a formula is taken off again."""
    text = decoded(content, encoding)
    if "\0" in text:
        raise holds_nul(text.count("\n", 0, text.index("\0")) + 1)
    rows = records(_lines(text), delimiter_of(text[:SAMPLE]))
    return table(rows, file_name, content, heading_row=heading_row, sink=sink)


def holds_nul(line):
    """The refusal of a text file with a NUL character in this line."""
    return UnreadableFile(_("Line %(line)s holds a NUL character: the file is not a text file.") % {"line": line})


def decoded(content: bytes, encoding=None) -> str:
    """The text of a file in Unicode, in the encoding that the editor declares, or in the only code page that fits.

    UnreadableFile names a line that does not fit, or the code pages between which the editor has to choose.
    """
    mark = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    chosen = mark or encoding or _unmarked(content)
    try:
        text = content.decode(chosen)
    except LookupError:
        sentence = _("“%(encoding)s” is not a known encoding: write utf-8, windows-1252, windows-1254 or windows-1251.")
        raise UnreadableFile(sentence % {"encoding": encoding}) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Line %(line)s is not in %(encoding)s: save the file as “CSV UTF-8”, or say in which encoding it is.")
            % {"line": line, "encoding": "UTF-8" if chosen == "utf-8-sig" else chosen.upper()}
        ) from None
    _refuse_wrong_declaration(content, chosen, text)
    return text


def _unmarked(content):
    """UTF-8, UTF-16 where every other byte is NUL, or the one code page in which the bytes are words."""
    start = content[:2000]
    for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(start) >= 4 and start[offset::2].count(0) > len(start) // 2 * 0.7:
            return name
    try:
        content.decode()
    except UnicodeDecodeError:
        return codepages.certain(content)
    return "utf-8"


def _refuse_wrong_declaration(content, chosen, text):
    """A file in UTF-8 that is declared as a code page would come in with every foreign letter as two wrong ones."""
    if text.isascii() or codecs.lookup(chosen).name.startswith("utf"):
        return
    try:
        content.decode()
    except UnicodeDecodeError:
        return
    raise UnreadableFile(
        _("The file is in UTF-8, not in %(encoding)s: leave the encoding out.") % {"encoding": chosen.upper()}
    )


def records(lines, delimiter):
    """The rows of lines of text, each with its number."""
    csv.field_size_limit(Limits.now().cell * 4)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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


def _lines(text):
    """The lines with their ends; a StringIO would hold all of the text once more, four bytes a letter."""
    return (line[0] for line in _LINE.finditer(text))


def _sentence(error, line):
    if "field larger" in str(error) or "unexpected end" in str(error):
        return _("A quotation mark opened in line %(line)s is not closed, or its cell is far too long: close it.") % {
            "line": line
        }
    return _('In line %(line)s a quotation mark stands inside a quoted cell: write it twice ("") or remove it.') % {
        "line": line
    }


def delimiter_of(text) -> str:
    """From the beginning of a file, its delimiter: it divides the first line into the most cells, or else the rest.

    A line of title above the table may hold another delimiter than the table, or none.
    """
    widths = {delimiter: _widths(text, delimiter) for delimiter in _DELIMITERS}
    first = max(_DELIMITERS, key=lambda delimiter: widths[delimiter][:1] or [1])
    if _steadiness(widths[first]) >= 0.5:
        return first
    steady = [d for d in _DELIMITERS if _steadiness(widths[d]) >= 0.6]
    return max(steady, key=lambda d: Counter(widths[d]).most_common(1)[0][0], default=first)


def _widths(text, delimiter):
    """How many cells the first records have that hold any text."""
    found = []
    reader = csv.reader(_lines(text), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(len(cells))
            if len(found) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return found


def _steadiness(widths):
    """The share of records that have the most frequent number of cells, if that is more than one."""
    width, count = Counter(widths).most_common(1)[0] if widths else (0, 1)
    return count / len(widths) if width > 1 else 0.0
