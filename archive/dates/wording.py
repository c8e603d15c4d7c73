"""How any language puts a dating into words; each language's own file says only what differs."""

from itertools import pairwise

from babel import Locale, UnknownLocaleError

from .base import Dating
from .digits import DIVISIONS
from .grammar import MOMENT, QUALIFIED

HEMISPHERES = {**dict.fromkeys(range(25, 29), "northern"), **dict.fromkeys(range(29, 33), "southern")}
ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ROMAN_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C")


class Wording:
    """A language without words of its own here: month names and order from CLDR, signs for everything else."""

    day_month = "{day} {month}"
    month_year = "{month} {year}"
    before_christ = "{year} ({era})"
    about = "≈ {date}"
    uncertain = "{date} (?)"
    since = "{date} – …"
    until = "… – {date}"
    since_unknown = "{date} – ?"
    until_unknown = "? – {date}"
    later, earlier = "≥ {date}", "≤ {date}"
    any_time = "…"
    nothing_known = "?"
    either, all_of = " / ", " + "
    day_unknown = "{date}, ?"
    month_unknown = "{date}, ?"
    year_unknown = "{date}, ?"
    of_year = "{date}, {year}"
    unknown_digits = "{date} (X = ?)"
    significant = "{year} (≈ {digits})"
    decade = "{year}–{last}"
    century = "{first}–{last}"
    millennium = "{first}–{last}"
    division_year = "{division} {year}"
    seasons = ("1/4", "2/4", "3/4", "4/4")
    quarters = ("Q1", "Q2", "Q3", "Q4")
    quadrimesters = ("1/3", "2/3", "3/3")
    semesters = ("1/2", "2/2")
    northern, southern = "{date} (N)", "{date} (S)"
    moment = "{date}, {time}"

    def __init__(self, language):
        try:
            self.locale = Locale.parse(language)
        except (ValueError, UnknownLocaleError):
            self.locale = Locale.parse("en")
        self.months = self.locale.months["format"]["wide"]
        self.era = self.locale.eras["abbreviated"][0]

    def dating(self, date: Dating) -> str:
        """The whole dating: date, interval or set."""
        if date.kind == "interval":
            return self.interval(date)
        if date.kind == "date":
            return self.qualified(date, self.date(date))
        return self.listed(date)

    def qualified(self, date, text):
        """The words with `about` and `uncertain` as far as the date says so (EDTF level 1)."""
        if date.approximate:
            text = self.about.format(date=self.definite(date, text))
        return self.uncertain.format(date=text) if date.uncertain else text

    def definite(self, date, text):
        """The words as they stand after a preposition."""
        return text

    def date(self, date):
        """A single date without its qualifiers."""
        if "T" in date.text:
            return self.moment.format(
                date=self.day(date.year, date.month, date.day), time=_clock(MOMENT.fullmatch(date.text))
            )
        if date.text[:1] == "Y" or "S" in date.text:
            return self.long_year(date)
        if "X" in date.text:
            return self.unspecified(date)
        if date.day:
            return self.day(date.year, date.month, date.day)
        if date.month:
            return self.month(date.year, date.month)
        return self.year(date.year)

    def year(self, year):
        """A year; year 0 is 1 BC (ISO 8601)."""
        return str(year) if year > 0 else self.before_christ.format(year=1 - year, era=self.era)

    def long_year(self, date):
        """A year beyond four digits, or one of which only some digits are significant."""
        digits = date.text.partition("S")[2]
        year = self.year(date.year)
        return self.significant.format(year=year, digits=digits) if digits else year

    def month_name(self, month):
        """The month's name as it stands in a date."""
        return self.months[month]

    def month(self, year, month):
        """A month, season or other division of a year."""
        if month > 12:
            return self.division(self.year(year), month)
        return self.month_year.format(month=self.month_name(month), year=self.year(year))

    def day_of_year(self, month, day):
        """Day and month without the year."""
        return self.day_month.format(day=day, month=self.month_name(month))

    def day(self, year, month, day):
        """Day, month and year."""
        return self.month_year.format(month=self.day_of_year(month, day), year=self.year(year))

    def division(self, year, code):
        """A season, quarter, four months or half of a year (EDTF codes 21 to 41)."""
        named = dict(
            zip(DIVISIONS, (*self.seasons * 3, *self.quarters, *self.quadrimesters, *self.semesters), strict=True)
        )
        text = self.division_of(year, named[code])
        return getattr(self, HEMISPHERES[code]).format(date=text) if code in HEMISPHERES else text

    def division_of(self, year, division):
        """The named part of a year."""
        return self.division_year.format(division=division, year=year)

    def unspecified(self, date):
        """A date with unspecified digits (EDTF levels 1 and 2)."""
        match = QUALIFIED.fullmatch(date.text)
        year, month, day = match["year"], match["month"], match["day"]
        known_month, known_day = date.month, date.day
        if (month and not known_month and month != "XX") or (day and not known_day and day != "XX"):
            return self.unknown_digits.format(date="-".join(part for part in (year, month, day) if part))
        if known_day and not known_month:
            return self.unknown_digits.format(date="-".join((year, month, day)))
        text = self.in_year(year, known_month, known_day)
        if month and not known_month:
            return self.month_unknown.format(date=text)
        return self.day_unknown.format(date=text) if day and not known_day else text

    def in_year(self, year, month, day):
        """A year that may have unspecified digits, with the month and day that are known."""
        if "X" not in year:
            whole = int(year)
            return self.day(whole, month, day) if day else self.month(whole, month) if month else self.year(whole)
        if not month:
            return self.years(year)
        if month > 12:
            return self.division(self.years(year), month)
        text = self.day_of_year(month, day) if day else self.month_name(month)
        if set(year) <= {"-", "X"}:
            return self.year_unknown.format(date=text)
        return self.of_year.format(date=text, year=self.years(year))

    def years(self, pattern):
        """A decade, century, millennium or other pattern of years."""
        known = pattern.rstrip("X")
        missing = len(pattern) - len(known)
        if known in ("", "-"):
            return self.nothing_known
        if "X" in known:
            return self.unknown_digits.format(date=pattern)
        number, negative = int(known), pattern.startswith("-")
        if missing == 1 and not negative and number:
            return self.of_decade(number * 10)
        low, high = _extent(known, missing)
        if missing == 1:
            return f"{self.year(low)} – {self.year(high)}"
        return self.ages(missing, abs(number) + 1, negative, low, high)

    def of_decade(self, year):
        """The ten years from `year` on."""
        return self.decade.format(year=year, last=year + 9)

    def ages(self, missing, ordinal, negative, low, high):
        """A century (two missing digits) or a millennium (three), which counts from 1."""
        template = self.century if missing == 2 else self.millennium
        if negative:
            return f"{self.year(low)} – {self.year(high)}"
        return template.format(**self.age(ordinal), first=self.year(low), last=self.year(high))

    def age(self, ordinal):
        """How the language writes the number of a century or millennium."""
        return {"ordinal": ordinal}

    def interval(self, date):
        """From the first date to the last; what both have in common is said once."""
        start, end = date.parts
        if start and end:
            return self.stretch(start, end)
        if start:
            return self.bounded(self.since if date.open_end else self.since_unknown, start, "since")
        if end:
            return self.bounded(self.until if date.open_start else self.until_unknown, end, "until")
        return self.any_time if date.open_start and date.open_end else self.nothing_known

    def bounded(self, template, date, side):
        """An interval of which one end is given; `side` is "since" or "until"."""
        return template.format(date=self.definite(date, self.dating(date)))

    def stretch(self, start, end):
        """Two dates, `21–23 August 2012` or `30 March – 2 April 2011`."""
        if start.text == end.text:
            return self.dating(start)
        both = self.dating(start), self.dating(end)
        if all(_is_plain(date) and date.precision == "year" and date.year > 0 for date in (start, end)):
            return "–".join(both)
        return self.together([start, end], "–") or " – ".join(both)

    def listed(self, date):
        """One of, or all of, several dates (EDTF level 2)."""
        joint = self.either if date.kind == "one_of" else self.all_of
        one = self.one_day if date.kind == "one_of" else self.dating
        return self.together(date.parts, joint) or self.joined([one(part) for part in date.parts], joint)

    def one_day(self, part):
        """A member of a set of which one is true; `[1992..]` is 1992 or later, not all the time since."""
        if part.kind != "interval" or all(part.parts):
            return self.dating(part)
        template, end = (self.later, part.parts[0]) if part.parts[0] else (self.earlier, part.parts[1])
        return template.format(date=self.dating(end)) if end else self.dating(part)

    def joined(self, texts, joint):
        """`a, b or c`."""
        return joint.join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else texts[0]

    def together(self, dates, joint):
        """Dates in one month or year with the common part said once, or None where nothing is common."""
        if len(dates) < 2 or not all(map(_is_plain, dates)) or not _all_same(date.year for date in dates):
            return None
        if not (_all_same(bool(date.day) for date in dates) and all(date.month and date.month <= 12 for date in dates)):
            return None
        year = self.year(dates[0].year)
        if not dates[0].day:
            months = self.tied([self.month_name(date.month) for date in dates], joint)
            return self.month_year.format(month=months, year=year)
        if _all_same(date.month for date in dates):
            days = self.tied([str(date.day) for date in dates], joint)
            text = self.day_month.format(day=days, month=self.month_name(dates[0].month))
        else:
            spaced = " – " if joint == "–" else joint
            text = self.tied([self.day_of_year(date.month, date.day) for date in dates], spaced)
        return self.month_year.format(month=text, year=year)

    def tied(self, texts, joint):
        """Parts of an interval by its dash, of a set by its conjunction."""
        return joint.join(texts) if "–" in joint else self.joined(texts, joint)


def roman(number: int) -> str:
    """A number from 1 to 100 in Roman numerals, as centuries are counted."""
    tens, ones = divmod(number, 10)
    return ROMAN_TENS[tens] + ROMAN_ONES[ones]


def _is_plain(date):
    return date.kind == "date" and not (date.approximate or date.uncertain or set(date.text) & set("XYTS"))


def _all_same(values):
    return all(one == other for one, other in pairwise(values))


def _extent(known, missing):
    low, high = sorted((int(known + "0" * missing), int(known + "9" * missing)))
    return low, min(high, -1) if known.startswith("-") else high


def _clock(match):
    time = match.string.partition("T")[2]
    for sign in ("Z", "+", "-"):
        clock, found, offset = time.partition(sign)
        if found:
            return f"{clock} UTC" + (f"{sign}{offset}" if offset else "")
    return time
