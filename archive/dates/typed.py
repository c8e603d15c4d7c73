"""Dates as people type them, in the languages of the archive, turned into EDTF."""

import re
from functools import lru_cache
from typing import NamedTuple

from . import foreign, vocabulary
from .base import InvalidDate, gettext_noop
from .digits import NOT_EDTF
from .grammar import EMPTY, parse
from .numeric import read_numbers

SHORT_YEAR = gettext_noop("“%(value)s” has no year of four digits. Write the year in full, as in 14 January 1992.")
UNKNOWN_WORD = gettext_noop(
    "“%(value)s” is not a date that can be read because of “%(word)s”. Write 1992, May 1978, 14 January 1992, "
    "21–23 August 2012, or 1992~ for about 1992."
)
NOT_READ = gettext_noop(
    "“%(value)s” is not a date that can be read. Write 1992, May 1978, 14 January 1992, 21–23 August 2012, "
    "or 1992~ for about 1992."
)
# Phrases are read from the outside in; nobody dates in more letters than this.
LONGEST_PHRASE = 120
ORDERS = (None, "dmy", "mdy", "ymd")
AROUND_SIGNS = re.compile(r"\s*([/,\[\]{}]|\.\.)\s*")
WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:\.0+)?")
NAMED_MONTH_WITH_SIGNS = re.compile(r"\b([0-9]{1,2})[-/. ]([^\W\d_]+)\.?[-/. ]([0-9]{4})\b")
# A slash between dates with names or dots stands for a hyphen: May/June 1998, 30.4./1.5.1999.
WORD_OR_DOT = re.compile(r"[^\W\d_]|\./")
QUARTER = re.compile(r"[0-9]{4}-3[3-6]")
MONTH_WITH_SIGN = re.compile(r"([^\W\d_]+)\.?[-/]([0-9]{4})")
FOOTNOTE_MARKS = re.compile(r"(?:\s*\[[0-9]{1,3}\])+$")
TOKEN = re.compile(r"[0-9]+x*|[^\W\d_]+|\S")
QUALIFIERS = ((vocabulary.ABOUT, "~"), (vocabulary.PERHAPS, "?"))
# The years 1914–18: what follows can be no month, nor after a hyphen a season of EDTF.
SHORT_YEARS = re.compile(r"([0-9]{2})([0-9]{2})(?: - | ?/ ?|-(?=4[2-9]|[5-9]))([0-9]{2})")
YEAR = re.compile(r"[0-9]{4}|[0-9]{3}x|[0-9]{2}xx")


class Stated(NamedTuple):
    """What one part of a typed date says; a part may leave to its neighbour what both have in common."""

    year: str | None = None
    month: int | None = None
    day: int | None = None


def understand(typed: str, *, order: str | None = None) -> str:
    """The EDTF text for a date as typed; EDTF itself comes back unchanged, without the space around it.

    Understood are month names in en, az, es and, where every word is known, in further languages; numbers with dots
    (day first), slashes and hyphens, intervals, `or`, `about`, `since`, `until` (`before 1992` is `../1992`: the named
    date bounds), seasons, decades and centuries.
    `order` ("dmy", "mdy", "ymd") is the order of day and month in a file, where numbers alone do not tell.
    Raises InvalidDate with the reason for anything else: impossible, ambiguous and unreadable dates.
    """
    if order not in ORDERS:
        raise ValueError(f"order must be one of {ORDERS}, not {order!r}")
    return _understand(typed.strip(), order)


@lru_cache(maxsize=65_536)
def _understand(typed, order):
    if not typed:
        raise InvalidDate(EMPTY)
    try:
        return parse(typed).text
    except InvalidDate as problem:
        as_edtf = problem
    if len(typed) > LONGEST_PHRASE:
        raise as_edtf
    tidied = AROUND_SIGNS.sub(r"\1", typed).upper()
    if _is_edtf(tidied):
        return tidied
    try:
        return parse(_Reading(typed, order).edtf()).text
    except InvalidDate as problem:
        found = _in_other_languages(typed, order)
        if len(found) == 1:
            return found.pop()
        unclear = problem.message in (NOT_READ, UNKNOWN_WORD) and as_edtf.message != NOT_EDTF
        reason = as_edtf if unclear else problem
        raise InvalidDate(reason.message, **{**reason.params, "value": typed}) from None


def _in_other_languages(typed, order):
    """What the text can mean in the languages that the archive itself does not speak."""
    found = set()
    for text in foreign.in_english(typed):
        try:
            found.add(parse(_Reading(text, order).edtf()).text)
        except InvalidDate:
            continue
    return found


def _is_edtf(text):
    try:
        return bool(parse(text))
    except InvalidDate:
        return False


