"""No cell of ours starts a formula, and what comes back is the same text."""

import re

# What spreadsheet programs take as the start of a formula, full-width forms included; with the apostrophes before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# The same at the beginning of any of several texts.
_ANY_FORMULA = re.compile(f"\0{_FORMULA.pattern}")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula."""
    return bool(text) and bool(_FORMULA.match(text))


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it could start a formula: for formats without types."""
    return f"'{text}" if starts_formula(text) else text


def any_starts_formula(texts) -> bool:
    """Whether any of these texts could be taken for a formula: at once, as hardly any is."""
    return bool(_ANY_FORMULA.search("\0" + "\0".join(texts)))


def all_guarded(texts) -> list[str]:
    """Each of these texts as `guarded` gives it."""
    return [guarded(text) for text in texts] if any_starts_formula(texts) else texts


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put there."""
    return text[1:] if _GUARDED.match(text) else text
