"""Dates in words, in each language of the archive."""

from functools import lru_cache

from .base import Dating
from .grammar import parse
from .wording_az import WordingAz
from .wording_cldr import WordingCldr
from .wording_en import WordingEn
from .wording_es import WordingEs

WORDINGS = {"en": WordingEn, "az": WordingAz, "es": WordingEs}


def words(text: str | Dating, language: str) -> str:
    """The date for readers of `language` ("en", "az-latn", "es_MX"); other languages get CLDR formats and plain signs.

    Raises InvalidDate if `text` is no EDTF.
    """
    return _words(text.text if isinstance(text, Dating) else text, language)


@lru_cache(maxsize=16_384)
def _words(text, language):
    return _wording(language).dating(parse(text))


@lru_cache(maxsize=64)
def _wording(language):
    primary = language.replace("_", "-").split("-")[0].lower()
    return WORDINGS.get(primary, WordingCldr)(primary)


def month_day(text: str | Dating) -> tuple[int, int] | None:
    """The day of the year on which a date has its anniversary, or None.

    Of an interval the day on which it begins. None for a day that is not given, approximate or uncertain, for sets
    and for open starts; the year need not be known (`XXXX-12-31`).
    """
    dating = text if isinstance(text, Dating) else parse(text)
    if dating.kind == "interval":
        dating = dating.parts[0]
    if dating is None or dating.kind != "date" or dating.approximate or dating.uncertain:
        return None
    return (dating.month, dating.day) if dating.month and dating.day else None
