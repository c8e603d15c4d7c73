"""Dates in words of further languages, turned into English ones: sources and their sheets speak more than the archive.

A text is turned only where every word of it is known in one language; otherwise nothing is guessed.
"""

import functools
import re

from babel import Locale

from .vocabulary import fold

ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# What is left of a word that says nothing: ., before the day, or brackets around it.
_NOTHING = re.compile(r"^[ .,;]+|[ ,;]+$| \.$|\(\s*\)")
_APOSTROPHES = str.maketrans("’ʼ`´", "''''")
_ROMAN = "(?P<roman>[ivxl]+)"
_YEARS = "(?P<years>[0-9]{3}0)"

# For each language: what is rewritten in the whole text, in this order, and the words by what they are in English;
# a word that says nothing is listed under the empty one. All folded. "until" also stands between two dates.
_LANGUAGES = {
    "de": (
        (
            (r"([0-9]{1,2})\. ?/ ?(?=[0-9]{1,2}\. )", r"\1. - "),
            (r"\bbis zu[mr]?\b", "until"),
            (r"\b([1-4])\. ?(?:quartal|vierteljahr)\w*", r"q\1"),
            (r"\bbis (?:heute|jetzt|zur gegenwart)\b", "- present"),
            (rf"{_YEARS}er(?: jahren?)?\b", r"\g<years>s"),
            (r"([0-9]{1,2})\. ?(?:jahrhunderts?|jhdt?|jh)\b\.?", r"\1th century"),
        ),
        {
            "": "der den dem des die am im in jahr jahre jahres monat tag datum",
            "from": "vom von", "until": "bis", "between": "zwischen", "and": "und sowie", "or": "oder",
            "about": "um ca circa etwa ungefahr gegen", "perhaps": "wohl vermutlich wahrscheinlich vielleicht",
            "since": "seit ab", "after": "nach", "before": "vor", "present": "heute",
            "spring": "fruhling fruhjahr", "summer": "sommer", "autumn": "herbst", "winter": "winter",
            "january": "janner", "february": "feber",
        },
    ),
    "fr": (
        (
            (r"\b([1-4])(?:er|e|eme)? trimestre", r"q\1"),
            (r"(?<=[0-9])(?:er|re)\b", ""),
            (r"\bjusqu'(?:a|au|en)\b(?: ce jour| nos jours)", "- present"),
            (r"\bjusqu'(?:a|au|en)\b", "until"),
            (r"\b(?:a ce jour|aujourd'hui|de nos jours)\b", "present"),
            (r"\ba partir (?:de|du|d')", "since "),
            (r"\bpeut-etre\b", "perhaps"),
            (rf"\b(?:les )?annees {_YEARS}\b", r"\g<years>s"),
            (rf"\b(?:le |au )?{_ROMAN}e siecle\b", r"siglo \g<roman>"),
            (r"^du (?=.* au )", "from "),
            (r"^de (?=.* a )", "from "),
        ),
        {
            "": "le la l les de du des d en dans l'annee l'an an annee mois jour date siglo",
            "until": "au a", "between": "entre", "and": "et", "or": "ou",
            "about": "vers environ env circa ca", "perhaps": "probablement", "since": "depuis", "after": "apres",
            "before": "avant", "spring": "printemps", "summer": "ete l'ete", "autumn": "automne l'automne",
            "winter": "hiver l'hiver",
        },
    ),
    "it": (
        (
            (r"(?<=[0-9])(?:°|o\b)", ""),
            (r"\b(?:fino ad oggi|ad oggi|oggi)\b", "present"),
            (r"\b(?:fino|sino) (?:al?|all'|alla)(?=\b| )", "until"),
            (rf"\b(?:gli )?anni {_YEARS}\b", r"\g<years>s"),
            (rf"\b{_ROMAN} secolo\b", r"siglo \g<roman>"),
            (r"^(?:dal?|dall'|dalla)(?: |\b)(?=.* (?:al?|all'|alla)\b)", "from "),
            (r"^(?:dal?|dall'|dalla)(?: |\b)", "since "),
        ),
        {
            "": "il lo la l del della dell' di nel nell' nell'anno in anno mese giorno siglo",
            "until": "al a alla", "between": "tra fra", "and": "e ed", "or": "o", "about": "circa ca verso",
            "perhaps": "forse probabilmente", "after": "dopo", "before": "prima", "spring": "primavera",
            "summer": "estate", "autumn": "autunno", "winter": "inverno",
        },
    ),
    "pt": (
        (
            (r"\bate (?:hoje|ao presente|a atualidade)\b", "- present"),
            (r"\b(?:por volta de|cerca de)\b", "about"),
            (r"\b(?:a partir d[eoa]|depois d[eoa])\b", "since"),
            (rf"\b(?:(?:nos |os )?anos|(?:na )?decada de) {_YEARS}\b", r"\g<years>s"),
            (rf"\bseculo {_ROMAN}\b", r"siglo \g<roman>"),
            (r"^(?:de|do dia|dos dias) (?=.* (?:a|ao|ate) )", "from "),
        ),
        {
            "": "de do da dos das em no na o os dia dias mes ano siglo",
            "until": "a ao ate as", "between": "entre", "and": "e", "or": "ou", "about": "c ca circa aproximadamente",
            "perhaps": "talvez provavelmente possivelmente", "since": "desde", "after": "apos", "before": "antes",
            "present": "presente atualidade hoje", "spring": "primavera", "summer": "verao", "autumn": "outono",
            "winter": "inverno",
        },
    ),
    "ru": (
        (
            (r"(?:\b(?:по|до)|-) (?:н\. ?в\.?|наст(?:\.|оящее|оящего) вр(?:\.|емя|емени)|сеи ?час)", "- present"),
            (r"\b([1-4])(?: ?- ?и)? квартал\w*", r"q\1"),
            (rf"\b{_YEARS} ?- ?(?:е|х|м)\b(?: (?:гг\.?|годы|годов|годах))?", r"\g<years>s"),
            (rf"\b{_ROMAN} (?:в\.|веке?|века)", r"siglo \g<roman>"),
            (r"([0-9]) ?- ?(?:го|е|ое|ого|м|ом)\b", r"\1"),
        ),
        {
            "": "г гг год года году годы годов в во число числа день siglo",
            "from": "с со", "until": "по", "between": "между", "and": "и", "or": "или либо",
            "about": "около ок примерно приблизительно", "perhaps": "вероятно возможно предположительно",
            "after": "после", "before": "до", "spring": "весна весной веснои весны", "summer": "лето летом лета",
            "autumn": "осень осенью осени", "winter": "зима зимой зимои зимы",
            **{english: f"{stem}е" for english, stem in zip(ENGLISH_MONTHS, (
                "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр",
                "декабр"), strict=True)},
        },
    ),
    "tr": (
        (
            (r"\b(?:gunumuze kadar|halen|devam ediyor)\b", "- present"),
            (r"^(.+?)'?(?:y[ea]|[ea])? (?:kadar|dek|degin)$", r"until \1"),
            (r"^(.+?)'?[dt][ae]n (?:beri|itibaren|bu yana)$", r"since \1"),
            (r"^(.+?)'?[dt][ae]n once$", r"before \1"),
            (r"^(.+?)'?[dt][ae]n sonra$", r"after \1"),
            (r"^(.+?) (?:civari|civarinda|dolaylarinda|sularinda)$", r"about \1"),
            (rf"{_YEARS}'?(?:li yillar|l[ae]r)\w*", r"\g<years>s"),
            (r"([0-9]{1,2})\. ?(?:yuzyil|yy)\w*\.?", r"\1th century"),
            (r"(?<=[0-9])'?(?:n?[dt][ae]n?|n?in|n?un|s?i|s?u)\b", ""),
        ),
        {
            "": "yil yili yilinda yilinin ay ayi ayinda gun gunu tarih tarihi tarihinde",
            "and": "ve ile", "or": "veya yahut", "about": "yaklasik takriben tahminen", "perhaps": "muhtemelen belki",
            "spring": "ilkbahar bahar", "autumn": "sonbahar guz", "winter": "kis",
        },
    ),
    "nl": (
        (
            (r"\b(?:tot en met|t/m)\b", "until"),
            (r"\btot (?:heden|nu)\b", "- present"),
            (r"^van (?=.* tot )", "from "),
            (rf"\b(?:jaren|de jaren) {_YEARS}\b", r"\g<years>s"),
        ),
        {
            "": "de het van op in jaar maand dag", "until": "tot", "between": "tussen", "and": "en", "or": "of",
            "about": "omstreeks rond circa ca ongeveer", "perhaps": "misschien waarschijnlijk vermoedelijk",
            "since": "sinds vanaf", "after": "na", "before": "voor", "spring": "lente voorjaar", "summer": "zomer",
            "autumn": "herfst najaar", "winter": "winter",
        },
    ),
    "uk": (
        ((r"([0-9]) ?- ?(?:го|е|ого)\b", r"\1"),),
        {
            "": "р рр рік рік року році роки років у в", "from": "з із від", "until": "по", "and": "і та", "or": "або",
            "about": "близько", "after": "після", "before": "до",
        },
    ),
    "pl": (
        (),
        {
            "": "r rok roku w dnia dzien", "from": "od", "until": "do", "and": "i oraz", "or": "lub albo",
            "about": "ok okolo", "after": "po", "before": "przed",
        },
    ),
}  # fmt: skip


