"""Countries: ISO 3166 codes, their names in the archive's languages, and the code that a written name means."""

import functools
import re

from babel import Locale, UnknownLocaleError

from archive.text import fold

# CLDR territories that are not countries: groupings, pseudo-locales, unknown.
_NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}

# Former countries keep the alpha-2 code in force until they ended (ISO 3166-3): a visit of 1978 had the host of its own
# time. CLDR no longer names them.
_FORMER = {
    "AN": {"en": "Netherlands Antilles", "az": "Niderland Antil adaları", "es": "Antillas Neerlandesas"},
    "CS": {"en": "Czechoslovakia", "az": "Çexoslovakiya", "es": "Checoslovaquia"},
    "DD": {
        "en": "German Democratic Republic",
        "az": "Almaniya Demokratik Respublikası",
        "es": "República Democrática Alemana",
    },
    "SU": {"en": "Soviet Union", "az": "Sovet İttifaqı", "es": "Unión Soviética"},
    "YD": {"en": "Democratic Yemen", "az": "Yəmən Xalq Demokratik Respublikası", "es": "Yemen Democrático"},
    "YU": {"en": "Yugoslavia", "az": "Yuqoslaviya", "es": "Yugoslavia"},
    "ZR": {"en": "Zaire", "az": "Zair", "es": "Zaire"},
}

# Names in use that CLDR does not list; each means one code in any language.
_ALIASES = {
    "SU": ["USSR", "Union of Soviet Socialist Republics", "SSRİ", "URSS", "Soviet Union"],
    "US": ["United States of America", "USA", "U.S.", "US", "ABŞ", "EE. UU.", "EEUU", "Estados Unidos de América"],
    "GB": ["Great Britain", "UK", "England", "United Kingdom of Great Britain and Northern Ireland", "Böyük Britaniya"],
    "TR": ["Turkey", "Republic of Turkey"],
    "RU": ["Russian Federation", "Rusiya Federasiyası", "Federación de Rusia"],
    "KR": ["Republic of Korea", "South Korea", "Korea, South", "Korea (South)"],
    "KP": ["Democratic People's Republic of Korea", "North Korea", "Korea, North"],
    "VA": ["Holy See", "Vatican", "Vatican City State"],
    "CZ": ["Czech Republic"],
    "CI": ["Ivory Coast"],
    "CD": ["Democratic Republic of the Congo", "Congo, Democratic Republic of"],
    "CG": ["Republic of the Congo", "Congo"],
    "MM": ["Burma"],
    "MK": ["Macedonia"],
    "SZ": ["Swaziland"],
    "CV": ["Cape Verde"],
    "TL": ["East Timor"],
    "PS": ["Palestine", "West Bank"],
    "IR": ["Iran, Islamic Republic of", "Islamic Republic of Iran"],
    "SY": ["Syrian Arab Republic"],
    "VN": ["Viet Nam"],
    "LA": ["Lao People's Democratic Republic"],
    "MD": ["Republic of Moldova"],
    "TZ": ["United Republic of Tanzania"],
    "VE": ["Bolivarian Republic of Venezuela"],
    "BO": ["Plurinational State of Bolivia"],
    "DE": ["Federal Republic of Germany", "West Germany"],
    "CN": ["People's Republic of China"],
    "DD": ["East Germany", "GDR"],
}
LANGUAGES = ("en", "az", "es")


@functools.cache
def _territories(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return dict(locale.territories)


def _codes() -> tuple[str, ...]:
    current = {c for c in _territories("en") if re.fullmatch("[A-Z]{2}", c)} - _NOT_COUNTRIES
    return tuple(sorted(current | set(_FORMER)))


CODES = _codes()


def name(code: str, language: str) -> str:
    """The name of a country, by ISO 3166 code, in a language; the code itself where no name is known."""
    if code in _FORMER:
        return _FORMER[code].get(language, _FORMER[code]["en"])
    return _territories(language).get(code) or _territories("en").get(code, code)


def is_former(code: str) -> bool:
    """Whether the country exists no more."""
    return code in _FORMER


def aliases(code: str) -> list[str]:
    """Names of a country in use that the lists of Unicode do not have."""
    return _ALIASES.get(code, [])


@functools.cache
def _by_name() -> dict[str, str]:
    found = {}
    for code in CODES:
        for language in LANGUAGES:
            found.setdefault(fold(name(code, language)), code)
        for alias in aliases(code):
            found[fold(alias)] = code
    return found


@functools.lru_cache(maxsize=4096)
def understand(written: str) -> str | None:
    """The ISO 3166 code that a written code or name means, in any of the archive's languages; None where none."""
    text = written.strip()
    if len(text) == 2 and text.upper() in CODES:
        return text.upper()
    folded = fold(text)
    return _by_name().get(folded) or _by_name().get(folded.removeprefix("the "))
