"""Letters as people type them: one stored form, and one folded form in which spellings meet."""

import functools
import itertools
import re
import unicodedata

# Letters that Unicode does not decompose, or that two traditions transcribe differently. `ə` is written e by some and
# a by others: the plain fold takes e, `fold_variants` gives every reading.
_PLAIN = str.maketrans(
    {
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
        "ʻ": "",
        "ʼ": "",
        "’": "",
        "'": "",
        "`": "",
    }
)
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
    """The folded words of several texts, each reading once, in order of appearance: what a search column stores."""
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found.update(words_in(str(text)))
    return " ".join(found)


@functools.lru_cache(maxsize=2048)
def words_in(text: str) -> dict[str, None]:
    """The folded words of one text, each reading once, in order of appearance; nobody changes what is given."""
    found: dict[str, None] = {}
    lowered = _lower(text)
    if any(mark in lowered for mark in "’'`ʻʼ"):
        lowered = lowered.translate(_APOSTROPHES)
    for word in _NOT_A_WORD.split(lowered):
        if word.isascii():
            found[word] = None
        else:
            found.update(_readings(word))
    found.pop("", None)
    return found


# The words of names come again and again in an import.
@functools.lru_cache(maxsize=8192)
def _readings(word: str) -> dict[str, None]:
    return dict.fromkeys(part for reading in sorted(fold_variants(word)) for part in reading.split())


def _lower(text: str) -> str:
    # `'İ'.lower()` is two code points and `'I'.lower()` must meet both i and ı, which fold to one letter anyway.
    return unicodedata.normalize("NFC", str(text)).replace("İ", "i").lower()


def _fold(lowered: str) -> str:
    decomposed = unicodedata.normalize("NFKD", lowered)
    # Compatibility letters (𝓐, ﬁ) become plain ones only here, capitals among them.
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).lower().translate(_PLAIN)
    return _NOT_A_WORD.sub(" ", bare).strip()
