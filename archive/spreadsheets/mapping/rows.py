"""A row of somebody's file on its way into our sheets."""

from archive.text import fold

# Parts of one row are numbered 7.01, 7.02 …
_STEP = 0.01


class MappedRow:
    """The cells of a row by heading, one of them replaced where the row is taken in parts; and what is wrong with it.

    `problems` are (column, value, sentence).
    """

    __slots__ = ("cells", "heading", "number", "part", "places", "problems")

    def __init__(self, number, cells, places, heading="", part=""):
        self.number, self.cells, self.places = number, cells, places
        self.heading, self.part = heading, part
        self.problems = []

    def __call__(self, heading) -> str:
        if heading == self.heading:
            return self.part
        place = self.places.get(heading)
        if place is None:
            place = self.places.get(fold(heading), len(self.cells))
        return self.cells[place] if place < len(self.cells) else ""

    def divided(self, heading, number, part):
        """The same row with one part of the cell under a heading, as a record of its own."""
        return MappedRow(round(self.number + number * _STEP, 2), self.cells, self.places, heading, part)

    def naming(self, heading, part):
        """The whole row, as what it says about a record that it names."""
        named = MappedRow(self.number, self.cells, self.places, heading, part)
        named.problems = self.problems
        return named