class _Reading:
    """One attempt to read a typed date."""

    def __init__(self, typed, order):
        self.typed, self.order = typed, order

    def edtf(self):
        timed = WITH_TIME.fullmatch(self.typed)
        if timed:
            day, clock, seconds = timed[1], timed[2], timed[3] or ":00"
            return day if clock + seconds == "00:00:00" else f"{day}T{clock}{seconds}"
        text = vocabulary.fold(FOOTNOTE_MARKS.sub("", self.typed))
        for ending, replacement in vocabulary.ENDINGS:
            text = ending.sub(replacement, text)
        for pattern, replacement in vocabulary.REWRITES:
            text = pattern.sub(replacement, text).strip()
        if QUARTER.fullmatch(text):
            return text
        named = MONTH_WITH_SIGN.fullmatch(text)
        if named and vocabulary.month(named[1]):
            text = f"{named[1]} {named[2]}"
        years = SHORT_YEARS.fullmatch(text)
        if years and int(years[3]) > max(12, int(years[2])):
            return f"{years[1]}{years[2]}/{years[1]}{years[3]}"
        text = NAMED_MONTH_WITH_SIGNS.sub(r"\1 \2 \3", text)
        return self.whole(vocabulary.DECADE.sub(_decade, text))

    def whole(self, text):
        """The outermost phrase first: between, until, since, about; then the dates within."""
        for pattern, read in (
            (vocabulary.BETWEEN, lambda start, end: self.joined("/", [start, end])),
            (vocabulary.END_UNKNOWN, lambda date: f"{self.whole(date)}/"),
            (vocabulary.UNTIL, lambda date: f"../{self.whole(date)}"),
            (vocabulary.SINCE, lambda date: f"{self.whole(date)}/.."),
        ):
            if match := pattern.fullmatch(text):
                return read(*(group for group in match.groups() if group))
        signs, parts = self.split(text)
        if len(parts) == 1:
            for pattern, sign in QUALIFIERS:
                if match := pattern.fullmatch(text):
                    return _qualified(self.whole(match[1] or match[2]), sign)
        return self.joined(signs, parts)

    def split(self, text):
        """The dates in a phrase, and the EDTF signs that say how they belong together."""
        for joint, brackets in ((vocabulary.EITHER, "[]"), (vocabulary.BOTH, "{}")):
            if len(parts := joint.split(text)) > 1:
                return brackets, parts
        if read_numbers(text, self.order, self.typed):
            return "", [text]
        parts = vocabulary.RANGE.split(text)
        if len(parts) == 1 and text.count("-") == 1:
            parts = text.split("-")
        if len(parts) == 1 and text.count("/") == 1 and WORD_OR_DOT.search(text):
            parts = text.split("/")
        return ("/", parts) if len(parts) == 2 else ("", [text])

    def joined(self, signs, texts):
        dates = self.dates(texts)
        return "/".join(dates) if len(signs) < 2 else signs[0] + ",".join(dates) + signs[1]

    def dates(self, texts):
        """EDTF for each part, completed by what its neighbours say: `30 March – 2 April 2011`, `August 21-23, 2012`.

        `about` and `uncertain` belong to the part where they stand, but to all if the first has no year of its own.
        """
        bare, signs = zip(*(_without_qualifiers(text.strip()) for text in texts), strict=True)
        parts = [self.part(text) for text in bare]
        if not parts[0].year:
            signs = [set().union(*signs)] * len(signs)
        for place in reversed(range(len(parts) - 1)):
            parts[place] = _completed(parts[place], parts[place + 1])
        for place in range(1, len(parts)):
            parts[place] = _completed(parts[place], parts[place - 1])
        return [self.written(part) + _sign(said) for part, said in zip(parts, signs, strict=True)]

    def written(self, part):
        if not part.year:
            raise InvalidDate(SHORT_YEAR, value=self.typed)
        if part.day and not part.month:
            raise InvalidDate(NOT_READ, value=self.typed)
        return "-".join([part.year.upper(), *(f"{number:02}" for number in part[1:] if number is not None)])

    def part(self, text):
        """What a single date says, in numbers or with names."""
        century = vocabulary.CENTURY.fullmatch(text)
        if century:
            return Stated(f"{self.century(century) - 1:02}xx")
        numbers = read_numbers(text, self.order, self.typed)
        return Stated(*numbers) if numbers else self.named(text)

    def century(self, match):
        number = int(match[1]) if match[1] else vocabulary.ROMAN.get(match[2] or match[3])
        if not number:
            raise InvalidDate(NOT_READ, value=self.typed)
        return number

    def named(self, text):
        said = {}
        for token in TOKEN.findall(text):
            if token not in vocabulary.NOISE:
                unit, value = self.token(token)
                if unit in said:
                    raise InvalidDate(SHORT_YEAR if unit == "day" else NOT_READ, value=self.typed)
                said[unit] = value
        if not said:
            raise InvalidDate(NOT_READ, value=self.typed)
        return Stated(**said)

    def token(self, token):
        if YEAR.fullmatch(token):
            return "year", token
        if token.isdecimal():
            if len(token) > 2:
                raise InvalidDate(SHORT_YEAR, value=self.typed)
            return "day", int(token)
        month = vocabulary.month(token)
        if month:
            return "month", month
        if not token.isalpha():
            raise InvalidDate(NOT_READ, value=self.typed)
        raise InvalidDate(UNKNOWN_WORD, value=self.typed, word=token)


def _completed(part, neighbour):
    """A part with the year, and beside a day the month, that its neighbour names."""
    if part.month is None and part.day is not None:
        part = part._replace(month=neighbour.month)
    return part._replace(year=part.year or neighbour.year)


def _decade(match):
    return f"{next(filter(None, match.groups()))}x"


def _without_qualifiers(text):
    said = set()
    while match := next((match for pattern, _ in QUALIFIERS if (match := pattern.fullmatch(text))), None):
        said.add("~" if match.re is vocabulary.ABOUT else "?")
        text = match[1] or match[2]
    return text, said


def _sign(said):
    return "%" if len(said) > 1 else "".join(said)


def _qualified(edtf, sign):
    """The date, or the given end of an open interval, with the sign; `~` and `?` together are `%` (EDTF level 1)."""
    ends = []
    for end in edtf.split("/"):
        bare = end.rstrip("~?%")
        said = {"~", "?"} if end.endswith("%") else set(end[len(bare) :])
        ends.append(end if end in ("", "..") else bare + _sign(said | {sign}))
    return "/".join(ends)
