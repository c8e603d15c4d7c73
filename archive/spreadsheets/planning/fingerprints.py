"""Large sets of texts in eight bytes each, and the slugs of a file with the rows in which they stand."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from archive.text import clean


class Fingerprints:
    """A set of texts, known by 64 bits of each: two of a million are taken for one another once in ten million sets."""

    def __init__(self, texts):
        marks = array("q", map(hash, texts))
        self.marks = array("q", sorted(marks))

    def __len__(self):
        return len(self.marks)

    def __contains__(self, text):
        mark = hash(text)
        place = bisect_left(self.marks, mark)
        return place < len(self.marks) and self.marks[place] == mark

    def repeated(self) -> set[int]:
        """The marks of texts that were there more than once."""
        return {one for one, other in pairwise(self.marks) if one == other}


class Pending:
    """The records that will be stored before others that name them, by model and slug."""

    def __init__(self, pairs=()):
        self.found: dict[type, list] = defaultdict(list)
        by_model = defaultdict(set)
        for model, slug in pairs:
            by_model[model].add(slug)
        for model, slugs in by_model.items():
            self.add(model, slugs)

    def add(self, model, slugs) -> None:
        """Take in the slugs of one model: a Fingerprints, or any iterable of them."""
        slugs = slugs if isinstance(slugs, Fingerprints) else Fingerprints(slugs)
        if len(slugs):
            self.found[model].append(slugs)

    def __contains__(self, pair):
        model, slug = pair
        return any(slug in slugs for slugs in self.found.get(model, ()))

    def __or__(self, other):
        joined = Pending()
        for one in (self, other):
            for model, found in one.found.items():
                joined.found[model] += found
        return joined


class SlugsInFile:
    """The slugs that a file gives, and those of them that stand in several rows."""

    def __init__(self, sheet, place):
        self.sheet, self.place = sheet, place
        self.slugs = Fingerprints(slug for slug, _number in self._given())
        self.repeated = self._rows_of(self.slugs.repeated())
        self._numbers = None

    def _given(self):
        if self.place is None:
            return
        for number, cells in self.sheet.rows:
            if self.place < len(cells) and (slug := clean(cells[self.place])):
                yield slug, number

    def _rows_of(self, marks):
        found = defaultdict(list)
        if marks:
            for slug, number in self._given():
                if hash(slug) in marks:
                    found[slug].append(number)
        return {slug: numbers for slug, numbers in found.items() if len(numbers) > 1}

    def row_of(self, slug):
        """The number of the first row with this slug, or None; made for the few that are asked for."""
        if slug not in self.slugs:
            return None
        if self._numbers is None:
            self._numbers = {}
            for given, number in self._given():
                self._numbers.setdefault(given, number)
        return self._numbers.get(slug)
