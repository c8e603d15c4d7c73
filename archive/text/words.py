"""The words that texts are found by: folded, in each of the ways in which people write them."""

import functools
import itertools
import re

from archive.text.base import fold_variants, lower
from archive.text.letters import APOSTROPHES, BY_SOUND, DOUBLED, HYPHENS, MARKS, OF_A_LANGUAGE

# Stands in a search column between two texts: a letter that nobody writes, which the databases take for a word.
BREAK = "ꙮ"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | {"_": " "})
_SIGN = rf"[\w{MARKS}]"
# Words with what joins them, and initials with dots between them: `O'Neil`, `al-Din`, `U.S.A`.
_UNIT = re.compile(
    rf"(?<!{_SIGN})(?!\d){_SIGN}(?:\.(?!\d){_SIGN}(?!{_SIGN}))+|{_SIGN}+(?:(?:[{HYPHENS}]'?|'){_SIGN}+)*"
)
_WORD_WRITTEN = re.compile(rf"{_SIGN}+(?:[{APOSTROPHES}]{_SIGN}+)*")
_UNIT_WRITTEN = re.compile(rf"{_SIGN}+(?:(?:[{HYPHENS}][{APOSTROPHES}]?|[{APOSTROPHES}]){_SIGN}+)*")
_JOINT = re.compile(rf"[{APOSTROPHES}{HYPHENS}_]|\.(?=\S)")
_WORD = re.compile(rf"{_SIGN}+")
_HYPHEN = re.compile(rf"[{HYPHENS}.]")
# The whole of a longer text is kept in the plain ways alone; each of its words is in all.
_LONGEST_LINE = 20
# What is joined of more parts than these is no word.
_MOST_PARTS = 4
_VOWELS = re.compile("[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")
# How sounds that a reader of another language writes otherwise are told apart no more.
_SOUNDS = (("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("zh", "c"), ("ph", "f"))
_SOUND = str.maketrans("xqzjw", "hgscv")


def words_for_index(texts) -> str:
    """The folded words of several (text, language) in their order, each text once: what a search column stores."""
    return joined(line for text, language in texts if text for line in lines_in(text, language))


def joined(lines) -> str:
    """The stored form of folded lines: a phrase never runs from one of them into the next."""
    return f" {BREAK} ".join(dict.fromkeys(lines))


# The same names come again and again in an import.
@functools.lru_cache(maxsize=8192)
def lines_in(text: str, language: str = "") -> tuple[str, ...]:
    """The folded words of one text in their order: once for each way to write it as a whole; none without a word.

    Single words follow in those ways that mix: `Həsən` as hasen; `O’Neil` as o neil, `co-operation` in one. Letters
    that stand for another sound in the `language` of the text are there as English has that sound, too.
    """
    words, apart = _parted(lower(text))
    own = language.partition("-")[0]
    ways = {n: _ways(word, own) for n, word in enumerate(words) if own in OF_A_LANGUAGE or not word.isascii()}
    lines = (
        [_line(words, ways, n) for n in range(4 if len(words) <= _LONGEST_LINE else 2)] if ways else [" ".join(words)]
    )
    if len(lines) == 2:
        plainly = {word for line in lines for word in line.split()}
        lines += [word for way in ways.values() for word in way.whole[2:] if word not in plainly]
    lines += [reading for way in ways.values() for reading in way.mixed]
    lines += [line for parts in apart for line in _whole_lines(parts, own)]
    return tuple(line for line in dict.fromkeys(lines) if line)


def _line(words, ways, number):
    """A text as a whole, written in one of the ways in which a whole may be."""
    line = list(words)
    for place, way in ways.items():
        line[place] = way.whole[number]
    return " ".join(filter(None, line))


def _parted(lowered):
    """The words of a text in small letters, and the other ways to part those that something joins."""
    if not _JOINT.search(lowered):
        return _WORD.findall(lowered), ()
    units = units_in(lowered)
    return [word for unit in units for word in unit[0]], [parts for unit in units for parts in unit[1:]]


def readings_of(unit, language="") -> tuple[str, ...]:
    """How what was typed in one may be stored, the plain way first: words, or several with a space between them."""
    found = []
    for parts in unit:
        if len(parts) == 1:
            way = _ways(parts[0], language)
            found += [*way.whole, *way.mixed]
        else:
            found += _whole_lines(parts, language)
    return tuple(reading for reading in dict.fromkeys(found) if reading)


def units_in(text: str) -> list[tuple[tuple[str, ...], ...]]:
    """What stands in one in a text, in small letters: its words, then the other ways to part it.

    `L’Aquila` is (laquila) and (l, aquila), `al-Din` is (al, din) and (aldin).
    """
    found = []
    for unit in _UNIT.findall(lower(text).translate(_ONE_APOSTROPHE)):
        if unit.isalnum():
            found.append(((unit,),))
            continue
        parts = [part.strip("'") for part in _HYPHEN.split(unit)]
        if len(parts) > _MOST_PARTS:
            found += [((part.replace("'", ""),),) for part in parts]
            continue
        words = tuple(part.replace("'", "") for part in parts)
        ways = [words]
        if len(words) > 1 and not (whole := "".join(words)).isdecimal():
            ways.append((whole,))
        ways += [tuple(part.split("'")) for part in parts if 0 < part.count("'") < _MOST_PARTS]
        found.append(tuple(ways))
    return found


def words_as_written(text: str) -> list[re.Match]:
    """Where the words of a text stand in it; what a hyphen joins are several."""
    return list(_WORD_WRITTEN.finditer(text))


def units_as_written(text: str) -> list[re.Match]:
    """Where the words of a text stand in it, with what a hyphen joins as one."""
    return list(_UNIT_WRITTEN.finditer(text))


class _Ways:
    """The folded ways to write one word: those in which a whole text may be written, and those that mix."""

    __slots__ = ("mixed", "whole")

    def __init__(self, whole, mixed=()):
        self.whole, self.mixed = whole, mixed


@functools.lru_cache(maxsize=8192)
def _ways(word, language):
    own = OF_A_LANGUAGE.get("az" if "ə" in word else language)
    # A language's own letters first: what they become is not changed again.
    tables = [table for table in (own, BY_SOUND, DOUBLED) if table and not table.keys().isdisjoint(map(ord, word))]
    if word.isascii() and not tables:
        return _Ways((word,) * 4)
    plain, sounded = sorted(fold_variants(word)), word
    for table in tables:
        sounded = sounded if table is DOUBLED else sounded.translate(table)
    sounded = sorted(fold_variants(sounded))
    # The readings of a word are sorted, so that every a stands in the first and every e in the last.
    whole = (plain[0], plain[-1], sounded[0], sounded[-1])
    found = set(plain)
    for chosen in itertools.product((False, True), repeat=len(tables)):
        other = word
        for table in itertools.compress(tables, chosen):
            other = other.translate(table)
        found |= fold_variants(other)
    return _Ways(whole, tuple(sorted(found - {*whole, ""})))


def _whole_lines(words, language):
    return [" ".join(filter(None, line)) for line in zip(*(_ways(w, language).whole for w in words), strict=True)]


def consonants(word: str) -> str:
    """What is left of a folded word when its vowels and its sounds are written otherwise, its letters doubled."""
    for written, sounded in _SOUNDS:
        word = word.replace(written, sounded)
    word = word.translate(_SOUND)
    bare = _VOWELS.sub("", word[1:])
    return _TWICE.sub(r"\1", ("a" if word[:1] in "aeiouy" else word[:1]) + bare)
