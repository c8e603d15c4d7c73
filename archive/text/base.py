"""Letters as people type them: one stored form, and one folded form in which spellings meet."""

import itertools
import re
import unicodedata
from functools import lru_cache

from archive.text.letters import IN_LATIN, MARKS, PLAIN

_NOT_A_WORD = re.compile(rf"(?:[^\w{MARKS}]|_)+")
_NOT_ASCII_WORD = re.compile(r"[\W_]+", re.ASCII)
_SPACES = re.compile(r"\s+")
# Beyond this many ə in one word only the all-e and the all-a readings are kept: each doubles their number.
_MOST_READINGS = 3
# The schwa of the Cyrillic alphabet looks like that of the Latin one: beside a Latin letter it is meant for that.
_MISTAKEN_SCHWA = re.compile(r"(?<=[a-zà-ɏə])ә|ә(?=[a-zà-ɏə])")


def clean(text: str, *, lines: bool = False) -> str:
    """The one stored form of a text: NFC, trimmed, without control, zero-width and bidirectional characters.

    A single line has every run of white space, no-break spaces included, as one space; with `lines` the line ends stay.
    """
    text = str(text)
    # Most texts are in their stored form already; an import asks this of every cell.
    is_stored_form = text.isprintable() and "  " not in text and text == text.strip()
    if is_stored_form and unicodedata.is_normalized("NFC", text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    # Only now: a letter and its accent may have stood apart.
    text = unicodedata.normalize("NFC", text)
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return _SPACES.sub(" ", text).strip()


def whole_number(text: str, digits: int = 18) -> int | None:
    """The number that a text of an address or a form is; None for a text that is none, or has more digits."""
    return int(text) if text.isdecimal() and len(text) <= digits else None


def fold(text: str) -> str:
    """Lower-case words without diacritics, one space between them: `İlham` and `ILHAM` are both `ilham`."""
    return _fold(lower(text).translate(PLAIN))


def address_of(text: str) -> str:
    """The words of a text as the last part of an address: `Əliyev, İ.` is `eliyev-i`, `Пётр` is `petr`.

    Letters of alphabets that have no Latin ones here are left out, so that nothing may be left.
    """
    plain = fold(text)
    if not plain.isascii():
        # Before marks are taken off: й is a letter of its own.
        plain = fold(_without_accents(lower(text)).translate(IN_LATIN)).encode("ascii", "ignore").decode()
    return "-".join(plain.split())


def _without_accents(text: str) -> str:
    """Greek letters without their accents, others as they are."""
    return "".join(unicodedata.normalize("NFD", c)[0] if "\u0370" <= c <= "\u03ff" else c for c in text)


@lru_cache(maxsize=4096)
def fold_variants(text: str) -> frozenset[str]:
    """Every folded reading of a text, with each ə as e and as a: {`eliyev`, `aliyev`} for `Əliyev`."""
    lowered = lower(text).replace("ǝ", "ə")
    count = lowered.count("ə")
    if not count:
        return frozenset({_fold(lowered.translate(PLAIN))})
    readings = itertools.product("ea", repeat=count) if count <= _MOST_READINGS else ("e" * count, "a" * count)
    pieces = lowered.split("ə")
    return frozenset(
        _fold("".join(map("".join, itertools.zip_longest(pieces, r, fillvalue=""))).translate(PLAIN)) for r in readings
    )


def lower(text: str) -> str:
    """A text in small letters, composed: `'İ'.lower()` is two code points, and I must meet both i and ı."""
    text = str(text)
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", text).replace("İ", "i").lower()
    return _MISTAKEN_SCHWA.sub("ə", lowered) if "ә" in lowered else lowered


def bare(lowered: str) -> str:
    """Small letters without what stands on or under them."""
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    # Compatibility letters (𝓐, ﬁ) become plain ones only here, capitals among them.
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def spaced(lowered: str) -> str:
    """Words with one space between them, whatever signs part them."""
    return (_NOT_ASCII_WORD if lowered.isascii() else _NOT_A_WORD).sub(" ", lowered).strip()


def _fold(lowered: str) -> str:
    return spaced(bare(lowered).translate(PLAIN))
