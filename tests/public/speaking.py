"""What a page says in the language of its address, and which words belong to other languages."""

import re
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations

from babel import Locale
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trans_real

from archive.models import RECORD_TYPES, NameForm, Place

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What is written by machines for machines, and what nobody sees.
SILENT = ("script", "style", "code", "pre", "kbd")
# The title of such an element is a ContextObject (COinS).
FOR_MACHINES = "Z3988"
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WORD = re.compile(r"[^\W\d_]{3,}")
# Addresses, media types, parameters, the names of what is filled in, and markup.
NO_WORDS = re.compile(r"https?://\S+|\b(?:application|image|text)/\S+|\w+=|%\(\w+\)[a-z]|</?[a-z][^>]*>")


def said(element, lang=""):
    """(language, text) of all texts in an element and of its attributes that are shown or read aloud."""
    for inner, language in within(element, lang):
        attributes = [inner.get(name) for name in SPOKEN]
        if inner.tag == "meta" and inner.get("name") == "description":
            attributes.append(inner.get("content"))
        if inner.tag == "input" and inner.get("type") == "submit":
            attributes.append(inner.get("value"))
        yield from ((language, text) for text in attributes if text)
    yield from shown(element, lang)


def shown(element, lang=""):
    """(language, text) of all texts in an element."""
    for inner, language in within(element, lang):
        texts = (inner.text, *(child.tail for child in inner))
        yield from ((language, " ".join(text.split())) for text in texts if text and text.strip())


def within(element, lang):
    """The element and all in it that people see, each with its language."""
    silent = not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in SILENT
    if silent or element.get("class") == FOR_MACHINES:
        return
    lang = element.get("lang") or element.get(XML_LANG) or lang
    yield element, lang
    for child in element:
        yield from within(child, lang)


def words(text) -> set[str]:
    """The words of a text, of three letters and more, without their capitals."""
    return {word.replace("İ", "i").casefold() for word in WORD.findall(NO_WORDS.sub(" ", text))}


@cache
def interface(language) -> set[str]:
    """The words that the interface uses in a language: its catalogue, and names of months, countries and languages."""
    code = next(
        code for code in LANGUAGES if language in (code, settings.LANGUAGE_CODE) and code != settings.LANGUAGE_CODE
    )
    with (settings.LOCALE_PATHS[0] / code / "LC_MESSAGES/django.po").open("rb") as file:
        messages = [m for m in read_po(file, locale=code) if m.id]
    found = set()
    for message in messages:
        texts = message.id if language == settings.LANGUAGE_CODE else message.string
        for text in (texts,) if isinstance(texts, str) else texts:
            found |= words(text)
    locale = Locale(language)
    named = [*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    for text in (*named, *locale.territories.values(), *locale.languages.values()):
        found |= words(text)
    return found


def foreign(language) -> set[str]:
    """Words of the interface in the other languages that neither the interface nor a record has in this one."""
    others = set().union(*(interface(code) for code in LANGUAGES if code != language))
    return others - interface(language) - set().union(*map(words, texts_of_records(language)))


def texts_of_records(language):
    """Every text that records have in a language."""
    for model in (*RECORD_TYPES, Place):
        columns = [f.name for f in model._meta.fields if f.name.endswith(f"_{language}")]
        for row in model.objects.values_list(*columns) if columns else ():
            yield from filter(None, row)


def names() -> re.Pattern:
    """The names of people, organizations and places, in whatever language they are."""
    found = set(NameForm.objects.values_list("text", flat=True))
    for model in (*RECORD_TYPES, Place):
        columns = [f.name for f in model._meta.fields if f.name.startswith("name_")]
        for row in model.objects.values_list(*columns) if columns else ():
            found |= {name for name in row if name}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))) or r"(?!)")


class Untranslated(NullTranslations):
    """Takes the place of the language behind a catalogue, and remembers what was asked of it in vain."""

    def __init__(self):
        super().__init__()
        self.texts = set()

    def gettext(self, message):
        """Remember a text."""
        self.texts.add(message)
        return message

    def ngettext(self, msgid1, msgid2, n):
        """Remember a text with a plural."""
        self.texts.add(msgid1)
        return super().ngettext(msgid1, msgid2, n)


@contextmanager
def asked_in_vain(language):
    """The texts for which the catalogues of a language, Django's and the libraries' too, have no translation."""
    catalogue, noted = trans_real.translation(language), Untranslated()
    behind, catalogue._fallback = catalogue._fallback, noted
    try:
        yield noted.texts
    finally:
        catalogue._fallback = behind
