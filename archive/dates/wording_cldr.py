"""Dates in a language that has no words of its own in the archive: CLDR's month names and order, and plain signs."""

from .wording import Wording


class WordingCldr(Wording):
    """`14 janvier 1992`, `≈ 1992`, `1992 – …`."""

    def __init__(self, language):
        super().__init__(language)
        self.day_month = self._pattern("MMMMd") or self.day_month
        self.month_year = self._pattern("yMMMM") or self.month_year

    def _pattern(self, skeleton):
        """CLDR's order for a skeleton, or None where it is not made of day, month name and year alone."""
        pattern = self.locale.datetime_skeletons.get(skeleton)
        try:
            return pattern and pattern.format % {"d": "{day}", "MMMM": "{month}", "LLLL": "{month}", "y": "{year}"}
        except KeyError:
            return None
