"""Every sentence for people is translated into every language of the archive: the lists of what is not are empty."""

import gettext
import io
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise
from django.utils.translation.template import templatize

ROOT = settings.BASE_DIR
FOLDER = settings.LOCALE_PATHS[0]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
EACH = pytest.mark.parametrize("language", LANGUAGES)
# What marks a text for translation, and where in the call its singular, plural and context stand.
MARKS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"</?[a-z]+[^>]*>")
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "content", "label")
# Blocks of the admin's templates that hold names of classes.
CLASSES = ("block bodyclass", "block coltype")
# The guide for editors has a template for each language.
ONE_LANGUAGE = ROOT / "templates/admin/archive/guide"


@cache
def marked():
    """{(context, singular): plural or None} of every text in the code and the templates that is to be translated."""
    found = {}
    for source in sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), MARKS):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            found[context, singular] = found.get((context, singular)) or plural
    return found


def sources():
    """What holds texts, as Python: the code as it is, and templates as Django's own extraction reads them."""
    for folder in ("archive", "config"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.read_text(encoding="utf-8")
    for path in templates():
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield "\n".join(line.strip() for line in code.splitlines())


def templates():
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".svg", ".txt"))


@cache
def written(language):
    """The catalogue of a language as its translator wrote it."""
    with (FOLDER / language / "LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def texts(message):
    """The (original, translation) pairs of a message: one, or one for each plural form."""
    if isinstance(message.id, tuple):
        singular, plural = message.id
        return [(singular if number == 0 else plural, text) for number, text in enumerate(message.string)]
    return [(message.id, message.string)]


@EACH
def test_no_text_is_untranslated(language):
    with (FOLDER / language / "LC_MESSAGES/django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog
    missing = []
    for (context, singular), plural in marked().items():
        key = f"{context}\x04{singular}" if context else singular
        forms = [known.get((key, number)) for number in (0, 1)] if plural else [known.get(key)]
        if not all(forms):
            missing.append(key)
    assert missing == []


@EACH
def test_the_catalogue_holds_nothing_that_is_not_asked_for_or_not_settled(language):
    left_over = [m.id for m in written(language) if (m.context, *texts(m)[0][:1]) not in marked()]
    assert left_over == []
    assert [m.id for m in written(language) if m.fuzzy] == []


@EACH
def test_what_is_read_is_what_was_written(language):
    with (FOLDER / language / "LC_MESSAGES/django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)._catalog
    for message in written(language):
        key = f"{message.context}\x04{texts(message)[0][0]}" if message.context else texts(message)[0][0]
        if isinstance(message.id, tuple):
            assert [read.get((key, number)) for number in range(len(message.string))] == list(message.string)
        else:
            assert read.get(key) == message.string


@EACH
def test_a_translation_keeps_what_is_filled_in_and_its_markup(language):
    assert [pair for message in written(language) for pair in texts(message) if is_wrong(message, *pair)] == []


def is_wrong(message, original, translation):
    """Whether a translation leaves out or invents what is filled in, or has other markup, or other spaces around it."""
    every = {name for text, _translated in texts(message) for name in PLACEHOLDER.findall(text)}
    # A form of a plural may say “one” for its number.
    fewest = set() if isinstance(message.id, tuple) else every
    return (
        not fewest <= set(PLACEHOLDER.findall(translation)) <= every
        or sorted(MARKUP.findall(original)) != sorted(MARKUP.findall(translation))
        or [original[at].isspace() for at in (0, -1)] != [translation[at : at + 1 or None].isspace() for at in (0, -1)]
    )


@EACH
def test_each_plural_has_as_many_forms_as_the_language(language):
    forms = get_plural(language).num_plurals
    found = {m.id: len(m.string) for m in written(language) if isinstance(m.id, tuple)}
    assert found
    assert {ids: number for ids, number in found.items() if number != forms} == {}


def test_the_names_of_all_models_and_fields_are_to_be_translated():
    plain = []
    for model in apps.get_app_config("archive").get_models():
        if not isinstance(model._meta.verbose_name, Promise):
            plain.append(model.__name__)
        if not isinstance(model._meta.verbose_name_plural, Promise):
            plain.append(f"{model.__name__}, plural")
        plain += [str(field) for field in model._meta.get_fields() if is_plain(field)]
    assert plain == []


def is_plain(field):
    """Whether a field that people see has a name, a help text or choices in one language alone."""
    if not getattr(field, "editable", False) or field.auto_created:
        return False
    labels = [label for _value, label in field.flatchoices or () if label]
    given = [field.verbose_name, *filter(None, [field.help_text]), *labels]
    if field.model not in admin.site._registry and field.verbose_name == field.name.replace("_", " "):
        # Nobody is shown the field, so it has no name but that of its column.
        given.remove(field.verbose_name)
    return not all(isinstance(text, Promise) for text in given)


class Words(HTMLParser):
    """The words of a template that stand in it for people: text, and attributes that are read aloud or shown."""

    def __init__(self):
        super().__init__()
        self.found, self.within = [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style", "code", "kbd", "pre"):
            self.within.append(tag)
        self.found += [value for name, value in attributes if name in SPOKEN and tag != "meta" and value]

    def handle_endtag(self, tag):
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.found.append(data)


def spoken(path):
    """The words of a template outside its tags and translations."""
    text, aside = "", False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        if token.token_type == TokenType.BLOCK:
            opens = token.contents.startswith("blocktrans") or token.contents in CLASSES
            aside = opens or (aside and not token.contents.startswith(("endblock", "endblocktrans")))
        text += token.contents if token.token_type == TokenType.TEXT and not aside else "0"
    words = Words()
    words.feed(text)
    return [word for said in words.found for word in re.findall(r"[^\W\d_]{2,}", said)]


def test_no_template_says_anything_past_the_catalogues():
    told = {str(path.relative_to(ROOT)): spoken(path) for path in templates() if path.parent != ONE_LANGUAGE}
    assert {path: words for path, words in told.items() if words} == {}


def test_the_guide_for_editors_stands_in_every_language():
    told = {path.stem: path.read_text(encoding="utf-8") for path in ONE_LANGUAGE.iterdir()}
    assert sorted(told) == sorted(code for code, _name in settings.LANGUAGES)
    sections = {code: re.findall(r"<section id=\"([^\"]+)\"", text) for code, text in told.items()}
    assert sections["en"]
    assert all(found == sections["en"] for found in sections.values())


def test_no_script_holds_a_sentence():
    scripts = sorted((ROOT / "archive/static").rglob("*.js"))
    assert scripts
    said = {
        path.name: re.findall(r"[\"'`][^\"'`\n]*\b[A-Z][a-z]+[ .,!?][^\"'`\n]*[\"'`]", code(path)) for path in scripts
    }
    assert {name: found for name, found in said.items() if found} == {}


def code(path):
    """A script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
