"""Dates in the words of the language az, whose endings follow the last vowel of the number as it is spoken."""

import re

from .wording import HEMISPHERES, Wording, roman

ONES = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
TENS = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")
LAST_NUMBER = re.compile(r"[0-9]+$")
# What stands at the end of a date, and what becomes of it after "since" and "until" and before a part of the year.
ENDINGS = {
    "illər": {"since": "illərdən", "until": "illərədək", "of": "illərin"},
    "əsr": {"since": "əsrdən", "until": "əsrədək", "of": "əsrin"},
    "minillik": {"since": "minillikdən", "until": "minilliyədək", "of": "minilliyin"},
    "naməlum il": {"since": "naməlum ildən", "until": "naməlum ilədək", "of": "naməlum ilin"},
}
YEAR_ENDINGS = {"since": "ildən", "until": "ilədək", "of": "ilin"}
PART_ENDINGS = {"since": "ndan", "until": "nadək"}
OTHER_ENDINGS = {"since": " tarixindən", "until": " tarixinədək", "of": ","}


def ordinal(number: int) -> str:
    """A number as an ordinal with the ending of its last spoken word: 1990-cı, 2000-ci, 1930-cu, 1900-cü."""
    ones, tens, hundreds = number % 10, number // 10 % 10, number // 100 % 10
    if ones or tens:
        return f"{number}-{ONES[ones] or TENS[tens]}"
    if hundreds:
        return f"{number}-cü"
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    return f"{number}-{('cı', 'ci', 'cu', 'cı')[zeros // 3] if zeros < 12 else 'cu'}"


class WordingAz(Wording):
    """`14 yanvar 1992`, `təxminən 1992`, `1990-cı illər`, `1992-ci ildən`, `1992-ci ilədək`."""

    before_christ = "e.ə. {year}"
    about = "təxminən {date}"
    uncertain = "{date} (dəqiq deyil)"
    since = until = "{date}"
    since_unknown = "{date}, sonu naməlum"
    until_unknown = "{date}, başlanğıcı naməlum"
    later, earlier = "{date} və ya daha gec", "{date} və ya daha əvvəl"
    any_time = "istənilən vaxt"
    nothing_known = "naməlum il"
    either, all_of = " və ya ", " və "
    day_unknown = "{date}, gün naməlum"
    month_unknown = "{date}, ay naməlum"
    year_unknown = "{date}, il naməlum"
    unknown_digits = "{date} (X naməlum rəqəmdir)"
    significant = "təxminən {year} ({digits} mənalı rəqəm)"
    decade = "{ordinal} illər"
    century = "{roman} əsr"
    millennium = "{roman} minillik"
    seasons = ("yazı", "yayı", "payızı", "qışı")
    quarters = ("1-ci kvartalı", "2-ci kvartalı", "3-cü kvartalı", "4-cü kvartalı")
    quadrimesters = ("ilk dörd ayı", "ikinci dörd ayı", "üçüncü dörd ayı")
    semesters = ("birinci yarısı", "ikinci yarısı")
    northern, southern = "{date} (Şimal yarımkürəsi)", "{date} (Cənub yarımkürəsi)"

    def of_decade(self, year):
        return self.decade.format(ordinal=ordinal(year))

    def age(self, number):
        return {"roman": roman(number)}

    def division_of(self, year, division):
        return f"{_ended(year, 'of')} {division}"

    def bounded(self, template, date, side):
        """The date takes the ending, and what qualifies it stands outside: `təxminən 1992-ci ildən`."""
        if date.month and date.month <= 12 and not date.day and "X" not in date.text:
            text = f"{_ended(self.year(date.year), 'of')} {self.month_name(date.month)} ayı{PART_ENDINGS[side]}"
        elif date.month and date.month > 12 and date.month not in HEMISPHERES:
            text = self.date(date) + PART_ENDINGS[side]
        else:
            text = _ended(self.date(date), side)
        return template.format(date=self.qualified(date, text))


def _ended(text, side):
    number = LAST_NUMBER.search(text)
    if number:
        return f"{text[: number.start()]}{ordinal(int(number[0]))} {YEAR_ENDINGS[side]}"
    for end, endings in ENDINGS.items():
        if text.endswith(end):
            return text[: -len(end)] + endings[side]
    return text + OTHER_ENDINGS[side]
