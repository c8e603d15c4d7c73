"""Names as Azerbaijani, Spanish and Russian write them: respelled by the rules of the region that they come from."""

import functools
import re

# Azerbaijani letters in the English of the archive's texts, and in Spanish.
_LETTERS = ["ə", "ş", "ç", "c", "x", "ğ", "ı", "ö", "ü", "q"]
_IN_ENGLISH = ["a", "sh", "ch", "j", "kh", "gh", "i", "o", "u", "g"]
_IN_SPANISH = ["a", "sh", "ch", "y", "j", "g", "i", "o", "u", "g"]
_RUSSIAN = {
    "shch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ya": "я", "yu": "ю", "a": "а", "b": "б",
    "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м",
    "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс",
    "y": "й", "z": "з", "ö": "ё", "ü": "ю", "á": "а", "é": "е", "í": "и", "ó": "о", "ú": "у", "ñ": "нь", "ç": "с",
}  # fmt: skip


@functools.cache
def spelled(word, az_rules, es_rules) -> tuple[str, str, str]:
    """A name as it is written in English, Azerbaijani and Spanish texts."""
    if not az_rules:
        return word.translate(_table(_IN_ENGLISH)), word, word.translate(_table(_IN_SPANISH))
    return word, _capital(_respelled(word, az_rules), "az"), _capital(_respelled(word, es_rules), "es")


@functools.cache
def in_russian(word) -> str:
    """A name, as English writes it, in Russian letters."""
    letters = re.sub("|".join(_RUSSIAN), lambda found: _RUSSIAN[found[0]], word.lower())
    return " ".join(part.capitalize() for part in letters.split())


def _table(letters):
    small = dict(zip(_LETTERS, letters, strict=True))
    great = {letter.upper(): other.capitalize() for letter, other in small.items() if letter != "ı"}
    return str.maketrans(small | great | {"İ": "I"})


def _respelled(word, rules):
    pairs = dict(rule.split("=") for rule in rules.split())
    if not pairs:
        return word
    return re.sub("|".join(pairs), lambda found: pairs[found[0]], word.lower())


def _capital(word, language):
    return "-".join(
        part if part in ("al", "əl") else (("İ" if part[0] == "i" and language == "az" else part[0].upper()) + part[1:])
        for part in word.split("-")
        if part
    )
