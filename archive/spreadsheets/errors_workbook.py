"""The uploaded sheet as a workbook in which every cell that cannot be taken is marked and says why.

Headings and rows stand where they stand in the file, so that a mapping fits the repaired workbook as it fitted the
file, and “row 7” is row 7. Every cell is text: what was uploaded comes back as it was.
"""

import tempfile
from collections import defaultdict
from itertools import groupby

import xlsxwriter

from archive.models import ImportRow
from archive.spreadsheets import headings
from archive.spreadsheets.exporting.plain import PlainSheet
from archive.spreadsheets.formulas import starts_formula
from archive.spreadsheets.mapping import Mapping
from archive.spreadsheets.mapping.reshaping import reshaped
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.resources import ARCHIVE, resource_for
from archive.spreadsheets.staging.looking import read_sheet, read_sheets
from archive.spreadsheets.together import type_of

_PIECE = 256 * 1024
_WIDE, _NARROW = 70, 20
# Excel opens a workbook of many thousands of comments slowly; the last column says the same.
_MOST_COMMENTS, _LONGEST_COMMENT, _LONGEST_CELL = 5_000, 1_000, 32_767
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def stream(batch):
    """The pieces of the XLSX file; UnreadableFile, before the first piece, where the upload cannot be read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        _write(file, batch)
    except BaseException:
        file.close()
        raise
    return _pieces(file)


def _pieces(file):
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(file, batch):
    options = {"constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options | {"strings_to_numbers": False}) as workbook:
        formats = _Formats(workbook)
        if batch.type == ARCHIVE:
            for sheet in read_sheets(batch):
                type = type_of(sheet.name)
                _Marked(batch, type, headings.below_titles(resource_for(type), sheet), {}).write(workbook, formats)
            return
        mapping = Mapping.of(batch.mapping)
        named = [h for recipes in mapping.columns.values() for recipe in recipes for h in recipe.headings()]
        resource = resource_for(batch.type)
        sheet = headings.below_titles(resource, read_sheet(batch), named)
        _Marked(batch, batch.type, sheet, _headings_of(resource, sheet, mapping)).write(workbook, formats)


def _headings_of(resource, sheet, mapping):
    """{our column: folded headings of the file that it is made of} as a mapping says."""
    found = {
        name: {headings.fold(h) for recipe in recipes for h in recipe.headings()}
        for name, recipes in mapping.columns.items()
    }
    own = headings.left_to_recognise(resource, reshaped(sheet, mapping), mapping)
    return {name: {headings.fold(heading)} for name, heading in own.items()} | found


class _Formats:
    """How cells look: those that cannot be taken are red on light red."""

    def __init__(self, workbook):
        marked = {"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006"}
        self.heading = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#EEECE6", "bottom": 1})
        self.said = workbook.add_format({"num_format": "@", "font_color": "#9C0006", "text_wrap": True})
        # Quoted cells stay text when an editor opens them, whatever they begin with.
        self.cells = {
            (is_marked, is_quoted): workbook.add_format(
                (marked if is_marked else {"num_format": "@"}) | ({"quote_prefix": True} if is_quoted else {})
            )
            for is_marked in (False, True)
            for is_quoted in (False, True)
        }


class _Marked:
    """One sheet of the file with its errors."""

    def __init__(self, batch, type, sheet, headings_of):
        self.batch, self.type, self.sheet = batch, type, sheet
        places = list(sheet.places)
        self.places = places if len(places) == len(sheet.headings) else list(range(len(sheet.headings)))
        self.first = max(sheet.heading_row, 1) - 1
        # In JSON, the objects are numbered from 1, and no row holds the headings.
        self.shift = 0 if sheet.heading_row else 1
        self.marks = self._marks(headings_of)
        beyond = max((len(row.cells) for row in sheet.rows), default=0) - len(sheet.headings)
        self.after = max(self.places, default=-1) + 1
        self.last = self.after + max(beyond, 0)
        self.comments = 0

    def _marks(self, headings_of):
        """The places, among the cells of a row, of each of our columns."""
        places = headings.places_of(self.sheet)
        found = defaultdict(set)
        if not headings_of:
            known = headings.known_headings(resource_for(self.type))
            headings_of = defaultdict(set)
            for heading in self.sheet.headings:
                headings_of[headings.meaning(known, heading)].add(headings.fold(heading))
        for name, theirs in headings_of.items():
            found[name] = {places[heading] for heading in theirs if heading in places}
        return found

    def write(self, workbook, formats):
        """Write it into the workbook."""
        page = workbook.add_worksheet(self._name(workbook), worksheet_class=PlainSheet)
        page.set_column(0, self.last, _NARROW)
        page.set_column(self.last, self.last, _WIDE)
        page.freeze_panes(self.first + 1, 0)
        for place, heading in zip(self.places, self.sheet.headings, strict=True):
            if heading:
                page.write_string(self.first, place, heading, formats.heading)
        page.write_string(self.first, self.last, str(headings.WHAT_TO_DO), formats.heading)
        errors, number = _Errors(self.batch, self.type), self.first
        for row in self.sheet.rows:
            number = row.number - 1 + self.shift
            self._row(page, number, row.cells, errors.of(row.number), formats)
        page.autofilter(self.first, 0, number, self.last)

    def _name(self, workbook):
        """The sheet's own name as far as XLSX can hold it."""
        name = (self.sheet.name or self.type).translate(_FORBIDDEN_IN_NAMES).strip("'")[:31] or self.type
        taken = {sheet.get_name().casefold() for sheet in workbook.worksheets()}
        return name if name.casefold() not in taken else f"{name[:27]} {len(taken) + 1}"

    def _row(self, page, number, cells, problems, formats):
        marked = defaultdict(list)
        for column, _value, sentence in problems:
            for place in self._marked(column, cells):
                marked[place].append(sentence)
        for i in range(max(len(cells), max(marked, default=-1) + 1)):
            cell, place = cells[i] if i < len(cells) else "", self._place(i)
            look = formats.cells[i in marked, starts_formula(cell)]
            if cell:
                page.write_string(number, place, cell, look)
            elif i in marked:
                page.write_blank(number, place, None, look)
            if i in marked and self.comments < _MOST_COMMENTS:
                self.comments += 1
                comment = "\n".join(marked[i])[:_LONGEST_COMMENT]
                page.write_comment(number, place, comment, {"x_scale": 2, "y_scale": 1 + len(comment) / 150})
        if problems:
            said = "\n".join(f"{column}: {sentence}" if column else sentence for column, _v, sentence in problems)
            page.write_string(number, self.last, said[:_LONGEST_CELL], formats.said)

    def _marked(self, column, cells):
        """Which cells of a row a problem of one of our columns is about: the filled ones, else all it is made of."""
        places = sorted(self.marks.get(column, ()))
        filled = [place for place in places if place < len(cells) and cells[place].strip()]
        return filled or places

    def _place(self, i):
        """The column of the workbook in which a cell of a row stands; what has no heading follows those that have."""
        return self.places[i] if i < len(self.places) else self.after + i - len(self.places)


class _Errors:
    """The problems of the rows of a file in its order, read from the table as they are asked for."""

    def __init__(self, batch, type):
        rows = ImportRow.objects.filter(batch=batch, kind=Kind.FAILED).order_by("number", "position")
        if batch.type == ARCHIVE:
            rows = rows.filter(type=type)
        found = rows.values_list("number", "problems").iterator(chunk_size=2000)
        # Parts of one row are 7.01 and 7.02, drafts that it names 7.0001.
        self.groups = groupby(found, key=lambda row: int(row[0]))
        self.number, self.group = -1, ()

    def of(self, number) -> list:
        """[column, value, sentence] of a row; rows are asked for in their order."""
        while self.number < number:
            self.number, self.group = next(self.groups, (float("inf"), ()))
        if self.number != number:
            return []
        said = [tuple(problem) for _number, problems in self.group for problem in problems]
        return list(dict.fromkeys(said))
