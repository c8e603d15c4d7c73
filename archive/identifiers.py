"""Numbers by which documents are known: ISBN (ISO 2108), ISSN (ISO 3297) and DOI (ISO 26324)."""

import re

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DASHES = str.maketrans("", "", "-‐‑‒–— \u00a0")


class NotAnIdentifier(ValueError):
    """A text that is no such number, or one whose check digit shows a misprint."""


def isbn(typed: str) -> str:
    """The ten or thirteen signs of an ISBN as typed with any dashes; NotAnIdentifier where it cannot be one."""
    signs = typed.removeprefix("ISBN").lstrip(": ").translate(_DASHES).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", signs):
        correct = _weighted(signs, range(10, 0, -1)) % 11 == 0
    else:
        correct = bool(re.fullmatch(r"97[89][0-9]{10}", signs)) and _weighted(signs, (1, 3) * 6 + (1,)) % 10 == 0
    if not correct:
        raise NotAnIdentifier(typed)
    return signs


def issn(typed: str) -> str:
    """An ISSN as `0317-8471`, typed with or without its dash; NotAnIdentifier where it cannot be one."""
    signs = typed.removeprefix("ISSN").lstrip(": ").translate(_DASHES).upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", signs) or _weighted(signs, range(8, 0, -1)) % 11:
        raise NotAnIdentifier(typed)
    return f"{signs[:4]}-{signs[4:]}"


def doi(typed: str) -> str:
    """A DOI as `10.1000/182`, typed with or without `doi:` or its address; NotAnIdentifier where it cannot be one."""
    # Two DOIs that differ only in the case of ASCII letters are one; publishers print them in small letters.
    found = _BEFORE_DOI.sub("", typed.strip())
    if not _DOI.fullmatch(found):
        raise NotAnIdentifier(typed)
    return "".join(letter.lower() if letter.isascii() else letter for letter in found)


def _weighted(signs, weights) -> int:
    return sum(weight * (10 if sign == "X" else int(sign)) for sign, weight in zip(signs, weights, strict=True))
