"""Countries as the files of others write them: turned round, with a form of state, in brackets, in any language."""

import functools
import re
from collections import defaultdict

from babel import Locale

from archive import countries
from archive.spreadsheets.country_names import ELSEWHERE, RENAMED
from archive.text import fold

# Words that join, and words for a form of state, folded, in the languages in which lists of countries come.
_AND = "and und y e et i ve və"
_JOINTS_LISTED = f"{_AND} the of de del der des la las los les le el da do dos das di du d a al"
_STATE_FORMS_LISTED = """
republic kingdom state states federal federation federative federated commonwealth confederation union united
democratic people peoples socialist islamic arab plurinational bolivarian cooperative co operative principality
grand duchy sultanate emirate independent sovereign hashemite oriental former constitutional rep
republica reino estado estados federal federativa mancomunidad confederacion popular democratica socialista
islamica arabe plurinacional bolivariana cooperativa principado gran ducado sultanato emirato independiente
republik konigreich bundesrepublik bund staat staaten volksrepublik demokratische furstentum grossherzogtum
republique royaume etat etats federale populaire democratique islamique principaute
repubblica regno stato popolare democratica principato
республика королевство государство федерация федеративная союз княжество народная демократическая социалистическая
исламская
respublika respublikasi krallik kralligi dovlet dovleti federasiya federasiyasi federativ xalq demokratik islam statlari
ereb birlesmis cumhuriyeti kralligi federal devleti halk
"""
_JOINTS, _STATE_FORMS = set(_JOINTS_LISTED.split()), set(_STATE_FORMS_LISTED.split())
# Those that no other body than a state has in its name.
_STATES_LISTED = (
    "republic republica republik republique repubblica respublika respublikasi cumhuriyeti республика kingdom"
)
_STATES = set(_STATES_LISTED.split())
_UNITED = ({"united", "states"}, {"estados", "unidos"}, {"etats", "unis"})
# Where the form of state tells one country from another, it may not be left out.
_TOLD_APART_LISTED = "kr kp cn tw cd cg vn ye yd de dd sd ss cs gn gq gw us gb ae mk cf za sy eh"
_TOLD_APART = set(_TOLD_APART_LISTED.upper().split())
_LANGUAGES = ("fr", "de", "it", "pt", "ru", "tr", "nl", "pl", "uk", "sv", "cs", "ro", "ka", "fa", "ar")
_IN_FULL = {"st": "saint", "rep": "republic", "dem": "democratic", "fed": "federal"}
_SHORT = re.compile(rf"\b(?:{'|'.join(_IN_FULL)})\b")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.? )+[^\W\d_]\b\.?")


@functools.lru_cache(maxsize=8192)
def recognise(written: str) -> str | None:
    """The ISO 3166 code of a country as a file writes it, or None where no country or more than one could be meant.

    Beyond `countries.understand`: words in another order (`Korea, Republic of`), with a form of state or without, with
    a part in brackets, by the ISO alpha-3 code, a former name, or a name in a language of Europe.
    """
    text = " ".join(written.split()).strip(" ,;.")
    for reading in dict.fromkeys((text, _BRACKETS.sub("", text))):
        code = countries.understand(reading) or _looked_up(fold(reading))
        if code:
            return code
    return None


def _looked_up(folded):
    if not folded:
        return None
    folded = _INITIALS.sub(lambda found: re.sub(r"[ .]", "", found[0]), folded)
    folded = _in_full(folded)
    words = _words(folded)
    return _names().get(folded) or _by_words().get(words) or _by_core().get(_core(folded)) or _by_adjective(words)


def _by_adjective(words):
    """The country of whose name a state's own adjective is made: `… Republic`, `Estados Unidos …`; but one alone."""
    united = next((both for both in _UNITED if both <= words), set())
    bare = words - _STATE_FORMS - united
    if len(bare) != 1 or not (united or words & _STATES):
        return None
    (adjective,) = bare
    # A name itself stands for a second country, or for another state of that name.
    found = {code for name, code in _single_words().items() if adjective.startswith(name[:-1])}
    return found.pop() if len(found) == 1 and adjective not in _single_words() else None


@functools.cache
def _single_words():
    """Countries' names of one word, long enough to be known by all but their last letter."""
    return {min(name): code for name, code in _by_words().items() if len(name) == 1 and len(min(name)) > 4}


def _words(folded):
    return frozenset(folded.split()) - _JOINTS


def _core(folded):
    """The words without those for a form of state; nothing where these are the name of another country."""
    words = _words(folded)
    forms = words & _STATE_FORMS
    return words - forms if not any(name <= forms for name in _of_forms_alone()) else frozenset()


@functools.cache
def _of_forms_alone():
    """The words of countries that are called by their form of state, such as the United Kingdom."""
    return {words for words in _by_words() if words <= _STATE_FORMS}


@functools.cache
def _names() -> dict[str, str]:
    """Every folded name and the one code that it means; names of several countries are left out."""
    found = defaultdict(set)
    for language in (*countries.LANGUAGES, *_LANGUAGES):
        territories = Locale(language).territories
        for code in countries.CODES:
            found[_folded(territories.get(code, ""))].add(code)
            found[_folded(countries.name(code, language))].add(code)
    for code, names in (*RENAMED.items(), *ELSEWHERE.items()):
        for name in names:
            found[_folded(name)] = {code}
    for alpha2, alpha3 in _alpha3():
        found.setdefault(fold(alpha3), {alpha2})
    for code in countries.CODES:
        for alias in countries.aliases(code):
            found[_folded(alias)] = {code}
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


def _folded(name):
    return _in_full(fold(name))


def _in_full(folded):
    return _SHORT.sub(lambda found: _IN_FULL[found[0]], folded)


@functools.cache
def _by_words():
    return _unique((_words(name), code) for name, code in _names().items())


@functools.cache
def _by_core():
    """By the words that are no form of state, for the countries that no other shares them with."""
    return _unique((_core(name), code) for name, code in _names().items() if code not in _TOLD_APART)


def _unique(pairs):
    found = defaultdict(set)
    for words, code in pairs:
        if words:
            found[words].add(code)
    return {words: next(iter(codes)) for words, codes in found.items() if len(codes) == 1}


def _alpha3():
    from babel.core import get_global

    for alias, (territory, *others) in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and not others and territory in countries.CODES:
            yield territory, alias


def split_countries(text: str) -> list[str]:
    """The names of countries that follow one another in a text, whatever divides them: `France Germany`.

    The longest names are taken first; the whole text stands alone where anything in it is no country.
    """
    words = text.replace("\u00a0", " ").split()
    found, start = [], 0
    while start < len(words):
        if found and fold(words[start]) in _AND.split():
            start += 1
            continue
        for end in range(len(words), start, -1):
            piece = " ".join(words[start:end]).strip(" ,;/&")
            if fold(words[end - 1]) not in _JOINTS and recognise(piece):
                found.append(piece)
                start = end
                break
        else:
            return [" ".join(words)]
    return found
