"""A look into the ZIP package of a workbook before it is read: what would harm, and how far its cells reach."""

import errno
import io
import re
import zipfile

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import Limits, UnreadableFile, megabytes, too_many_columns, too_many_rows

_CHUNK = 1024 * 1024
_OVERLAP = 400
# The letters of UTF-8 take at most four bytes each, and a quotation mark may be written with six.
_BYTES_OF_LETTER = 6
# Cells with something in them in far columns (AAA is the 703rd), and rows with such a cell:
# calamine makes a grid up to the last of both.
_FAR_COLUMN = re.compile(rb'<(?:\w+:)?c r="[A-Z]{3,}\d+"[^>]*(?<!/)>')
_SECOND_LETTER = re.compile(rb' r="[A-Z]{2}')
_WIDE_COLUMN = re.compile(rb'<(?:\w+:)?c r="([A-Z]{2})\d+"[^>]*(?<!/)>')
_FILLED_ROW = re.compile(rb'<(?:\w+:)?row (?:[^>]* )?r="(\d+)"[^>]*>(?:<(?:\w+:)?c [^>]*/>)*<(?:\w+:)?c [^>]*(?<!/)>')
_UNNUMBERED_ROW = re.compile(rb"<(?:\w+:)?row(?![^>]* r=)[ >]")
_TEXT = re.compile(rb"<(?:\w+:)?si[ >]")
_ODS_ROW = re.compile(rb"<table:table-row([^>]*)(?<!/)>(.*?)(?:</table:table-row>|\Z)", re.DOTALL)
_ODS_FILLED = re.compile(rb"<table:table-cell([^>]*office:value-type=[^>]*)>")
_TIMES = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')
# What zlib, calamine's own zlib, and its reader say when they get no memory.
_WANT_OF_MEMORY = ("Error -4 ", "MemError", "(os error 12)")
_NAMES = {"xl/worksheets/": "_grow_sheet", "xl/sharedStrings": "_grow_texts", "content.xml": "_grow_ods"}


def protected():
    """The refusal of an encrypted file."""
    return UnreadableFile(_("The file is protected by a password: save it without one and try again."))


def check_package(content: bytes) -> None:
    """Refuse a package that is too large once unpacked or holds what has no place in a sheet, in one sentence."""
    limits = Limits.now()
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        end_for_want_of_memory(error)
        raise UnreadableFile(
            _("The file is damaged or incomplete: it ends before its end. Copy or save it again.")
        ) from None
    if len(parts) > limits.parts:
        raise UnreadableFile(
            _("The workbook has %(count)s parts, more than the %(limit)s allowed in a sheet.")
            % {"count": len(parts), "limit": limits.parts}
        )
    if sum(part.file_size for part in parts) > limits.unpacked:
        raise _too_large(limits)
    if not _are_names_of_parts([part.filename for part in parts]):
        raise UnreadableFile(_("The workbook holds part names that are not allowed in a sheet."))
    if any(part.flag_bits & 1 for part in parts):
        raise protected()
    _check_parts(package, parts, limits)


def _are_names_of_parts(names):
    """Whether all lead somewhere within the package, on any system, and none stands twice: which would be read?"""
    parts = [name.replace("\\", "/").split("/") for name in names]
    is_within = all(part[0] and ":" not in part[0] and ".." not in part for part in parts)
    return is_within and len(set(names)) == len(names)


def _too_large(limits):
    sentence = _("The workbook is larger than %(limit)s when unpacked: divide it into several files.")
    return UnreadableFile(sentence % {"limit": megabytes(limits.unpacked)})


def _check_parts(package, parts, limits):
    left = limits.unpacked
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            left = _check_part(package, part, limits, left)
        except UnreadableFile:
            raise
        # A place before the beginning of the file is a ValueError, like a name that is no text.
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, zipfile.zlib.error) as error:
            end_for_want_of_memory(error)
            raise UnreadableFile(_("The file is damaged or incomplete: copy or save it again.")) from None


