"""Slugs for new rows that come without: made from the title, unique in the file and in the archive."""

from collections import Counter
from itertools import islice

from archive.models import FormerSlug
from archive.models.links import key_to

# As many numbers of one title are tried in the first round; each further round tries four times as many.
_FIRST_ROUND = 4


class NewSlugs:
    """The slugs that are taken, and the next free one for each title."""

    def __init__(self, model, in_file=()):
        self.model, self.in_file = model, in_file
        # Marks instead of texts: a hundred thousand of them are held for as long as the plan is made.
        self.taken: set[int] = set()

    def give(self, unsaved) -> list[str]:
        """A slug for each unsaved row, in order; a few queries for any number of rows."""
        stems = [self.stem(row) for row in unsaved]
        free = self._free(Counter(stems))
        return [free[stem].pop(0) for stem in stems]

    def stem(self, row) -> str:
        """The slug that a row's own words make, as `Slugged.free_slug` makes it."""
        return row.slug_stem()

    def _free(self, counts) -> dict[str, list[str]]:
        """As many free slugs for each stem as it needs."""
        found = {stem: [] for stem in counts}
        start, size = 1, _FIRST_ROUND
        open_stems = dict(counts)
        while open_stems:
            count = size + max(open_stems.values())
            self._look_up([slug for stem in open_stems for slug in self._numbered(stem, start, count)])
            for stem in open_stems:
                free = filter(self._is_free, self._numbered(stem, start, count))
                found[stem] += islice(free, counts[stem] - len(found[stem]))
            start, size = start + count, size * 4
            open_stems = {stem: counts[stem] - len(slugs) for stem, slugs in found.items() if len(slugs) < counts[stem]}
        self.taken.update(hash(slug) for slugs in found.values() for slug in slugs)
        return found

    def _is_free(self, slug):
        return hash(slug) not in self.taken and slug not in self.in_file

    @staticmethod
    def _numbered(stem, start, count):
        return [stem if number == 1 else f"{stem}-{number}" for number in range(start, start + count)]

    def _look_up(self, slugs):
        for start in range(0, len(slugs), 5000):
            self.taken.update(map(hash, taken_among(self.model, slugs[start : start + 5000])))


def taken_among(model, slugs) -> set[str]:
    """Those of these slugs that a row of the model has, or a record had before: they lead there for ever."""
    found = set(model._base_manager.filter(slug__in=slugs).values_list("slug", flat=True))
    key = key_to(FormerSlug, model)
    if key:
        former = FormerSlug._base_manager.filter(slug__in=slugs, **{f"{key}__isnull": False})
        found.update(former.values_list("slug", flat=True))
    return found
