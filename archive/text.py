"""Letters as people type them: one stored form, and one folded form in which spellings meet."""

import functools
import itertools
import re
import unicodedata

# Letters that Unicode does not decompose, or that two traditions transcribe differently. `ə` is written e by some and
# a by others: the plain fold takes e, `fold_variants` gives every reading.
_LETTERS = {
    "ə": "e",
    "ǝ": "e",
    "ı": "i",
    "ß": "ss",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys("ʻʼ’'`", ""))
# Letters of other alphabets, in small plain Latin ones: for addresses, not for search.
_IN_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэіїєґәөүғҹһҝј", "abvgdeeziyklmnoprstufyeiiegaougchgy", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
    | dict(zip("აბგდევზთიკლმნოპრსტუფქყხჯჰ", "abgdevztiklmnoprstupkqxjh", strict=True))
    | {"ჟ": "zh", "ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch"}
)
_NOT_A_WORD = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("", "", "’'`ʻʼ")
_SPACES = re.compile(r"\s+")
# Stands in a search column between two texts: a letter that nobody writes, which the databases take for a word.
BREAK = "ꙮ"
_VOWELS = re.compile("[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")
# Languages that tell i with a dot from ı without one, in capitals too.
_DOTTED = ("az", "tr")
_MARKED = {
    letter: plain
    for letter in map(chr, range(0xC0, 0x250))
    if (plain := unicodedata.normalize("NFKD", letter)[0]) != letter and plain.isascii()
}


def _alphabet(*letters):
    """A table of what each letter is sorted as: one that comes after another, whatever follows that, as it with `~`."""
    own = {after: before + "~" * n for before, some in letters for n, after in enumerate(some, 1)}
    return {ord(letter): plain for letter, plain in {**_MARKED, **_LETTERS, **own}.items()}


_LONGEST_KEY = 200
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
# Beyond this many ə in one word only the all-e and the all-a readings are kept: each doubles their number.
_MOST_READINGS = 3


def clean(text: str, *, lines: bool = False) -> str:
    """The one stored form of a text: NFC, trimmed, without control, zero-width and bidirectional characters.

    A single line has every run of white space, no-break spaces included, as one space; with `lines` the line ends stay.
    """
    text = str(text)
    # Most texts are in their stored form already; an import asks this of every cell.
    is_stored_form = text.isprintable() and "  " not in text and text == text.strip()
    if is_stored_form and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return _SPACES.sub(" ", text).strip()


def whole_number(text: str, digits: int = 18) -> int | None:
    """The number that a text of an address or a form is; None for a text that is none, or has more digits."""
    return int(text) if text.isdecimal() and len(text) <= digits else None


def fold(text: str) -> str:
    """Lower-case words without diacritics, one space between them: `İlham` and `ILHAM` are both `ilham`."""
    return _fold(_lower(text).translate(_PLAIN))


def address_of(text: str) -> str:
    """The words of a text as the last part of an address: `Əliyev, İ.` is `eliyev-i`, `Пётр` is `petr`.

    Letters of alphabets that have no Latin ones here are left out, so that nothing may be left.
    """
    plain = fold(text)
    if not plain.isascii():
        # Before marks are taken off: й is a letter of its own.
        plain = fold(_without_accents(_lower(text)).translate(_IN_LATIN)).encode("ascii", "ignore").decode()
    return "-".join(plain.split())


def _without_accents(text: str) -> str:
    """Greek letters without their accents, others as they are."""
    return "".join(unicodedata.normalize("NFD", c)[0] if "\u0370" <= c <= "\u03ff" else c for c in text)


def fold_variants(text: str) -> set[str]:
    """Every folded reading of a text, with each ə as e and as a: {`eliyev`, `aliyev`} for `Əliyev`."""
    lowered = _lower(text).replace("ǝ", "ə")
    count = lowered.count("ə")
    if not count:
        return {fold(text)}
    readings = itertools.product("ea", repeat=count) if count <= _MOST_READINGS else ("e" * count, "a" * count)
    pieces = lowered.split("ə")
    return {
        _fold("".join(map("".join, itertools.zip_longest(pieces, r, fillvalue=""))).translate(_PLAIN)) for r in readings
    }


def words_for_index(texts) -> str:
    """The folded words of several texts in their order, each text once: what a search column stores."""
    return joined(itertools.chain.from_iterable(lines_in(str(text)) for text in texts if text))


def joined(lines) -> str:
    """The stored form of folded lines: a phrase never runs from one of them into the next."""
    return f" {BREAK} ".join(dict.fromkeys(lines))


# The same names come again and again in an import.
@functools.lru_cache(maxsize=8192)
def lines_in(text: str) -> tuple[str, ...]:
    """The folded words of one text in their order: once for each way to read its ə; none where it has no word.

    Where one word has several of them its mixed readings follow by themselves.
    """
    lowered = _lower(text)
    if any(mark in lowered for mark in "’'`ʻʼ"):
        lowered = lowered.translate(_APOSTROPHES)
    words = [word for word in _NOT_A_WORD.split(lowered) if word]
    if lowered.isascii():
        return (" ".join(words),) if words else ()
    readings = [_readings(word) for word in words]
    # The readings of a word are sorted, so that every a stands in the first and every e in the last.
    lines = [" ".join(some[end] for some in readings) for end in (0, -1)]
    mixed = (reading for some in readings for reading in some[1:-1])
    return tuple(line for line in dict.fromkeys((*lines, *mixed)) if line.strip())


@functools.lru_cache(maxsize=8192)
def _readings(word: str) -> tuple[str, ...]:
    return tuple(sorted(fold_variants(word)))


def alphabetical(text: str, language: str, *, is_own: bool = True) -> str:
    """What a text is sorted by in the order of letters of a language (CLDR): two such keys compare byte by byte.

    Signs part words, a letter with a mark that is no letter of its own comes after the same one without; `is_own` says
    whether the text is in this language, whose capitals may be its own too. At most 200 characters.
    """
    if language in _DOTTED and is_own:
        text = text.replace("I", "ı")
    words = _NOT_A_WORD.sub(" ", _lower(text).translate(_APOSTROPHES)).strip()
    key = words.translate(_ALPHABETS.get(language, _ALPHABETS[""]))
    if words.isascii():
        return key[:_LONGEST_KEY]
    return f"{key if key.isascii() else _bare(key)}\t{words}"[:_LONGEST_KEY]


def consonants(word: str) -> str:
    """What is left of a folded word when its vowels are written otherwise and its letters doubled: `alyv`, `lyv`."""
    bare = _VOWELS.sub("", word[1:])
    return _TWICE.sub(r"\1", ("a" if word[:1] in "aeiouy" else word[:1]) + bare)


def _lower(text: str) -> str:
    # `'İ'.lower()` is two code points and `'I'.lower()` must meet both i and ı, which fold to one letter anyway.
    return unicodedata.normalize("NFC", str(text)).replace("İ", "i").lower()


def _bare(lowered: str) -> str:
    decomposed = unicodedata.normalize("NFKD", lowered)
    # Compatibility letters (𝓐, ﬁ) become plain ones only here, capitals among them.
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _fold(lowered: str) -> str:
    bare = _bare(lowered).translate(_PLAIN)
    return _NOT_A_WORD.sub(" ", bare).strip()
