"""The words by which people date, in the languages of the archive, folded: lower case, i for ı, e for ə, no accents."""

import re
import unicodedata

from babel import Locale

from .wording import roman

LANGUAGES = ("en", "az", "es")
DASHES = re.compile(r"\s*[\u2012-\u2015\u2212]\s*")
SPACES = re.compile(r"\s+")


def fold(typed: str) -> str:
    """The typed text with small plain letters, single spaces, and long dashes as a hyphen between spaces."""
    plain = typed.replace("İ", "i").replace("I", "i").lower().replace("ı", "i").replace("ə", "e")
    letters = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return SPACES.sub(" ", DASHES.sub(" - ", letters)).strip()


def _month_names():
    names = {"sept": 9, "setiembre": 9, "set": 9}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(language).months["format"][width].items():
                names[fold(name).rstrip(".")] = number
    return names


def _weekday_words():
    words = {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"}
    for language in LANGUAGES:
        for name in Locale.parse(language).days["format"]["wide"].values():
            words.update(fold(name).split())
    return words


def _any(*phrases):
    return "(?:" + "|".join(phrases) + ")"


MONTHS = _month_names()
SEASONS = {
    **dict.fromkeys(("spring", "yaz", "yazi", "yazinda", "yazda", "primavera"), 21),
    **dict.fromkeys(("summer", "yay", "yayi", "yayinda", "yayda", "verano"), 22),
    **dict.fromkeys(("autumn", "fall", "payiz", "payizi", "payizinda", "payizda", "otono"), 23),
    **dict.fromkeys(("winter", "qis", "qisi", "qisinda", "qisda", "invierno"), 24),
}
INFLECTED_MONTH = re.compile(r"(\w+?)(?:in|un|i|u)?(?:da|de)?")
NOISE = {
    *_weekday_words(),
    *("the", "of", "in", "on", "year", "month", "day"),
    *("il", "ilin", "ilde", "ay", "ayi", "ayin", "ayinin", "ayinda", "gun", "gunu", "gunleri"),
    *("tarix", "tarixi", "tarixinde", "tarixlerinde"),
    *("de", "del", "el", "la", "los", "las", "en", "dia", "dias", "mes", "ano"),
    *(",", "."),
}

ABOUT = re.compile(
    r"(?:[~≈] ?|c(?:\.|a\.?)? ?(?=[0-9])|"
    + _any(
        r"c\.", r"ca\.?", "circa", "about", "around", r"approx\.?", "approximately", "texminen olaraq", "texminen",
        "teqriben", "hacia", "alrededor de", "alrededor del", "aproximadamente", "cerca de", "cerca del",
        "en torno a", "en torno al",
    )
    + r" )(?:the |el |la |los )?(.+)()"
)  # fmt: skip
PERHAPS = re.compile(
    _any(
        "perhaps", "possibly", "probably", "ehtimal ki", "ehtimal", "ola bilsin", "posiblemente", "probablemente",
        "quizas?",
    )
    + r",? (.+)|(.+?) ?(?:\?|\((?:\?|uncertain|deqiq deyil|incierto)\))"
)  # fmt: skip

END_UNKNOWN = re.compile(r"(.+?) ?- ?\?")
SINCE_BEFORE_IT = _any("since", "after", "from", "as of", "desde", "despues del?", "a partir del?")
UNTIL_BEFORE_IT = _any("until", "till", "before", "up to", "by", "not later than", "hasta", "antes del?")
SINCE_AFTER_IT = _any("ilden", "ayindan", "tarixinden", "illerden")
UNTIL_AFTER_IT = (
    r"(?:(?:iled|ild|ayinad|tarixined|illered)ek|(?:ile|ayina|tarixine|illere) qeder|"
    r"(?:ilden|ayindan|tarixinden|illerden) evvel)"
)
SINCE = re.compile(
    rf"{SINCE_BEFORE_IT} (?:the |el |la |los )?(.+)|"
    rf"(.+?) {SINCE_AFTER_IT}(?: (?:sonra|beri|bu yana|etibaren))?|"
    rf"(.+?) ?-(?: ?(?:…|\.\.\.|present|now|today|presente|hoy|la actualidad|actualidad|indiyedek|hazirda))?"
)
UNTIL = re.compile(rf"{UNTIL_BEFORE_IT} (?:the |el |la |los )?(.+)|(.+?) {UNTIL_AFTER_IT}")
BETWEEN = re.compile(
    r"(?:from|between|entre|desde|del?) (?:the |el |la |los )?(.+?) "
    r"(?:-|to|until|till|through|and|y|e|hasta|al?) (?:the |el |la |los )?(.+)|"
    rf"(.+?) {SINCE_AFTER_IT} (.+?) {UNTIL_AFTER_IT}"
)
EITHER = re.compile(r" (?:or|ve ya|o|u) ")
BOTH = re.compile(r" (?:and|ve|y|e) ")
RANGE = re.compile(r" (?:-|to|until|till|through|hasta|al?) (?:the |el |la |los )?")

ROMAN = {roman(number).lower(): number for number in range(1, 41)}
CENTURY = re.compile(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th) century|siglo ([ivxl]+)|([ivxl]+) esr(?:de)?")
DECADE = re.compile(
    r"\b([0-9]{3})0 ?'?s\b|\b([0-9]{3})0(?= iller(?:den|edek|e qeder)\b)|\b([0-9]{3})0 iller(?:in|de|inde)?\b|"
    r"\b(?:anos|decada de(?: los)?(?: anos)?) ([0-9]{3})0\b"
)
INFLECTED = "|".join(
    ["yaz", "yay", "payiz", "qis", *(fold(name) for name in Locale.parse("az").months["format"]["wide"].values())]
)
# Endings of numbers and names: 1992-ci, 1-də, 21st, 1.º; and those of 1992-dən, mayadək, which open an interval.
ENDINGS = (
    (re.compile(rf"\b({INFLECTED})[iu]?n?d[ae]n\b"), r"\1 ilden"),
    (re.compile(rf"\b({INFLECTED})[iu]?n?[ae](?:dek| qeder)\b"), r"\1 iledek"),
    (re.compile(r"(?<=[0-9])[-' ]?c[iu]\b"), ""),
    (re.compile(r"(?<=[0-9])-?d[ea]n\b"), " ilden"),
    (re.compile(r"(?<=[0-9])-?d[ea]k\b"), " iledek"),
    (re.compile(r"(?<=[0-9])-?(?:de|da|st|nd|rd|th)\b(?! century)"), ""),
    (re.compile(r"(?<=[0-9])-s?[iu](?:n[dn]?[ae])?\b"), ""),
    (re.compile(r"(?<=[0-9])\.?(?:o|er|ro)\b"), ""),
)
ROMAN_MONTHS = "|".join(sorted((roman(number).lower() for number in range(1, 13)), key=len, reverse=True))
# What is said in other ways than the reading below knows, in this order, after the endings.
REWRITES = (
    (re.compile(r"([0-9]{4}) ?- ?([0-9]{4}) iller\w*"), r"\1 - \2"),
    (re.compile(r"(?:from|since) (.+) (?:-|to|until|till|through) (?:the )?(?:present|now|today)"), r"\1 - present"),
    (re.compile(rf"(?:(?<=[0-9.])\.? ?|^)({ROMAN_MONTHS})(?:\. ?| )(?=[0-9]{{4}}\b)"), lambda found: _roman(found[1])),
    (re.compile(r"q([1-4])[ /-]*([0-9]{4})|([0-9]{4})[ /-]*q([1-4])"), lambda found: _quarter(found)),
)


def _roman(numeral):
    return f" {fold(Locale.parse('en').months['format']['wide'][ROMAN[numeral]])} "


def _quarter(found):
    # EDTF level 2: the quarters of a year are its months 33 to 36.
    return f"{found[2] or found[3]}-{32 + int(found[1] or found[4])}"


def month(word: str) -> int | None:
    """The number of a month or season (21 to 24) by its folded name, also with a case ending; else None."""
    known = MONTHS.get(word) or SEASONS.get(word)
    if known:
        return known
    stem = INFLECTED_MONTH.fullmatch(word)
    return MONTHS.get(stem[1]) if stem and len(stem[1]) > 2 else None
