"""Numbers that survive as numbers."""


def is_exact(text: str) -> bool:
    """Whether a spreadsheet, which holds 15 digits, keeps this number as it is."""
    return 0 < len(text.strip("-").replace(".", "").lstrip("0") or "0") <= 15
