"""No cell of ours starts a formula, and what comes back is the same text."""

import re

# What spreadsheet programs take as the start of a formula, full-width forms included; with the apostrophes before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula."""
    return bool(text) and bool(_FORMULA.match(text))


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it could start a formula: for formats without types."""
    return f"'{text}" if starts_formula(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put there."""
    return text[1:] if _GUARDED.match(text) else text
