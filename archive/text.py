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


def fold(text: str) -> str:
    """Lower-case words without diacritics, one space between them: `İlham` and `ILHAM` are both `ilham`."""
    return _fold(_lower(text).translate(_PLAIN))


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
    whole = " ".join(str(text) for text in texts if text)
    for word in _NOT_A_WORD.split(_lower(whole).translate(_APOSTROPHES)):
        if word.isascii():
            found[word] = None
        else:
            found.update(_readings(word))
    found.pop("", None)
    return " ".join(found)


# The words of names come again and again in an import.
@functools.lru_cache(maxsize=65_536)
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
