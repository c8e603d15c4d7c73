"""Reshapes a table before it is mapped: cells that hold for the rows below them, columns that are a record each.

`"fill_down": ["Year"]` repeats what stands above in empty cells; rows that are empty under one of the headings in
`"require"` are headings between rows, sums and notes, and are left out. `"unpivot": {"headings": ["2001", "2002"],
"name": "Year", "value": "Amount"}` makes a row of each of these columns, with the heading under `Year` and the cell
under `Amount`; instead of all headings `"first"` and `"last"` may be given. Empty cells make no row, nor do those
listed under `"leave_out"`, such as `"–"`.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from archive.spreadsheets import headings
from archive.spreadsheets.reading import Row, UnreadableFile
from archive.spreadsheets.widgets import nearest
from archive.text import fold

_SAID = ("headings", "first", "last", "name", "value", "leave_out")


def reshaped(sheet, mapping):
    """The sheet as the mapping wants it before its columns are looked at; UnreadableFile where it does not fit."""
    if mapping.require or mapping.fill_down:
        required, filled = ([_place(sheet, h) for h in some] for some in (mapping.require, mapping.fill_down))
        sheet = replace(sheet, rows=_Filled(sheet.rows, filled, required))
    return _unpivoted(sheet, mapping) if mapping.unpivot else sheet


def _unpivoted(sheet, mapping):
    said = mapping.unpivot
    for word in said:
        if word not in _SAID:
            raise UnreadableFile(
                _("“%(name)s” is nothing that a mapping can say there.") % {"name": word} + nearest(word, _SAID)
            )
    if mapping.rows:
        raise UnreadableFile(_("A mapping divides rows either by “rows” or by “unpivot”, not by both."))
    places = _columns(sheet, said)
    kept = [i for i in range(len(sheet.headings)) if i not in places]
    titles = headings.titles(sheet)
    every = list(sheet.places) if len(sheet.places) == len(sheet.headings) else list(range(len(sheet.headings)))
    return replace(
        sheet,
        headings=[*(sheet.headings[i] for i in kept), said.get("name") or "name", said.get("value") or "value"],
        rows=_Unpivoted(sheet.rows, kept, {i: titles[i] for i in places}, set(said.get("leave_out") or ())),
        places=[*(every[i] for i in kept), max(every) + 1, max(every) + 2],
    )


def _columns(sheet, said):
    if said.get("headings"):
        return [_place(sheet, heading) for heading in said["headings"]]
    if said.get("first") and said.get("last"):
        return list(range(_place(sheet, said["first"]), _place(sheet, said["last"]) + 1))
    raise UnreadableFile(_("An “unpivot” of a mapping names its “headings”, or the “first” and the “last” of them."))


def _place(sheet, heading):
    places = headings.places_of(sheet)
    if fold(str(heading)) not in places:
        headings.refuse_ambiguous(str(heading), sheet)
        raise UnreadableFile(
            _("The mapping names the heading “%(name)s”, which the file does not have.") % {"name": heading}
            + nearest(fold(str(heading)), places)
        )
    return places[fold(str(heading))]


class _Rows(Sequence):
    """Rows made of other rows as they are walked."""

    def __len__(self):
        return sum(1 for _row in self)

    def __getitem__(self, place):
        if isinstance(place, slice):
            return list(self)[place] if (place.step or 1) < 0 else list(islice(self, *place.indices(len(self))))
        found = next(islice(self, place % len(self) if place < 0 else place, None), None)
        if found is None:
            raise IndexError(place)
        return found


class _Filled(_Rows):
    def __init__(self, rows, filled, required):
        self.rows, self.filled, self.required = rows, filled, required

    def __iter__(self):
        above, width = dict.fromkeys(self.filled, ""), max(self.filled + self.required) + 1
        for number, cells in self.rows:
            cells = list(cells) + [""] * (width - len(cells))
            for place in self.filled:
                above[place] = cells[place] = cells[place] if cells[place].strip() else above[place]
            if all(cells[place].strip() for place in self.required):
                yield Row(number, cells)


class _Unpivoted(_Rows):
    def __init__(self, rows, kept, columns, left_out):
        self.rows, self.kept, self.columns, self.left_out = rows, kept, columns, left_out
        # Parts of row 7 are numbered 7.01, 7.02 …
        self.step = 0.01 if len(columns) < 100 else 0.001

    def __iter__(self):
        for number, cells in self.rows:
            shared = [cells[i] if i < len(cells) else "" for i in self.kept]
            for part, (place, heading) in enumerate(self.columns.items(), 1):
                text = cells[place].strip() if place < len(cells) else ""
                if text and text not in self.left_out:
                    yield Row(round(number + part * self.step, 3), [*shared, heading, text])