@functools.lru_cache(maxsize=65_536)
def in_english(typed: str) -> tuple[str, ...]:
    """The text in English for each language in which every word of it is known: none for most texts, seldom several."""
    folded = fold(typed.translate(_APOSTROPHES))
    found = (_translated(folded, language) for language in _LANGUAGES)
    return tuple(dict.fromkeys(text for text in found if text))


def _translated(text, language):
    rewrites, words = _vocabulary(language)
    for pattern, english in rewrites:
        text = pattern.sub(english, text)
    unknown = []

    def word(match):
        english = words.get(match[0])
        if english is None:
            unknown.append(match[0])
        return english or ""

    text = _NOTHING.sub("", " ".join(_WORD.sub(word, text).split()))
    return "" if unknown else text


@functools.cache
def _vocabulary(language):
    rewrites, said = _LANGUAGES[language]
    words = {fold(word): english for english, theirs in said.items() for word in theirs.split()}
    # What the rewriting has put into English already.
    kept = "q present until since after before about perhaps from th s century siglo"
    words |= {word: word for word in kept.split() if word not in words}
    words |= {"siglo": "siglo", **{numeral: numeral for numeral in _numerals()}}
    locale = Locale.parse(language)
    for names in (*locale.days["format"].values(), *locale.days["stand-alone"].values()):
        words |= {part: "" for name in names.values() for part in _WORD.findall(fold(name)) if len(part) > 1}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                words[fold(name).rstrip(".")] = ENGLISH_MONTHS[number - 1]
    return [(re.compile(pattern), english) for pattern, english in rewrites], words


def _numerals():
    from .vocabulary import ROMAN

    return [numeral for numeral in ROMAN if len(numeral) > 1 or numeral == "x"]
