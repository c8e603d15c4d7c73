"""The folded keys under which records are compared: records that share none of them are never held side by side."""

import functools
import hashlib
import re
from itertools import combinations, product
from urllib.parse import urlsplit

from archive.text import fold_variants

# A longer name than this says enough by all its words together; each further word would double the keys.
_MOST_WORDS = 7
_MOST_KEYS = 60
_LONGEST = 90
# How one sound is written by different traditions; in this order.
_SPELLINGS = (
    ("dzh", "j"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "j"),
    ("ph", "f"), ("ts", "s"), ("ck", "k"), ("q", "g"), ("w", "v"), ("z", "s"), ("k", "g"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")


def readings_of(names) -> set[str]:
    """Every folded reading of these names, and of `Family, Given` the other way round."""
    found = set()
    for name in names:
        found |= fold_variants(name)
        family, comma, given = name.partition(",")
        if comma and given.strip():
            found |= fold_variants(f"{given} {family}")
    return found - {""}


@functools.lru_cache(maxsize=65_536)
def skeletons(word: str) -> frozenset[str]:
    """What a folded word keeps in every transcription: its consonants by sound, a vowel before them, a final a.

    There are two where it has an x, which is kh to some and ks to others.
    """
    found = set()
    for sound in ("h", "ks") if "x" in word else ("",):
        bare = word.replace("x", sound) if sound else word
        for written, sounded in _SPELLINGS:
            bare = bare.replace(written, sounded)
        begins, ends = ("a" if _VOWELS.match(bare) else ""), ("a" if bare.endswith("a") else "")
        found.add(begins + _TWICE.sub(r"\1", _VOWELS.sub("", bare)) + ends)
    return frozenset(found)


def sounds_of(readings) -> set[tuple[str, ...]]:
    """Whole names by their sound, in any order of the words; one of an initial or of one word is left out."""
    found = set()
    for reading in readings:
        words = reading.split()
        if 1 < len(words) <= _MOST_WORDS and all(len(word) > 2 for word in words):
            found.add(tuple(sorted(min(skeletons(word)) for word in words)))
            found.add(tuple(sorted(max(skeletons(word)) for word in words)))
    return found


def keys_of_person(readings) -> set[str]:
    """Pairs of words by their sound, in any order; an initial stands for its word."""
    found = set()
    for reading in readings:
        words = reading.split()[:_MOST_WORDS]
        if len(words) == 1:
            found.add(f"1 {words[0]}")
        for one, other in combinations(words, 2):
            if len(one) > 1 and len(other) > 1:
                found |= {"2 " + " ".join(sorted(pair)) for pair in product(skeletons(one), skeletons(other))}
            # Both ways: of two words it is not known which is the family's.
            found |= {f"i {s} {b[0]}" for a, b in ((one, other), (other, one)) if len(a) > 1 for s in skeletons(a)}
    return _short(found)


def keys_of_title(readings) -> set[str]:
    """All words together in any order, and all but one of them; for a long title its first words."""
    found = set()
    for reading in readings:
        words = sorted({max(skeletons(word)) for word in reading.split() if len(word) > 2} or set(reading.split()))
        found.add("all " + " ".join(words))
        if 2 < len(words) <= _MOST_WORDS:
            found |= {"all " + " ".join(words[:i] + words[i + 1 :]) for i in range(len(words))}
    return _short(found)


def key_of_address(url: str) -> str:
    """An address on the web without what may differ between two copies of it: scheme, `www.`, fragment, last slash."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""


def _short(keys) -> set[str]:
    """Keys in the length of their column; no more of them than a name with many readings needs."""
    return {key if len(key) <= _LONGEST else digest(key) for key in sorted(keys)[:_MOST_KEYS]}


def digest(text: str) -> str:
    """A short key for a long text."""
    return "# " + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
