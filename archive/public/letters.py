"""How wide a text is drawn: the letters of the pages, measured, so that no label is written over another."""

import functools
import struct
import unicodedata
from itertools import accumulate, takewhile
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures" / "fonts"
SANS, SERIF = "PublicSans", "Newsreader"
# Signs that a font lacks come from another, of which nothing is known but what is usual; in units of the type size.
_STRANGE, _FULL = 0.72, 1.02
# Kerning and rounding; a reader's own letters, shown until those of the pages have come, are brought near these.
_SPARE = 1.03
# A cut between words keeps at least this share of what there is room for.
_WHOLE = 0.6


def length_of(text: str, size: float, font: str = SANS) -> float:
    """How wide a text is at most, in the units of `size`."""
    return _length(text, font) * size * _SPARE


# The same labels are fitted into each width of a drawing, and tried in row after row.
@functools.lru_cache(maxsize=2048)
def _length(text, font):
    return sum(map(_advance(font), text))


def fitted(text: str, room: float, size: float, font: str = SANS) -> str:
    """A text cut so that it takes no more than `room`: between words, or within one where that would lose much."""
    if length_of(text, size, font) <= room:
        return text
    room -= length_of(" …", size, font)
    ends = accumulate(map(_advance(font), text))
    kept = sum(1 for _end in takewhile(lambda end: end * size * _SPARE <= room, ends))
    if not (cut := text[:kept].rstrip()):
        return ""
    whole = cut if text[len(cut)].isspace() else cut.rpartition(" ")[0]
    if len(whole) >= _WHOLE * len(cut):
        return f"{whole.rstrip(' ,;:–-(')} …"
    return f"{cut}…"


def wrapped(text: str, room: float, size: float) -> list[str]:
    """A text in lines of at most `room`, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and length_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    if len(text) <= most:
        return text
    words = text[:most].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{words} …"


@functools.cache
def _advance(font):
    """How wide a letter is, as a function."""
    known = {letter: advance for letter, advance in _advances(font).items() if advance}
    return _Advances(known).__getitem__


class _Advances(dict):
    """The advance of each letter; of one that the font lacks, a guess."""

    def __missing__(self, letter):
        return _guessed(letter)


def _guessed(letter) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return _FULL if unicodedata.east_asian_width(letter) in "WF" else _STRANGE


@functools.cache
def _advances(font) -> dict[str, float]:
    """The advance of each letter of a font, in units of the type size; every figure is as wide as the widest."""
    data = (FOLDER / f"{font}.ttf").read_bytes()
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    metrics = struct.unpack_from(f">{count * 2}H", data, tables["hmtx"])[::2]
    found = {
        chr(code): metrics[min(glyph, count - 1)] / units for code, glyph in _glyphs(data, tables["cmap"]) if glyph
    }
    widest = max(found[figure] for figure in "0123456789")
    return found | dict.fromkeys("0123456789", widest)


def _tables(data) -> dict[str, int]:
    """Where each table of a TrueType file begins."""
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    return {tag.decode(): offset for tag, _sum, offset, _length in records}


def _glyphs(data, cmap):
    """(code point, glyph) of the basic plane: the subtable of format 4 (OpenType, “cmap”)."""
    start = cmap + struct.unpack_from(">I", data, cmap + 8)[0]
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", data, start + skipped)
        for skipped in (14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments)
    )
    place = start + 16 + 6 * segments
    for number in range(segments):
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            if not offsets[number]:
                yield code, (code + deltas[number]) & 0xFFFF
                continue
            at = place + 2 * number + offsets[number] + 2 * (code - starts[number])
            glyph = struct.unpack_from(">H", data, at)[0]
            yield code, (glyph + deltas[number]) & 0xFFFF if glyph else 0
