"""What is left of the letters of all alphabets when their marks are taken off, and the other ways to write them."""

import re
import unicodedata

# Letters that Unicode does not decompose. `ə` is written e by some and a by others: the plain fold takes e.
_NAMED = {
    "ə": "e",
    "ǝ": "e",
    "ı": "i",
    "ȷ": "j",
    "ß": "ss",
    "ð": "d",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ŋ": "n",
    "ĸ": "k",
    "ŀ": "l",
    "ŉ": "n",
    "ɔ": "o",
    "ɛ": "e",
    "ɣ": "g",
    "ɩ": "i",
    "ɑ": "a",
    "ɡ": "g",
    "ɵ": "o",
    "ʉ": "u",
    "ʊ": "u",
    "ʃ": "s",
    "ʒ": "z",
    "ƣ": "q",
    "ꞵ": "b",
    "ө": "о",
    "ү": "у",
    "ә": "а",
    "ς": "σ",
    # Persian and Urdu forms of Arabic letters, and those that many do not tell apart at the end of a word.
    "ٱ": "ا",
    "ی": "ي",
    "ى": "ي",
    "ې": "ي",
    "ک": "ك",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ۀ": "ه",
    "ـ": "",
}
# The alphabets in which a letter may have a stroke, a hook or a tail that Unicode does not take off.
_STROKED = ((0xC0, 0x250), (0x250, 0x2B0), (0x400, 0x530), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80))
_MARKED_NAME = re.compile(r"(LATIN|CYRILLIC) SMALL LETTER ([A-Z]+|SHORT I|STRAIGHT U) WITH .+")
# Signs that stand for an apostrophe, or for a letter of another alphabet that Latin has none for; and those that join
# the parts of a word, as a class of a regular expression has them.
APOSTROPHES = "’'‘`´ʻʼʽʹˈʾʿˊ′‛＇՚׳ꞌ"
HYPHENS = r"\-‐‑·‧"
# What stands on or under another sign: never a word of its own, never between two.
MARKS = "".join(c for c in map(chr, range(0x300, 0xABFF)) if unicodedata.category(c)[0] == "M")


def _plain_letters():
    """{letter: what it is without its mark}, for those that Unicode leaves as they are."""
    found = dict(_NAMED)
    for letter in (chr(code) for first, end in _STROKED for code in range(first, end)):
        named = _MARKED_NAME.fullmatch(unicodedata.name(letter, ""))
        if named and letter not in found and unicodedata.normalize("NFKD", letter) == letter:
            try:
                base = unicodedata.lookup(f"{named[1]} SMALL LETTER {named[2]}")
            except KeyError:
                continue
            found[letter] = found.get(base, base)
    return found


def _digits():
    """{digit of another script: ours}."""
    signs = (c for c in map(chr, range(0x80, 0x10000)) if unicodedata.category(c) == "Nd")
    return {sign: str(unicodedata.decimal(sign)) for sign in signs}


LETTERS = _plain_letters()
PLAIN = str.maketrans(LETTERS | _digits() | dict.fromkeys(APOSTROPHES, ""))
# Letters of other alphabets, in small plain Latin ones: for addresses, not for search.
IN_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэіїєґәөүғҹһҝј", "abvgdeeziyklmnoprstufyeiiegaougchgy", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
    | dict(zip("აბგდევზთიკლმნოპრსტუფქყხჯჰ", "abgdevztiklmnoprstupkqxjh", strict=True))
    | {"ჟ": "zh", "ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch"}
)
# How letters with marks are written by those who have none and use two letters for one: by their sound as English has
# it, or doubled as German and the languages of the north have it. Who writes one of a group so writes all of it so.
BY_SOUND = str.maketrans(
    {"ş": "sh", "ç": "ch", "ğ": "gh", "š": "sh", "č": "ch", "ž": "zh", "đ": "dj", "ð": "dh", "ŋ": "ng", "ә": "е"}
)
DOUBLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Plain letters that stand for another sound in a language than in English.
OF_A_LANGUAGE = {"az": str.maketrans({"x": "kh", "q": "g", "c": "j"})}