def end_for_want_of_memory(error):
    """Memory that has run out is no fault of the file: MemoryError, which ends the process that reads."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        raise MemoryError from error
    # zlib's Z_MEM_ERROR has no class of its own, nor have calamine's panics.
    if any(words in str(error) for words in _WANT_OF_MEMORY):
        raise MemoryError from error


def _check_part(package, part, limits, left):
    """Look through one part piece by piece; the number of bytes that may still be unpacked."""
    reach = _Reach(part.filename, limits)
    with package.open(part) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise _too_large(limits)
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise UnreadableFile(
                    _("The workbook holds document types or entities, which are not allowed in a sheet.")
                )
            reach.grow(piece, tail)
            tail = piece[-_OVERLAP:]
    return left


class _Reach:
    """How far the filled cells of a part reach, and how long its texts are."""

    def __init__(self, name, limits):
        self.limits, self.height, self.width, self.run = limits, 0, 26, 0
        self.texts, self.repeated, self.unnumbered = 0, 0, 0
        self.own = next((getattr(self, grow) for start, grow in _NAMES.items() if name.startswith(start)), None)

    def grow(self, piece, tail):
        """Take in a piece; UnreadableFile where it reaches too far."""
        first, *_others, last = (piece.split(b"<", 1)[0], piece.rsplit(b"<", 1)[-1])
        longest = self.run + len(first)
        self.run = longest if first == piece else len(last)
        if longest > self.limits.cell * _BYTES_OF_LETTER:
            raise UnreadableFile(
                _("A cell of the workbook holds more than %(limit)s characters: shorten it.")
                % {"limit": f"{self.limits.cell:,}"}
            )
        if self.own is not None:
            self.own(piece, tail)

    def _grow_texts(self, piece, tail):
        self.texts += len(_TEXT.findall(piece))
        if self.texts > self.limits.texts:
            raise UnreadableFile(
                _("The workbook holds more than %(limit)s different texts: divide it into several files.")
                % {"limit": f"{self.limits.texts:,}"}
            )

    def _grow_sheet(self, piece, tail):
        self.unnumbered += len(_UNNUMBERED_ROW.findall(piece))
        piece = tail + piece
        self.height = max([self.height, self.unnumbered, *map(int, _FILLED_ROW.findall(piece))])
        if self.height > self.limits.rows + 1:
            raise too_many_rows(self.limits.rows)
        # Most sheets end before the column AA, and that is soon told.
        if _SECOND_LETTER.search(piece):
            self.width = max([self.width, *((c[0] - 64) * 26 + c[1] - 64 for c in set(_WIDE_COLUMN.findall(piece)))])
            if _FAR_COLUMN.search(piece) or self.width > self.limits.columns:
                raise too_many_columns(self.limits.columns)
        if self.height * self.width > self.limits.grid:
            raise _too_many_cells(self.height, self.width)

    def _grow_ods(self, piece, tail):
        """Filled cells of an OpenDocument sheet count as often as they say that they are repeated."""
        for row, cells in _ODS_ROW.findall(piece):
            width = sum(_times(cell) for cell in _ODS_FILLED.findall(cells))
            if not width:
                continue
            self.repeated += _times(row)
            if self.repeated > self.limits.rows + 1:
                raise too_many_rows(self.limits.rows)
            if width > self.limits.columns:
                raise too_many_columns(self.limits.columns)
            self.width = max(self.width, width)
            if self.repeated * self.width > self.limits.grid:
                raise _too_many_cells(self.repeated, self.width)


def _times(attributes) -> int:
    found = _TIMES.search(attributes)
    return int(found[1][:9]) if found else 1


def _too_many_cells(rows, columns):
    return UnreadableFile(
        _("The sheet reaches over %(rows)s rows and %(columns)s columns, too many together: divide it.")
        % {"rows": f"{rows:,}", "columns": columns}
    )
