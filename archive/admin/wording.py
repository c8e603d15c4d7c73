"""What the editors' pages call fields and values, in the active language."""

from django.utils.translation import get_language

from archive import countries, dates


def active() -> str:
    """The code of the language that the editor reads."""
    return get_language() or "en"


def date_in_words(edtf) -> str:
    """An EDTF text in words; the text itself where it is none."""
    try:
        return dates.words(edtf, active()) if edtf else ""
    except dates.InvalidDate:
        return edtf


def country_names(codes) -> str:
    """The names of countries from their codes, `AT; BE` as `Austria, Belgium`."""
    return ", ".join(countries.name(code, active()) for code in codes.split("; ") if code)
