"""Texts in the order in which readers of a language look them up."""

import unicodedata

from archive.text.base import bare, lower, spaced
from archive.text.letters import APOSTROPHES, LETTERS

# Languages that tell i with a dot from ı without one, in capitals too.
_DOTTED = ("az", "tr")
_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_LONGEST_KEY = 200
_MARKED = {
    letter: plain
    for letter in map(chr, range(0xC0, 0x250))
    if (plain := unicodedata.normalize("NFKD", letter)[0]) != letter and plain.isascii()
}


def _alphabet(*letters):
    """A table of what each letter is sorted as: one that comes after another, whatever follows that, as it with `~`."""
    own = {after: before + "~" * n for before, some in letters for n, after in enumerate(some, 1)}
    return {ord(letter): plain for letter, plain in {**_MARKED, **LETTERS, **own}.items()}


# The letters of an alphabet that have marks, or stand elsewhere than in most, after the one that they follow; under ""
# those of all other languages, where a letter with a mark is no letter of its own.
_ALPHABETS = {
    "": _alphabet(("e", "ə"), ("i", "ı")),
    "az": _alphabet(
        ("c", "ç"), ("e", "ə"), ("g", "ğ"), ("h", "xı"), ("k", "q"), ("o", "ö"), ("s", "ş"), ("u", "ü"), ("z", "w")
    ),
    "es": _alphabet(("e", "ə"), ("i", "ı"), ("n", "ñ")),
    "tr": _alphabet(("c", "ç"), ("e", "ə"), ("g", "ğ"), ("h", "ı"), ("o", "ö"), ("s", "ş"), ("u", "ü")),
}


def alphabetical(text: str, language: str, *, is_own: bool = True) -> str:
    """What a text is sorted by in the order of letters of a language (CLDR): two such keys compare byte by byte.

    Signs part words, a letter with a mark that is no letter of its own comes after the same one without; `is_own` says
    whether the text is in this language, whose capitals may be its own too. At most 200 characters.
    """
    if language in _DOTTED and is_own:
        text = text.replace("I", "ı")
    words = spaced(lower(text).translate(_APOSTROPHES))
    key = words.translate(_ALPHABETS.get(language, _ALPHABETS[""]))
    if words.isascii():
        return key[:_LONGEST_KEY]
    return f"{key if key.isascii() else bare(key)}\t{words}"[:_LONGEST_KEY]
