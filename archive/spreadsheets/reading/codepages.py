"""Which code page a text without a mark is in, where only one fits the letters of a language; never a guess."""

import re
from itertools import islice, pairwise

from django.utils.translation import gettext as _

from archive.spreadsheets.reading.base import UnreadableFile

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
_HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئپچژگ،؛؟"
# The letters beyond ASCII of the languages that were written in each code page. A text is plausible in a code page
# where one of its languages has all the letters that it would hold.
_LATIN = {
    "es": "áéíóúüñªº¿¡",
    "ca": "àçéèíïóòúü·ªº",
    "pt": "áâãàçéêíóôõúüªº",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "it": "àáèéìíîòóùú",
    "de": "äöüß",
    "nl": "áéëèïóöü",
    "sv": "åäöéàü",
    "da": "æøåéäö",
    "is": "áéíóúýþðæö",
    "et": "äöõüšž",
}
_TURKISH = {"tr": "çğıöşüâîûi\u0307", "de": "äöüß", "fr": _LATIN["fr"]}
_CENTRAL = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "hr": "čćđšž",
    "sq": "çë",
    "de": "äöüß",
}
_LANGUAGES = {
    "windows-1252": _LATIN,
    "windows-1254": _TURKISH,
    "windows-1251": {
        "ru": _CYRILLIC + "ё",
        "uk": _CYRILLIC + "ієїґ",
        "be": _CYRILLIC + "ёіў",
        "sr": _CYRILLIC + "ђјљњћџ",
        "mk": _CYRILLIC + "ѓѕјљњќџ",
    },
    "windows-1250": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "windows-1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äöõšüž"},
    "windows-1253": {"el": _GREEK},
    "windows-1255": {"he": _HEBREW},
    "windows-1256": {"ar": _ARABIC},
    "koi8-r": {"ru": _CYRILLIC + "ё"},
    "iso-8859-5": {"ru": _CYRILLIC + "ё"},
    "cp866": {"ru": _CYRILLIC + "ё"},
}
# Those that are taken unasked when no other fits.
_TAKEN = ("windows-1252", "windows-1254", "windows-1251")
_SIGNS = set("«»“”‘’‚„–—…•€£§©®™°№\u00a0\u00ad±²³·×½¼")
# No word ends in one of these: what follows them belongs to them.
_OPENING = set("№£€§«„‚")
# A Mac's letters stand where Windows has signs, so that a sign between letters may be a letter; but not the
# apostrophe (92) in don't, l'homme and O'Brien.
_SIGN_IN_WORD = re.compile(
    rb"[A-Za-z][\x80-\x91\x93-\x9f][A-Za-z]"
    rb"|(?<!\b[cdjlmnstCDJLMNOST])(?<!\bqu)(?<!\bun)(?<!all)(?<!ell)(?<!ull)"
    rb"(?<=[A-Za-z])\x92(?=[A-Za-z])(?!(?:s|t|d|m|re|ve|ll)\b)"
)
_MAC = "macintosh"
_WITH_NEIGHBOURS = re.compile(rb"[A-Za-z]?[\x80-\xff]{1,40}[A-Za-z]?")
_WORD = re.compile(rb"\w{0,10}[\x80-\xff][\w\x80-\xff]{0,9}")
_MOST_WORDS = 10_000


def certain(content: bytes) -> str:
    """The code page in which the bytes are a text; UnreadableFile names the candidates where several or none fit."""
    fitting = {}
    words = {found[0] for found in _WITH_NEIGHBOURS.finditer(content)}
    used = bytes(sorted(set(content) - set(range(128))))
    for page, languages in _LANGUAGES.items():
        text = _decoded(used, page)
        if text is not None and _fits(text, languages) and _words_hold(words, page):
            fitting.setdefault(text, page)
    pages = list(fitting.values())
    if _SIGN_IN_WORD.search(content):
        pages.append(_MAC)
    if len(pages) == 1 and pages[0] in _TAKEN:
        return pages[0]
    raise _refusal(content, pages or _TAKEN)


def _decoded(content, page):
    try:
        return content.decode(page)
    except UnicodeDecodeError:
        return None


def _fits(text, languages):
    """Whether the letters all belong to one language, and the rest are signs that texts have."""
    letters = set(text.lower()) - _SIGNS
    return any(letters <= set(alphabet) | {"\u0307"} for alphabet in languages.values())


def _words_hold(words, page):
    """Whether no word mixes scripts or turns from small letters to capitals, as words do in the wrong code page."""
    return all(_goes_on(one, other) for word in words for one, other in pairwise(word.decode(page)))


def _goes_on(one, other):
    """Whether one letter or sign may follow the other."""
    if one > "\x7f" and one.islower() and other > "\x7f" and other.isupper():
        return False
    if one.isalpha() and other in _OPENING:
        return False
    return not (one.isalpha() and other.isalpha() and _is_latin(one) != _is_latin(other))


def _is_latin(letter):
    return letter < "\u0250"


def _refusal(content, pages):
    found = _telling_word(content, pages)
    line = content.count(b"\n", 0, found.start()) + 1
    readings = "; ".join(
        _("“%(text)s” in %(page)s") % {"text": text, "page": page}
        for page in pages
        if (text := _decoded(found[0], page)) is not None
    )
    return UnreadableFile(
        _(
            "Line %(line)s is not in UTF-8, and its letters could be %(readings)s: "
            "save the file as “CSV UTF-8”, or say in which encoding it is."
        )
        % {"line": line, "readings": readings or _("of several code pages")}
    )


def _telling_word(content, pages):
    """The first word that the code pages read differently, else the first with a letter beyond ASCII."""
    words = list(islice(_WORD.finditer(content), _MOST_WORDS))
    return next((word for word in words if len({_decoded(word[0], page) for page in pages}) > 1), words[0])
